"""What the parties of a FinCEN SAR are made of."""

from __future__ import annotations

from streams.filing.case import Missing
from streams.filing.form import Form, Node, clean

TRANSMITTER, TRANSMITTER_CONTACT, FILER, CONTACT, LOCATION, SUBJECT, HOLDER = "35", "37", "30", "8", "34", "33", "41"
"""ActivityPartyTypeCode."""
_WHO = {
    TRANSMITTER: "transmitter",
    TRANSMITTER_CONTACT: "transmitter contact",
    FILER: "filing institution",
    CONTACT: "contact office",
    LOCATION: "institution where it happened",
    SUBJECT: "subject",
}
TIN = "4"
"""PartyIdentificationTypeCode of a taxpayer number whose kind is not said."""
TIN_MAX, NAME_MAX, PHONE_MAX = 25, 150, 16
"""Characters that the form has room for."""


def party_node(form: Form, parent: Node, code: str) -> Node:
    """A party with its code."""
    party = form.add(parent, "Party")
    form.put(party, "ActivityPartyTypeCode", code)
    return party


def where_is(code: str) -> str:
    """The path of a party, in words that an analyst finds in the form."""
    return f"Activity/Party[{code} {_WHO[code]}]"


def digits_of(text: str) -> str:
    """Letters and digits only: FinCEN wants numbers without dashes."""
    return "".join(each for each in text if each.isalnum())


def name_node(form: Form, party: Node, name: str, kind: str, lacking: Missing) -> None:
    """A whole name of this kind: L is the legal one."""
    if not clean(name):
        form.lacks(lacking)
        return
    node = form.add(party, "PartyName")
    form.put(node, "PartyNameTypeCode", kind)
    form.describe(node, "RawPartyFullName", name, NAME_MAX, lacking)


def identification_node(form: Form, party: Node, number: str, kind: str) -> bool:
    """A number of this kind; whether there was one that fits."""
    if not 0 < len(digits_of(number)) <= TIN_MAX or not kind:
        return False
    node = form.add(party, "PartyIdentification")
    form.put(node, "PartyIdentificationNumberText", digits_of(number))
    form.put(node, "PartyIdentificationTypeCode", kind)
    return True


def phone_node(form: Form, party: Node, number: str, extension: str = "") -> bool:
    """A telephone; whether there was one that fits."""
    digits = "".join(each for each in number if each.isdecimal())
    if not 0 < len(digits) <= PHONE_MAX:
        return False
    node = form.add(party, "PhoneNumber")
    if extension:
        form.put(node, "PhoneNumberExtensionText", extension[:6])
    form.put(node, "PhoneNumberText", digits)
    return True
