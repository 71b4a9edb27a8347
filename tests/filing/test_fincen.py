"""The SAR has what is known, lists what is not, and trusts no text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from lxml import etree

from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.filing.case import Case, KeyTermNote
from streams.filing.filer import Address, Contact, Filer, Transmitter
from streams.filing.fincen import NAMESPACE, activities, fincen_sar
from streams.filing.form import Form
from streams.intake.valuation import Valuation
from streams.records import AlertSubject
from streams.signals.registry import SIGNALS
from tests.filing.made import CASH, HOSTILE, OUT, REFERENCE, alert, case_of, item

ADDRESS = Address(street="1 First Street", city="Springfield", state="VA", zip="22150", country="US")
FILER = Filer(
    name="A Bank, N.A.",
    tin="12-3456789",
    tin_kind="ein",
    regulator="occ",
    address=ADDRESS,
    contact=Contact(office="Financial crime office", phone="(703) 555-0100"),
    transmitter=Transmitter(
        name="A Bank",
        tin="12-3456789",
        control_code="PTCC1234",
        contact="Officer 2",
        phone="703-555-0100",
        address=ADDRESS,
    ),
)
VALUATION = Valuation(REFERENCE)
PARTIES = ("35", "37", "30", "8", "34", "33")
MANDATORY = {
    "35": ("PartyName", "Address", "PhoneNumber", "PartyIdentification"),
    "37": ("PartyName",),
    "30": ("PrimaryRegulatorTypeCode", "PartyName", "Address", "PartyIdentification"),
    "8": ("PartyName", "PhoneNumber"),
    "34": ("PrimaryRegulatorTypeCode", "PartyName", "Address", "PartyIdentification"),
    "33": ("PartyName", "Address", "PartyIdentification"),
}
"""What each party needs (FinCEN SAR XML Schema User Guide 1.6, section 4)."""
ORDER = [
    "FilingDateText",
    "ActivityAssociation",
    "Party",
    "SuspiciousActivity",
    "Assets",
    "ActivityNarrativeInformation",
]


def form(case: Case, filer: Filer = FILER, kind: str = "bank", zone: str = "America/New_York") -> Form:
    return fincen_sar(case, filer, kind, ZoneInfo(zone), REFERENCE.filing, VALUATION)


def parsed(case: Case, filer: Filer = FILER) -> Any:
    return etree.fromstring(form(case, filer).xml())


def found(root: Any, name: str) -> list[str]:
    return [each.text or "" for each in root.iter(f"{{{NAMESPACE}}}{name}")]


def test_every_typology_that_raises_alerts_has_a_kind_of_activity_and_no_row_is_of_another():
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    wanted = {each.id for each in catalogue.typologies if each.topic == "alerts"}
    assert {word for what, word in REFERENCE.filing.fincen if what == "activity"} == wanted


def test_a_typology_of_an_institution_s_own_is_other_with_its_title():
    own = case_of("US", alert("our-own", title="A title that is far longer than the fifty characters of the form"))
    [code] = activities(own, REFERENCE.filing)
    assert (code.type, code.code) == (9, 9999)
    draft = form(own)
    assert found(etree.fromstring(draft.xml()), "OtherSuspiciousActivityTypeText") == [code.text[:50].rstrip()]
    assert any("cut to the form's 50" in each.why for each in draft.missing)


def test_all_that_is_other_of_one_kind_is_told():
    case = case_of("US", *(alert(each) for each in ("arms-trafficking", "illegal-logging", "our-own")))
    texts = found(parsed(case), "OtherSuspiciousActivityTypeText")
    assert texts == ["Arms trafficking; Illegal logging; Title of our-ow"]


def test_the_days_are_those_of_the_institution():
    late = item(1, "9400.00", time=datetime(2025, 4, 1, 1, 30, tzinfo=UTC))
    case = case_of("US", alert(evidence=(late,)))
    for zone, day in (("America/New_York", "20250331"), ("Europe/Zurich", "20250401")):
        root: Any = etree.fromstring(form(case, zone=zone).xml())
        assert found(root, "SuspiciousActivityFromDateText") == found(root, "SuspiciousActivityToDateText") == [day]


def test_a_kind_of_institution_that_nobody_said_is_listed():
    draft = form(case_of(), kind="")
    assert found(etree.fromstring(draft.xml()), "OrganizationTypeID") == []
    assert sum(each.why == "kind of the institution" and each.mandatory for each in draft.missing) == 2


def subject_with(**fields: Any) -> Case:
    case = case_of()
    return msgspec.structs.replace(case, subject=msgspec.structs.replace(case.subject, **fields))


@pytest.mark.parametrize(
    ("fields", "is_ours"),
    [
        ({}, True),
        ({"customer": "", "agents": ("OTHRBANKXXX",)}, False),
        ({"customer": "", "agents": ("ABANKUS3XXX", "OTHRBANKXXX")}, False),
        ({"customer": "", "agents": ()}, False),
        ({"customer": "", "agents": ("abankus3xxx",)}, True),
    ],
)
def test_an_account_is_said_to_be_at_the_institution_only_where_it_is(fields: dict[str, Any], is_ours: bool):
    filer = FILER.model_copy(update={"swift": "ABANKUS3"})
    draft = form(subject_with(**fields), filer)
    root: Any = etree.fromstring(draft.xml())
    [holder] = [each.getparent() for each in root.iter(f"{{{NAMESPACE}}}ActivityPartyTypeCode") if each.text == "41"]
    assert found(holder, "AccountNumberText") == ["ACC-1"]
    assert found(holder, "PartyIdentificationNumberText") == (["123456789"] if is_ours else [])
    assert is_ours != any("keeps the accounts" in each.why and each.mandatory for each in draft.missing)


def test_an_account_that_has_no_room_is_an_account_all_the_same():
    draft = form(subject_with(accounts=("A" * 41,)))
    root: Any = etree.fromstring(draft.xml())
    assert found(root, "AccountNumberText") == found(root, "NoKnownAccountInvolvedIndicator") == []
    assert any("more than the form's 40 characters" in each.why and each.mandatory for each in draft.missing)


def test_a_number_of_several_kinds_is_written_once_as_the_kind_that_says_more():
    numbers = (("tax", "123-45-6789"), ("tin", "123 45 6789"), ("ssn", "123456789"), ("passport", "123456789"))
    root = parsed(subject_with(identifiers=numbers))
    [subject] = [each.getparent() for each in root.iter(f"{{{NAMESPACE}}}ActivityPartyTypeCode") if each.text == "33"]
    written = subject.findall(f"{{{NAMESPACE}}}PartyIdentification")
    assert [found(each, "PartyIdentificationTypeCode") for each in written] == [["1"], ["6"]]


def test_whatever_the_form_has_no_room_for_is_listed():
    draft = form(
        subject_with(
            identifiers=(("tin", "1"), ("tax", "2" * 26), ("phone", "3" * 17), ("phone", "4")),
            accounts=tuple(f"A{number}" for number in range(102)),
            names=tuple(f"Name {number}" for number in range(102)),
        )
    )
    root: Any = etree.fromstring(draft.xml())
    assert len(found(root, "AccountNumberText")) == 99
    whys = {each.why: each.count for each in draft.missing}
    assert whys["a number (tax) has no letter or digit, or more than the form's 25"] == 1
    assert whys["a telephone has no digits, or more than the form's 16"] == 1
    assert whys["an account is above the form's 99"] == 3
    assert whys["a name is above the form's 99 others"] == 2


@pytest.mark.parametrize("filer", [FILER, Filer()])
def test_every_mandatory_element_is_there_or_listed_as_missing(filer: Filer):
    draft = form(case_of(), filer)
    root: Any = etree.fromstring(draft.xml())
    missing = [each.element for each in draft.missing if each.mandatory]
    [activity] = root.findall(f"{{{NAMESPACE}}}Activity")
    parties = {party[0].text: party for party in activity.findall(f"{{{NAMESPACE}}}Party")}
    assert tuple(parties) == PARTIES
    for code, names in MANDATORY.items():
        for name in names:
            is_there = parties[code].find(f"{{{NAMESPACE}}}{name}") is not None
            assert is_there or any(f"Party[{code} " in each and f"/{name}" in each for each in missing), (code, name)
    assert "Activity/FilingDateText" in missing
    for name in ("SuspiciousActivityFromDateText", "SuspiciousActivitySubtypeID", "ActivityNarrativeText"):
        assert found(root, name)


def test_elements_stand_in_the_order_of_the_schema():
    names = [etree.QName(each).localname for each in parsed(case_of()).find(f"{{{NAMESPACE}}}Activity")]
    assert [ORDER.index(name) for name in names] == sorted(ORDER.index(name) for name in names)


def test_running_numbers_are_unique_and_the_counts_are_those_of_the_batch():
    root = parsed(case_of())
    numbers = root.xpath("//@SeqNum")
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert root.get("PartyCount") == "1"  # the subject
    assert root.get("TotalAmount") == found(root, "TotalSuspiciousAmountText")[0]


def test_the_amount_is_that_of_the_evidence_in_whole_dollars_rounded_up():
    only_cash = case_of("US", alert(evidence=CASH))
    exact = sum(Decimal(each.amount) for each in CASH)
    assert exact % 1
    assert found(parsed(only_cash), "TotalSuspiciousAmountText") == [str(int(exact) + 1)]
    assert found(parsed(case_of("US", alert(evidence=(item(1, "100.00"),)))), "TotalSuspiciousAmountText") == ["100"]


def test_what_has_no_rate_and_what_is_not_listed_is_said():
    draft = form(case_of("US", alert(evidence=(*CASH, OUT[-1])), evidence_count=12))
    whys = {each.why: each.count for each in draft.missing if each.element.endswith("TotalSuspiciousAmountText")}
    assert whys == {
        "a transaction has no rate to USD": 1,
        "a transaction of the evidence is not listed in the alert and not in the amount": 7,
    }


def test_hostile_text_is_text_on_one_line():
    raw = form(case_of()).xml()
    root: Any = etree.fromstring(raw)
    assert b"<script>" not in raw
    for element in root.iter():
        if not len(element):
            assert element.text.isprintable()
            assert element.text == element.text.strip() != ""
    assert "<script>" in "".join(found(root, "ActivityNarrativeText"))


def test_an_account_that_the_form_has_no_room_for_is_left_out_whole_and_listed():
    case = case_of()
    long = msgspec.structs.replace(case, subject=msgspec.structs.replace(case.subject, accounts=("A" * 41, "ACC-1")))
    draft = form(long)
    assert found(etree.fromstring(draft.xml()), "AccountNumberText") == ["ACC-1"]
    assert any("more than the form's 40 characters" in each.why and each.mandatory for each in draft.missing)


def test_a_long_narrative_goes_into_blocks_and_its_end_is_cut_and_listed():
    many = tuple(item(number, "1.00", remittance=HOSTILE, counterparty_name="N" * 200) for number in range(90))
    draft = form(case_of("US", alert(evidence=many)))
    root: Any = etree.fromstring(draft.xml())
    blocks = found(root, "ActivityNarrativeText")
    assert all(3700 < len(each) <= 4000 for each in blocks[:4])
    assert len("".join(blocks)) <= 17_000
    assert all(each == each.strip() for each in blocks)
    assert found(root, "ActivityNarrativeSequenceNumber") == ["1", "2", "3", "4", "5"]
    assert any("cut to the form's 17000" in each.why for each in draft.missing)


def test_who_is_unknown_is_marked_so_and_listed():
    case = case_of()
    nobody = msgspec.structs.replace(case, subject=type(case.subject)("account:A", kind="person"))
    draft = form(nobody)
    root: Any = etree.fromstring(draft.xml())
    marks = {etree.QName(each).localname for each in root.iter() if each.text == "Y"}
    assert marks >= {
        "BirthDateUnknownIndicator",
        "EntityLastNameUnknownIndicator",
        "FirstNameUnknownIndicator",
        "TINUnknownIndicator",
        "NoKnownAccountInvolvedIndicator",
        "StreetAddressUnknownIndicator",
    }
    listed = " ".join(each.element for each in draft.missing)
    for name in ("IndividualBirthDateText", "RawEntityIndividualLastName", "PartyIdentification[TIN]", "[document]"):
        assert name in listed


def test_an_organisation_has_no_gender_and_no_birthday():
    case = case_of()
    firm = msgspec.structs.replace(
        case, subject=msgspec.structs.replace(case.subject, kind="business", born=None, names=("Old Ltd", "New Ltd"))
    )
    root = parsed(firm)
    assert found(root, "PartyAsEntityOrganizationIndicator") == ["Y"]
    assert found(root, "UnknownGenderIndicator") == found(root, "BirthDateUnknownIndicator") == []
    assert "New Ltd" in found(root, "RawEntityIndividualLastName")
    assert "Old Ltd" in found(root, "RawPartyFullName")


def test_an_earlier_alert_is_a_question_for_a_person():
    draft = form(
        case_of("US", alert(previous="0e0e0e0e-0000-5000-8000-000000000000", subject=AlertSubject("customer:C1")))
    )
    assert any("continuing" in each.why for each in draft.missing)


def test_a_key_term_is_a_question_and_no_claim():
    terms = (KeyTermNote("Funnel Account", "FinCEN", "FIN-2014-A005", "funnel accounts"),)
    draft = form(case_of("US", key_terms=terms))
    assert b"Funnel" not in draft.xml()
    assert any("Funnel Account (FIN-2014-A005)" in each.why for each in draft.missing)
