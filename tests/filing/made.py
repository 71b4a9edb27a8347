"""A case made for tests: two alerts on one customer, cash and foreign currency, and texts that mean no good."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from streams.filing.case import Case, Found
from streams.filing.evidence import rows, totals
from streams.filing.gathering import form_of
from streams.filing.profiles import profiles
from streams.records import Alert, AlertSubject, Comparison, EvidenceItem, Origin, Party, Place, Transaction
from streams.reference import Reference
from tests.trace.made import edge, node, trace

REFERENCE = Reference.load()
START = datetime(2025, 3, 3, 9, tzinfo=UTC)
HOSTILE = "<script>alert('1')</script>]]>&\"\u202e\x00\x1b[31m\ud7ff\n;--"
PRODUCED = datetime(2025, 4, 1, 9, tzinfo=UTC)

SUBJECT = Party(
    account="ACC-1",
    customer="C1",
    name="Customer 1",
    kind="person",
    country="US",
    born=date(1980, 2, 29),
    opened=date(2020, 1, 2),
    occupation="Baker",
    identifiers={"address": f"1 First Street {HOSTILE}", "phone": "+1 703 555 0100", "tin": "123-45-6789"},
)
OTHER = Party(account="ACC-2", name=f"Firm 2 {HOSTILE}", kind="business", country="AE")


def item(number: int, amount: str, currency: str = "USD", direction: str = "in", **fields: Any) -> EvidenceItem:
    """A transaction of an alert, on the day of its number."""
    given: dict[str, Any] = {
        "transaction": f"T-{number}",
        "time": START + timedelta(days=number),
        "direction": direction,
        "amount": amount,
        "currency": currency,
        "channel": "cash" if direction == "in" else "transfer",
        "value": amount,
        "account": "ACC-1",
    }
    return EvidenceItem(**{**given, **fields})


CASH = tuple(item(number, f"9400.{number:02}") for number in range(4))
OUT = (
    item(5, "20000.10", direction="out", counterparty="account:ACC-2", counterparty_name=OTHER.name, country="AE"),
    item(6, "7000.05", "EUR", direction="out", counterparty="account:ACC-2", remittance=HOSTILE),
    item(7, "1000", "XAU", direction="out", value=None),
)


def alert(typology: str = "cash-structuring", evidence: tuple[EvidenceItem, ...] = CASH, **fields: Any) -> Alert:
    """An alert on the subject, unless `fields` say otherwise."""
    given: dict[str, Any] = {
        "id": f"0f0e0d0c-0000-5000-8000-{abs(len(typology)):012}",
        "revision": 1,
        "status": "revised",
        "typology": typology,
        "title": f"Title of {typology}",
        "crimes": ("money-laundering",),
        "stage": "placement",
        "subject": AlertSubject("customer:C1", "person", "Customer 1", ("ACC-1",)),
        "case": "0a0a0a0a-0000-5000-8000-000000000000",
        "previous": None,
        "opened_at": START,
        "detected_at": START + timedelta(days=8),
        "first_detected_at": START,
        "due_at": START + timedelta(days=30),
        "weight": 0.7,
        "risk": 0.7,
        "severity": "high",
        "narrative": f"Narrative of {typology} {HOSTILE}.",
        "counterfactual": "It would not have fired with fewer.",
        "alternatives": (),
        "comparisons": (Comparison("cash_in_count", 4.0, ">=", 3.0, 1.0, "count", True),),
        "window": "10d",
        "evidence": evidence,
        "evidence_count": len(evidence),
        "evidence_value": "0",
        "history_truncated": False,
        "base_currency": "USD",
        "recommended_action": "Look.",
        "runbook": "Look.",
        "false_positives": (),
        "references": ({"source": "US Treasury", "document": "31 CFR 1010.314"},),
        "late": False,
        "origin": Origin("transactions", 0, 42, 0),
        "catalogue_digest": "c" * 64,
        "typology_digest": "d" * 64,
    }
    return Alert(**{**given, **fields})


def sent() -> dict[str, Transaction]:
    """The transactions of the evidence, by id, as payment systems sent them."""
    found = {}
    for each in (*CASH, *OUT):
        is_cash = each.channel == "cash"
        found[each.transaction] = Transaction(
            id=each.transaction,
            time=each.time,
            amount=Decimal(each.amount),
            currency=each.currency,
            debtor=None if is_cash else SUBJECT,
            creditor=SUBJECT if is_cash else OTHER,
            debtor_agent=None if is_cash else "ABANKUS3XXX",
            creditor_agent="ABANKUS3XXX" if is_cash else "OTHRAEAD",
            channel="cash" if is_cash else "transfer",
            remittance=each.remittance or None,
            place=Place(country="US", branch="B-1"),
            initiation="machine" if is_cash else "online",
        )
    return found


def case_of(jurisdiction: str = "US", *alerts: Alert, **fields: Any) -> Case:
    """The case of these alerts, of two on the subject where none are given."""
    found = tuple(Found("alerts", each) for each in alerts or (alert(), alert("pass-through", (*CASH[2:], *OUT))))
    form, authority, note = form_of(REFERENCE, jurisdiction, found)
    known = profiles(sent().values())
    evidence = rows([each.alert for each in found])
    subject = node("customer:C1", is_subject_of_alert=True, name="Customer 1")
    given: dict[str, Any] = {
        "produced_at": PRODUCED,
        "produced_by": f"Analyst 4 {HOSTILE}",
        "jurisdiction": jurisdiction,
        "authority": authority,
        "form": form,
        "form_note": note,
        "alerts": found,
        "rows": evidence,
        "totals": totals(evidence),
        "evidence_count": len(evidence),
        "base_currency": "USD",
        "subject": known["customer:C1"],
        "others": (known["account:ACC-2"],),
        "trace": trace([subject, node("account:ACC-2", name=HOSTILE)], [edge(1, "customer:C1", "account:ACC-2")]),
        "key_terms": (),
        "places": (),
        "version": "0",
    }
    return msgspec.structs.replace(Case(**{**given, **fields}))
