"""The subject of a FinCEN SAR: what the payments said, and the form's own indicators where nobody said it."""

from __future__ import annotations

from streams.filing.case import Missing, Profile
from streams.filing.filer import Filer
from streams.filing.fincen_nodes import (
    HOLDER,
    NAME_MAX,
    PHONE_MAX,
    SUBJECT,
    TIN,
    TIN_MAX,
    digits_of,
    identification_node,
    name_node,
    party_node,
    phone_node,
    where_is,
)
from streams.filing.form import Form, Node, clean
from streams.reference.filing import FilingTables

_AFFECTED, _HELD_AT = "7", "5"
_TAX_KINDS = ("1", "2", TIN)
_ACCOUNT_MAX, _STREET_MAX, _OCCUPATION_MAX = 40, 100, 50
_ACCOUNTS_MAX = _NAMES_MAX = 99
_BIC = 8
"""Characters of a BIC that name the institution; a branch's come behind."""
_SETTING = "the setting filing_institution"
_CUSTOMER_FILE = "the customer file"
_WHERE = where_is(SUBJECT)


def subject_party(form: Form, activity: Node, profile: Profile, filer: Filer, tables: FilingTables) -> None:
    """The subject. What nobody said is marked as unknown where the form can say so, and listed all the same."""
    party = party_node(form, activity, SUBJECT)
    is_person = profile.kind == "person"
    if not profile.kind:
        form.lacks(Missing(f"{_WHERE}/PartyAsEntityOrganizationIndicator", False, "person or entity", _CUSTOMER_FILE))
    if profile.born is not None:
        form.put(party, "IndividualBirthDateText", f"{profile.born:%Y%m%d}")
    elif is_person:
        form.put(party, "BirthDateUnknownIndicator", "Y")
        form.lacks(Missing(f"{_WHERE}/IndividualBirthDateText", True, "date of birth", _CUSTOMER_FILE))
    known = [each for each in profile.accounts if clean(each)]
    accounts = [each for each in known if len(clean(each)) <= _ACCOUNT_MAX]
    _left_out(
        form, len(known) - len(accounts), f"an account's number has more than the form's {_ACCOUNT_MAX} characters"
    )
    _left_out(form, len(accounts) - _ACCOUNTS_MAX, f"an account is above the form's {_ACCOUNTS_MAX}")
    if not known:
        form.put(party, "NoKnownAccountInvolvedIndicator", "Y")
    if profile.kind and not is_person:
        form.put(party, "PartyAsEntityOrganizationIndicator", "Y")
    if is_person:
        form.put(party, "UnknownGenderIndicator", "Y")
    _subject_names(form, party, profile)
    _subject_address(form, party, profile)
    _subject_phones(form, party, profile)
    _subject_identification(form, party, profile, tables)
    lacking = Missing(f"{_WHERE}/PartyOccupationBusiness/OccupationBusinessText", False, "occupation", _CUSTOMER_FILE)
    if profile.occupation or profile.sector:
        business = form.add(party, "PartyOccupationBusiness")
        words = profile.occupation or profile.sector
        form.describe(business, "OccupationBusinessText", words, _OCCUPATION_MAX, lacking)
    else:
        form.lacks(lacking)
    _relationship(form, party, profile, filer)
    if accounts:
        _accounts(form, party, accounts[:_ACCOUNTS_MAX], filer.tin if _is_ours(profile, filer) else "")


def _left_out(form: Form, count: int, why: str) -> None:
    if count > 0:
        form.lacks(Missing(f"{_WHERE}/PartyAccountAssociation", True, why, "the case file", count))


def _is_ours(profile: Profile, filer: Filer) -> bool:
    """Whether the accounts of a party are the institution's own: it knows the customer, or no other agent is named."""
    own = {each.casefold() for each in (filer.swift[:_BIC], filer.institution_code) if each}
    agents = {each.casefold() for each in profile.agents}
    return bool(profile.customer) or (bool(agents) and all(each in own or each[:_BIC] in own for each in agents))


def _subject_names(form: Form, party: Node, profile: Profile) -> None:
    """The last name that was said is the legal one; a person's is one text, and which part is which nobody said."""
    where = f"{_WHERE}/PartyName"
    names = [clean(each) for each in profile.names if clean(each)]
    node = form.add(party, "PartyName")
    if not names:
        form.put(node, "EntityLastNameUnknownIndicator", "Y")
        if profile.kind == "person":
            form.put(node, "FirstNameUnknownIndicator", "Y")
        form.put(node, "PartyNameTypeCode", "L")
        form.lacks(Missing(f"{where}/RawEntityIndividualLastName", True, "name", _CUSTOMER_FILE))
        return
    form.put(node, "PartyNameTypeCode", "L")
    lacking = Missing(f"{where}/RawEntityIndividualLastName", True, "name", _CUSTOMER_FILE)
    form.describe(node, "RawEntityIndividualLastName", names[-1], NAME_MAX, lacking)
    if profile.kind in ("person", ""):
        why = "payments have a person's name as one text: first and last name are to be told apart"
        form.lacks(Missing(f"{where}/RawIndividualFirstName", True, why, _CUSTOMER_FILE))
    for _ in names[:-1][:-_NAMES_MAX]:
        form.lacks(Missing(where, False, f"a name is above the form's {_NAMES_MAX} others", "the case file"))
    for other in names[:-1][-_NAMES_MAX:]:
        name_node(form, party, other, "AKA" if profile.kind == "person" else "DBA", Missing(where, False, "", ""))


def _subject_address(form: Form, party: Node, profile: Profile) -> None:
    """Payments have an address as one text, if at all; the form has its parts."""
    where = f"{_WHERE}/Address"
    said = [value for kind, value in profile.identifiers if kind.casefold() == "address"]
    node = form.add(party, "Address")
    form.put(node, "CityUnknownIndicator", "Y")
    if profile.country:
        form.put(node, "RawCountryCodeText", profile.country)
    else:
        form.put(node, "CountryCodeUnknownIndicator", "Y")
        form.lacks(Missing(f"{where}/RawCountryCodeText", True, "country", _CUSTOMER_FILE))
    if said:
        form.describe(node, "RawStreetAddress1Text", said[-1], _STREET_MAX, Missing(where, True, "", _CUSTOMER_FILE))
        why = "the address is one text, which stands whole under street"
        form.lacks(Missing(f"{where}/RawCityText", True, why, _CUSTOMER_FILE))
    else:
        form.lacks(Missing(where, True, "street, city, state and ZIP code", _CUSTOMER_FILE))
    form.put(node, "StateCodeUnknownIndicator", "Y")
    if not said:
        form.put(node, "StreetAddressUnknownIndicator", "Y")
    form.put(node, "ZIPCodeUnknownIndicator", "Y")


def _subject_phones(form: Form, party: Node, profile: Profile) -> None:
    for kind, value in profile.identifiers:
        if kind.casefold() in ("phone", "mobile") and not phone_node(form, party, value):
            why = f"a telephone has no digits, or more than the form's {PHONE_MAX}"
            form.lacks(Missing(f"{_WHERE}/PhoneNumber/PhoneNumberText", False, why, "the case file"))


def _subject_identification(form: Form, party: Node, profile: Profile, tables: FilingTables) -> None:
    """Each number once: where it comes as a taxpayer number of several kinds, as the kind that says more."""
    where = f"{_WHERE}/PartyIdentification"
    coded = [
        (str(code.code), digits_of(value), kind)
        for kind, value in profile.identifiers
        for code in tables.fincen.get(("identifier", kind.casefold()), ())[:1]
    ]
    has_tax = has_paper = False
    written: set[tuple[str, str]] = set()
    for code, number, kind in sorted(coded, key=lambda each: each[0] == TIN):
        is_tax = code in _TAX_KINDS
        if ("tax" if is_tax else code, number) in written:
            continue
        if identification_node(form, party, number, code):
            written.add(("tax" if is_tax else code, number))
            has_tax, has_paper = has_tax or is_tax, has_paper or not is_tax
        else:
            why = f"a number ({clean(kind)}) has no letter or digit, or more than the form's {TIN_MAX}"
            form.lacks(Missing(f"{where}/PartyIdentificationNumberText", True, why, "the case file"))
    if not has_tax:
        form.put(form.add(party, "PartyIdentification"), "TINUnknownIndicator", "Y")
        form.lacks(Missing(f"{where}[TIN]", True, "taxpayer number", _CUSTOMER_FILE))
    if not has_paper and profile.kind == "person":
        form.put(form.add(party, "PartyIdentification"), "IdentificationPresentUnknownIndicator", "Y")
        form.lacks(Missing(f"{where}[document]", True, "passport, licence or the like", _CUSTOMER_FILE))


def _relationship(form: Form, party: Node, profile: Profile, filer: Filer) -> None:
    where = f"{_WHERE}/PartyAssociation"
    node = form.add(party, "PartyAssociation")
    if profile.customer:
        form.put(node, "CustomerIndicator", "Y")
    if profile.employee:
        form.put(node, "EmployeeIndicator", "Y")
    lacking = Missing(
        f"{where}/SubjectRelationshipFinancialInstitutionTINText", True, "the institution's TIN", _SETTING
    )
    form.identify(node, "SubjectRelationshipFinancialInstitutionTINText", digits_of(filer.tin), TIN_MAX, lacking)
    if not (profile.customer or profile.employee):
        form.lacks(Missing(where, True, "relationship of the subject to the institution", _CUSTOMER_FILE))
    if not len(node):
        party.remove(node)


def _accounts(form: Form, party: Node, accounts: list[str], tin: str) -> None:
    """The accounts, at the institution of this number; listed where it is not known whose they are."""
    node = form.add(party, "PartyAccountAssociation")
    form.put(node, "PartyAccountAssociationTypeCode", _AFFECTED)
    holder = party_node(form, node, HOLDER)
    if not identification_node(form, holder, tin, TIN):
        where = f"{_WHERE}/PartyAccountAssociation/Party[{HOLDER}]/PartyIdentification"
        form.lacks(Missing(where, True, "TIN of the institution that keeps the accounts", "the institution"))
    for number in accounts:
        account = form.add(holder, "Account")
        form.put(account, "AccountNumberText", number)
        form.put(form.add(account, "PartyAccountAssociation"), "PartyAccountAssociationTypeCode", _HELD_AT)
