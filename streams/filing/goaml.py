"""The report of goAML with its transactions: order and names of UNODC's schema 5.0.

What is mandatory, and every list of codes, differs from authority to authority. Listed as missing is what the schema
demands everywhere or nearly so; the codes are those of `goaml_codes.csv`. A side is `my_client` where the institution
knows the customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from streams.filing.case import Case, Missing, Row
from streams.filing.evidence import in_currency
from streams.filing.filer import Filer
from streams.filing.form import Form, Node, clean
from streams.filing.goaml_parties import Side, side_node
from streams.filing.narrative import narrative
from streams.intake.valuation import Valuation
from streams.money import decimal_text
from streams.records import Party, Transaction
from streams.reference import Reference

_REASON_MAX = 8000
_TEXT_MAX = 4000
_SETTING = "the setting filing_institution"
_CODES = "the authority's code list, in goaml_codes.csv"
_RATE_DIGITS = Decimal("0.0000001")


class GoamlDraft:
    """The draft of a case under way."""

    def __init__(
        self,
        case: Case,
        filer: Filer,
        zone: ZoneInfo,
        sent: Mapping[str, Transaction],
        reference: Reference,
        valuation: Valuation,
    ) -> None:
        """`zone` is the institution's: a report has its days and hours."""
        self.form = Form("report")
        self._case = case
        self._filer = filer
        self._zone = zone
        self._sent = sent
        self._reference = reference
        self._valuation = valuation
        self._local = reference.filing.forms[case.jurisdiction].currency

    def write(self) -> Form:
        """The whole report."""
        form, case, root = self.form, self._case, self.form.root
        filer = self._filer
        entity = "" if filer.entity_id is None else str(filer.entity_id)
        given = Missing("report/rentity_id", True, "the id that the authority gave the institution", _SETTING)
        form.identify(root, "rentity_id", entity, 20, given)
        form.identify(
            root, "rentity_branch", filer.branch, 255, Missing("report/rentity_branch", False, "branch", _SETTING)
        )
        form.put(root, "submission_code", "E")
        form.put(root, "report_code", "STR")
        form.put(root, "entity_reference", case.alerts[0].alert.case)
        form.lacks(Missing("report/submission_date", True, "nothing is sent yet", "the moment of sending"))
        form.put(root, "currency_code_local", self._local)
        self._reporting_person()
        where = Missing(
            "report/location", False, "where the suspicion arose; some authorities want it", "the institution"
        )
        form.lacks(where)
        form.describe(root, "reason", narrative(case), _REASON_MAX, Missing("report/reason", True, "", ""))
        form.lacks(
            Missing(
                "report/reason", True, "says what the alerts say: what was found out since is to be added", "an analyst"
            )
        )
        form.lacks(Missing("report/action", True, "what the institution did about it", "the institution"))
        rows = {row.transaction: row for row in case.rows}
        for row in rows.values():
            self._transaction(row)
        self._indicators()
        why = (
            "authorities demand more, each its own: gender, tax numbers, the account's beneficiary, only Latin letters"
        )
        form.lacks(Missing("report", False, why, "the authority's schema and rejection rules"))
        return form

    def _reporting_person(self) -> None:
        contact = self._filer.contact
        lacking = Missing("report/reporting_person", True, "who reports: first and last name", _SETTING)
        if not (contact.first_name and contact.last_name):
            self.form.lacks(lacking)
            return
        person = self.form.add(self.form.root, "reporting_person")
        self.form.describe(person, "first_name", contact.first_name, 100, lacking)
        self.form.describe(person, "last_name", contact.last_name, 100, lacking)

    def _transaction(self, row: Row) -> None:
        form, sent = self.form, self._sent.get(row.transaction)
        node = form.add(form.root, "transaction")
        where = "report/transaction"
        given = Missing(f"{where}/transactionnumber", True, "its number", "the payment system")
        form.identify(node, "transactionnumber", row.transaction, 100, given)
        place = sent.place if sent is not None else None
        location = " ".join(each for each in (place.branch, place.country) if each) if place is not None else ""
        lacking = Missing(f"{where}/transaction_location", False, "where it was made", "the payment system")
        form.describe(node, "transaction_location", location, 255, lacking)
        words = row.remittance or f"{row.channel} {row.amount} {row.currency}"
        form.describe(node, "transaction_description", words, _TEXT_MAX, Missing(where, False, "", ""))
        form.put(node, "date_transaction", f"{row.time.astimezone(self._zone):%Y-%m-%dT%H:%M:%S}")
        initiation = (sent.initiation or "") if sent is not None else ""
        conduct = self._code("conduct", f"{row.channel} {initiation}".strip(), row.channel)
        form.identify(
            node, "transmode_code", conduct, 20, Missing(f"{where}/transmode_code", True, "how it was made", _CODES)
        )
        local = in_currency(row, self._local, self._valuation)
        if local is None:
            why = f"no rate from {row.currency} to {self._local}"
            form.lacks(Missing(f"{where}/amount_local", True, why, "rates.csv"))
        else:
            form.put(node, "amount_local", decimal_text(local, self._valuation.decimals[self._local]))
        if sent is None:
            form.lacks(
                Missing(f"{where}/t_from, t_to", True, "the transaction is not on the topic any more", "the archive")
            )
            return
        funds = self._code("funds", row.channel)
        for side in _sides(sent, row, funds):
            self._side(node, side, row)

    def _side(self, node: Node, side: Side, row: Row) -> None:
        party: Party | None = side.party
        if party is None and row.channel == "cash":
            why = "cash: who paid it in or took it was not said"
            self.form.lacks(Missing(f"report/transaction/t_{side.way}", True, why, "the counter's record"))
            return
        foreign = None
        if row.currency != self._local:
            factor = self._reference.rates.factor(row.currency, self._local, row.time.date())
            rate = None if factor is None else (Decimal(factor.numerator) / factor.denominator).quantize(_RATE_DIGITS)
            foreign = row.currency, row.amount, "" if rate is None else format(rate, "f")
        side_node(self.form, node, side, self._filer, foreign)

    def _code(self, what: str, *words: str) -> str:
        """The authority's code for the first of these words that it has one for; empty for none."""
        keys = ((self._case.jurisdiction, what, word) for word in words)
        return next((self._reference.filing.goaml[key] for key in keys if key in self._reference.filing.goaml), "")

    def _indicators(self) -> None:
        codes = {found.alert.typology: self._code("indicator", found.alert.typology) for found in self._case.suspicions}
        known = [code for code in dict.fromkeys(codes.values()) if code]
        if known:
            node = self.form.add(self.form.root, "report_indicators")
            for code in known:
                self.form.put(node, "indicator", code)
        for typology, code in codes.items():
            if not code:
                why = f"no indicator is known for {clean(typology)}; the reason says it in words"
                self.form.lacks(Missing("report/report_indicators", True, why, _CODES))


def _sides(sent: Transaction, row: Row, funds: str) -> tuple[Side, Side]:
    """Both sides. Whoever made a transaction in cash for one side is the other, where nobody else is named there."""
    payer = Side("from", sent.debtor, sent.debtor_agent, funds, sent.conductor)
    payee = Side("to", sent.creditor, sent.creditor_agent, funds, None)
    if row.channel == "cash" and sent.conductor is not None:
        # The cash comes from no account of theirs, and goes to none.
        hands = msgspec.structs.replace(sent.conductor, account=None, wallet=None, kind=sent.conductor.kind or "person")
        if sent.debtor is None and sent.creditor is not None:
            payer = payer._replace(party=hands, conductor=None)
        elif sent.creditor is None and sent.debtor is not None:
            payee = payee._replace(party=hands)
    return payer, payee
