"""The sides of a transaction in goAML: an account with its holder, or a person or entity without one."""

from __future__ import annotations

from typing import Literal, NamedTuple

from streams.filing.case import Missing
from streams.filing.filer import Filer
from streams.filing.form import Form, Node, clean
from streams.records import Party

_CUSTOMER_FILE = "the customer file"
_SETTING = "the setting filing_institution"
_NAME, _PERSON_NAME, _BIC = 255, 100, 11


class Side(NamedTuple):
    """One side of a transaction."""

    way: Literal["from", "to"]
    party: Party | None
    agent: str | None
    funds: str
    """The authority's code; empty for none."""
    conductor: Party | None

    @property
    def is_client(self) -> bool:
        """Whether the institution knows the customer."""
        return self.party is not None and self.party.customer is not None


def side_node(form: Form, transaction: Node, side: Side, filer: Filer, foreign: tuple[str, str, str] | None) -> None:
    """Write a side; `foreign` is currency, amount and rate where it is not in the local currency."""
    tag = f"t_{side.way}_my_client" if side.is_client else f"t_{side.way}"
    where = f"report/transaction/{tag}"
    node = form.add(transaction, tag)
    lacking = Missing(
        f"{where}/{side.way}_funds_code", True, "kind of funds", "the authority's code list, in goaml_codes.csv"
    )
    form.identify(node, f"{side.way}_funds_code", side.funds, 20, lacking)
    if foreign is not None:
        currency, amount, rate = foreign
        money = form.add(node, f"{side.way}_foreign_currency")
        form.put(money, "foreign_currency_code", currency)
        form.put(money, "foreign_amount", amount)
        if rate:
            form.put(money, "foreign_exchange_rate", rate)
    if side.conductor is not None and side.conductor.name:
        _person(form, form.add(node, "t_conductor"), side.conductor, f"{where}/t_conductor", side.is_client)
    party = side.party
    if party is None:
        form.lacks(Missing(f"{where}/{side.way}_account", True, "nobody is named on this side", "the payment system"))
    elif party.account or party.wallet:
        _account(form, node, side, party, filer, where)
    elif party.kind == "person":
        _person(form, form.add(node, f"{side.way}_person"), party, f"{where}/{side.way}_person", side.is_client)
    else:
        _entity(form, form.add(node, f"{side.way}_entity"), party, f"{where}/{side.way}_entity")
    country = (party.country if party is not None else None) or ""
    given = Missing(f"{where}/{side.way}_country", True, "country of this side", "the payment system")
    form.identify(node, f"{side.way}_country", country, 2, given)


def _account(form: Form, node: Node, side: Side, party: Party, filer: Filer, where: str) -> None:
    account = form.add(node, f"{side.way}_account")
    where = f"{where}/{side.way}_account"
    agent = clean(side.agent or "")
    own = side.is_client
    name = Missing(
        f"{where}/institution_name", own, "name of the institution", _SETTING if own else "the payment system"
    )
    form.describe(account, "institution_name", filer.name if own else "", _NAME, name)
    code = agent or (filer.swift or filer.institution_code if own else "")
    given = Missing(f"{where}/swift", True, "BIC or code of the institution", _SETTING if own else "the payment system")
    is_bic = 8 <= len(code) <= _BIC and code[:6].isalpha()
    form.identify(account, "swift" if is_bic else "institution_code", code, _BIC if is_bic else 50, given)
    if own:
        form.lacks(Missing(f"{where}/branch", True, "branch that keeps the account", _CUSTOMER_FILE))
        form.lacks(Missing(f"{where}/non_bank_institution", True, "whether it is no bank", _SETTING))
    form.identify(
        account, "account", party.account or party.wallet or "", _NAME, Missing(where, True, "its number", "")
    )
    if own:
        form.lacks(Missing(f"{where}/currency_code", True, "currency of the account", _CUSTOMER_FILE))
    form.describe(
        account, "account_name", party.name or "", _NAME, Missing(f"{where}/account_name", own, "name", _CUSTOMER_FILE)
    )
    if party.customer:
        form.identify(
            account,
            "client_number",
            party.customer,
            30,
            Missing(f"{where}/client_number", False, "customer", _CUSTOMER_FILE),
        )
    if own:
        form.lacks(Missing(f"{where}/account_type", True, "type of the account", _CUSTOMER_FILE))
    if party.kind == "person":
        signatory = form.add(account, "signatory")
        form.put(signatory, "is_primary", "1")
        _person(form, form.add(signatory, "t_person"), party, f"{where}/signatory/t_person", own)
        form.lacks(Missing(f"{where}/signatory/role", own, "role of the signatory", _CUSTOMER_FILE))
    elif party.name:
        _entity(form, form.add(account, "t_entity"), party, f"{where}/t_entity")
    if party.opened is not None:
        form.put(account, "opened", f"{party.opened:%Y-%m-%d}T00:00:00")
    elif own:
        form.lacks(Missing(f"{where}/opened", True, "when it was opened", _CUSTOMER_FILE))
    if own:
        form.lacks(Missing(f"{where}/status_code", True, "state of the account", _CUSTOMER_FILE))


def _person(form: Form, node: Node, party: Party, where: str, own: bool) -> None:
    """A person; the name is one text, and which part is which nobody said."""
    why = "payments have a person's name as one text: first and last name are to be told apart"
    form.lacks(Missing(f"{where}/first_name", True, why, _CUSTOMER_FILE))
    form.describe(
        node, "last_name", party.name or "", _PERSON_NAME, Missing(f"{where}/last_name", True, "name", _CUSTOMER_FILE)
    )
    if party.born is not None:
        form.put(node, "birthdate", f"{party.born:%Y-%m-%d}T00:00:00")
    elif own:
        form.lacks(Missing(f"{where}/birthdate", True, "date of birth", _CUSTOMER_FILE))
    if own:
        form.lacks(Missing(f"{where}/nationality1", True, "nationality", _CUSTOMER_FILE))
    if party.country:
        form.put(node, "residence", party.country)
    elif own:
        form.lacks(Missing(f"{where}/residence", True, "country of residence", _CUSTOMER_FILE))
    if own:
        form.lacks(Missing(f"{where}/phones", True, "telephone, with the authority's codes", _CUSTOMER_FILE))
        form.lacks(
            Missing(f"{where}/identification", True, "identity document, with the authority's codes", _CUSTOMER_FILE)
        )
    if party.occupation:
        form.describe(node, "occupation", party.occupation, 255, Missing(where, False, "", ""))


def _entity(form: Form, node: Node, party: Party, where: str) -> None:
    form.describe(node, "name", party.name or "", _NAME, Missing(f"{where}/name", True, "name", _CUSTOMER_FILE))
    if party.sector:
        form.describe(node, "business", party.sector, 255, Missing(where, False, "", ""))
    if party.customer:
        for name, why in (("incorporation_number", "registration number"), ("incorporation_legal_form", "legal form")):
            form.lacks(Missing(f"{where}/{name}", True, why, _CUSTOMER_FILE))
