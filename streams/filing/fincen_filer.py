"""The parties of a FinCEN SAR that are the institution: who sends, who files, whom to ask, and where it happened."""

from __future__ import annotations

from streams.filing.case import Missing
from streams.filing.filer import Address, Filer
from streams.filing.fincen_nodes import (
    CONTACT,
    FILER,
    LOCATION,
    TIN,
    TRANSMITTER,
    TRANSMITTER_CONTACT,
    identification_node,
    name_node,
    party_node,
    phone_node,
    where_is,
)
from streams.filing.form import Form, Node
from streams.reference.filing import FilingTables

_CONTROL_CODE = "28"
_SETTING = "the setting filing_institution"


def filer_parties(form: Form, activity: Node, filer: Filer, kind: str, tables: FilingTables) -> None:
    """All five; `kind` is the institution's kind in the settings, empty where they do not say it."""
    sender = filer.transmitter
    party = party_node(form, activity, TRANSMITTER)
    _legal_name(form, party, TRANSMITTER, sender.name)
    _address(form, party, TRANSMITTER, sender.address)
    _phone(form, party, TRANSMITTER, sender.phone)
    _number(form, party, TRANSMITTER, sender.tin, TIN, "the transmitter's TIN")
    _number(form, party, TRANSMITTER, sender.control_code, _CONTROL_CODE, "the transmitter control code (TCC)")
    _legal_name(form, party_node(form, activity, TRANSMITTER_CONTACT), TRANSMITTER_CONTACT, sender.contact)
    _institution(form, activity, FILER, filer, kind, tables)
    party = party_node(form, activity, CONTACT)
    _legal_name(form, party, CONTACT, filer.contact.office)
    _phone(form, party, CONTACT, filer.contact.phone, filer.contact.extension)
    _institution(form, activity, LOCATION, filer, kind, tables)
    where = f"{where_is(LOCATION)}/PartyAssociation/Party"
    form.lacks(Missing(where, False, "the branch where it happened, or that no branch was involved", "the institution"))


def _institution(form: Form, activity: Node, code: str, filer: Filer, kind: str, tables: FilingTables) -> None:
    party = party_node(form, activity, code)
    regulators = tables.fincen.get(("regulator", filer.regulator), ())
    if regulators:
        form.put(party, "PrimaryRegulatorTypeCode", str(regulators[0].code))
    else:
        form.lacks(Missing(f"{where_is(code)}/PrimaryRegulatorTypeCode", True, "primary federal regulator", _SETTING))
    _legal_name(form, party, code, filer.name)
    _address(form, party, code, filer.address)
    kinds = tables.fincen.get(("identifier", filer.tin_kind), ())
    _number(form, party, code, filer.tin, str(kinds[0].code) if kinds else "", "TIN, and whether it is EIN or SSN")
    organisations = tables.fincen.get(("institution", kind), ())[:1]
    if not organisations:
        lacking = f"{where_is(code)}/OrganizationClassificationTypeSubtype"
        form.lacks(Missing(lacking, True, "kind of the institution", "the settings institution and institutions"))
    for organisation in organisations:
        node = form.add(party, "OrganizationClassificationTypeSubtype")
        form.put(node, "OrganizationTypeID", str(organisation.code))
        if organisation.is_other:
            form.put(node, "OtherOrganizationTypeText", organisation.text)


def _legal_name(form: Form, party: Node, code: str, name: str) -> None:
    lacking = Missing(f"{where_is(code)}/PartyName/RawPartyFullName", True, "legal name", _SETTING)
    name_node(form, party, name, "L", lacking)


def _address(form: Form, party: Node, code: str, address: Address) -> None:
    parts = (
        ("RawCityText", address.city, 50),
        ("RawCountryCodeText", address.country, 2),
        ("RawStateCodeText", address.state, 3),
        ("RawStreetAddress1Text", address.street, 100),
        ("RawZIPCode", address.zip, 9),
    )
    node = form.add(party, "Address") if any(text for _, text, _ in parts) else None
    for name, text, limit in parts:
        lacking = Missing(f"{where_is(code)}/Address/{name}", True, "address of the institution", _SETTING)
        if node is None:
            form.lacks(lacking)
        else:
            form.identify(node, name, text, limit, lacking)


def _phone(form: Form, party: Node, code: str, number: str, extension: str = "") -> None:
    if not phone_node(form, party, number, extension):
        form.lacks(Missing(f"{where_is(code)}/PhoneNumber/PhoneNumberText", True, "telephone", _SETTING))


def _number(form: Form, party: Node, code: str, number: str, kind: str, words: str) -> None:
    if not identification_node(form, party, number, kind):
        form.lacks(Missing(f"{where_is(code)}/PartyIdentification[{kind or 'TIN'}]", True, words, _SETTING))
