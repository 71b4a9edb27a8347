"""The goAML report has each transaction with its sides, exact amounts, and a list of what it lacks."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from lxml import etree

from streams.filing.case import Case
from streams.filing.filer import Contact, Filer
from streams.filing.form import Form
from streams.filing.goaml import GoamlDraft
from streams.intake.valuation import Valuation
from streams.records import Party, Transaction
from tests.filing.made import CASH, OUT, REFERENCE, SUBJECT, alert, case_of, item, sent

FILER = Filer(
    name="A Bank",
    entity_id=1042,
    branch="Main",
    swift="ABANKUS3",
    contact=Contact(first_name="Officer", last_name="Two"),
)
ORDER = [
    "rentity_id",
    "rentity_branch",
    "submission_code",
    "report_code",
    "entity_reference",
    "submission_date",
    "currency_code_local",
    "reporting_person",
    "reason",
    "action",
    "transaction",
    "report_indicators",
]
WITHIN = [
    "transactionnumber",
    "transaction_location",
    "transaction_description",
    "date_transaction",
    "transmode_code",
    "amount_local",
    "t_from_my_client",
    "t_from",
    "t_to_my_client",
    "t_to",
]


def form(case: Case, filer: Filer = FILER, transactions: dict[str, Transaction] | None = None) -> Form:
    sources = sent() if transactions is None else transactions
    return GoamlDraft(case, filer, ZoneInfo("Europe/Luxembourg"), sources, REFERENCE, Valuation(REFERENCE)).write()


def parsed(draft: Form) -> Any:
    return etree.fromstring(draft.xml())


def test_elements_stand_in_the_order_of_the_schema():
    root = parsed(form(case_of("LU")))
    names = [each.tag for each in root]
    assert [ORDER.index(name) for name in names] == sorted(ORDER.index(name) for name in names)
    for transaction in root.findall("transaction"):
        within = [WITHIN.index(each.tag) for each in transaction]
        assert within == sorted(within)


@pytest.mark.parametrize("filer", [FILER, Filer()])
def test_every_mandatory_element_is_there_or_listed_as_missing(filer: Filer):
    draft = form(case_of("LU"), filer)
    root = parsed(draft)
    missing = {each.element for each in draft.missing if each.mandatory}
    for name in ("rentity_id", "submission_date", "reporting_person", "reason", "action", "report_indicators"):
        assert root.find(name) is not None or f"report/{name}" in missing
    for transaction in root.findall("transaction"):
        for name in ("transactionnumber", "date_transaction", "transmode_code", "amount_local"):
            assert transaction.find(name) is not None or f"report/transaction/{name}" in missing
        for way in ("from", "to"):
            sides = [each for each in transaction if each.tag in (f"t_{way}", f"t_{way}_my_client")]
            assert len(sides) == 1 or any(f"t_{way}" in each for each in missing)


def test_amounts_are_exact_in_their_own_currency_and_converted_into_the_local_one():
    root = parsed(form(case_of("LU")))
    by_number = {each.findtext("transactionnumber"): each for each in root.findall("transaction")}
    assert by_number["T-6"].findtext("amount_local") == "7000.05"
    assert by_number["T-6"].find(".//foreign_amount") is None
    for each in CASH:
        foreign = by_number[each.transaction].findtext(".//foreign_amount")
        assert Decimal(foreign) == Decimal(each.amount)
        assert by_number[each.transaction].findtext(".//foreign_currency_code") == "USD"
    local = Decimal(by_number["T-5"].findtext("amount_local"))
    rate = Decimal(by_number["T-5"].findtext(".//foreign_exchange_rate"))
    assert abs(local - Decimal(OUT[0].amount) * rate) < Decimal("0.02")
    assert by_number["T-7"].find("amount_local") is None


def test_the_side_whose_customer_is_known_is_my_client():
    root = parsed(form(case_of("LU")))
    transfer = next(each for each in root.findall("transaction") if each.findtext("transactionnumber") == "T-5")
    assert transfer.findtext("t_from_my_client/from_account/account") == "ACC-1"
    assert transfer.findtext("t_to/to_account/swift") == "OTHRAEAD"
    assert transfer.findtext("t_to/to_account/t_entity/name").startswith("Firm 2")


CONDUCTOR = Party(name="Customer 9", account="ELSEWHERE", born=SUBJECT.born)


def cash(**fields: Any) -> tuple[Any, Form]:
    """A report of one transaction in cash."""
    [one] = [each for each in sent().values() if each.id == "T-0"]
    draft = form(case_of("LU", alert(evidence=CASH[:1])), transactions={"T-0": msgspec.structs.replace(one, **fields)})
    return parsed(draft).find("transaction"), draft


def test_whoever_pays_cash_in_is_the_side_it_comes_from():
    transaction, draft = cash(conductor=CONDUCTOR)
    assert transaction.findtext("t_from/from_person/last_name") == "Customer 9"
    assert transaction.find("t_from/from_account") is None
    assert transaction.find("t_from/t_conductor") is None
    assert transaction.findtext("t_to_my_client/to_account/account") == "ACC-1"
    assert not [each for each in draft.missing if "was not said" in each.why]


def test_whoever_takes_cash_out_is_the_side_it_goes_to():
    transaction, draft = cash(debtor=SUBJECT, creditor=None, conductor=CONDUCTOR)
    assert transaction.findtext("t_from_my_client/from_account/account") == "ACC-1"
    assert transaction.findtext("t_from_my_client/t_conductor/last_name") == "Customer 9"
    assert transaction.findtext("t_to/to_person/last_name") == "Customer 9"
    assert not [each for each in draft.missing if "was not said" in each.why]


def test_cash_that_nobody_is_named_with_is_listed():
    for fields in ({}, {"debtor": SUBJECT, "creditor": None}):
        _, draft = cash(**fields)
        assert [each for each in draft.missing if "was not said" in each.why and each.mandatory]


def test_times_are_those_of_the_institution():
    late = item(0, "9400.00", time=datetime(2025, 3, 31, 22, 30, tzinfo=UTC))
    [transaction] = parsed(form(case_of("LU", alert(evidence=(late,))))).findall("transaction")
    assert transaction.findtext("date_transaction") == "2025-04-01T00:30:00"


def test_codes_are_those_of_the_authority_and_no_other_s():
    emirates, others = parsed(form(case_of("AE"))), form(case_of("LU"))
    assert {each.text for each in emirates.iter("transmode_code")} == {"CDM", "ONBNK"}
    assert {each.text for each in emirates.iter("to_funds_code")} == {"CASH", "ELCFT"}
    assert not list(parsed(others).iter("transmode_code", "to_funds_code", "from_funds_code"))
    assert any(each.element.endswith("transmode_code") and each.count == 7 for each in others.missing)


def test_a_transaction_that_is_gone_from_the_topic_is_said_and_has_what_the_alert_has():
    draft = form(case_of("LU"), transactions={})
    assert len(parsed(draft).findall("transaction")) == 7
    assert any(each.why == "the transaction is not on the topic any more" and each.count == 7 for each in draft.missing)


def test_hostile_text_is_text_on_one_line():
    raw = form(case_of("LU")).xml()
    assert b"<script>" not in raw
    root: Any = etree.fromstring(raw)
    for element in root.iter():
        if not len(element):
            assert element.text.isprintable()
            assert element.text == element.text.strip() != ""
