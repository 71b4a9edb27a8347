"""Key terms for reports, found by what the typologies cite."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from streams.catalogue import SHIPPED
from streams.catalogue.strict_yaml import read
from streams.errors import ReferenceTableError
from streams.reference import Reference
from streams.reference.key_terms import KeyTerms

HEADER = "issuer,document,title,date,term,crimes,source"
TYPOLOGIES: list[Any] = [read(path) for path in sorted(SHIPPED.glob("*.yaml"))]
RULES = {
    "Southwest Border Geographic Targeting Order (90 FR 12106)",
    "Reporting transactions to FINTRAC: The 24-hour rule",
}
"""Documents that say what must be reported, not what to look for: a report names no key term of theirs."""


@pytest.mark.parametrize(
    ("document", "terms"),
    [
        ("Advisory FIN-2025-A003 on Chinese money laundering networks", ["CMLN-2025-A003"]),
        ("see fin-2023-alert006.", ["FIN-2023-TFHAMAS"]),
        ("Advisory FIN-2014-A005", ["Funnel Account", "TBML", "MX Restriction"]),
        (
            "Advisory on the Financing of the Islamic State of Iraq and Syria (ISIS) and its Global Affiliates",
            ["ISIS-2025-A001"],
        ),
        ("FIN-2025-A0031", []),
        ("a letter", []),
    ],
)
def test_a_term_is_found_by_number_or_by_title(reference: Reference, document: str, terms: list[str]):
    assert [found.term for found in reference.key_terms.for_reference(document)] == terms


def test_a_title_is_looked_for_among_the_documents_of_its_issuer(reference: Reference):
    title = "Investigating Online Child Sexual Exploitation"
    assert reference.key_terms.for_reference(title, "FATF") == ()
    assert [found.document for found in reference.key_terms.for_reference(title, "FINTRAC")] == ["FINTRAC-2020-OA001"]


def test_every_document_of_a_financial_intelligence_unit_that_a_typology_cites_has_its_terms(reference: Reference):
    without = set()
    for typology in TYPOLOGIES:
        for cited in typology["references"]:
            if cited.get("source") in ("FinCEN", "FINTRAC") and cited["document"] not in RULES:
                found = reference.key_terms.for_reference(cited["document"], cited["source"])
                if not found:
                    without.add(cited["document"])
    assert without == set()


def test_the_crimes_are_those_of_the_typologies(reference: Reference):
    known = {crime for typology in TYPOLOGIES for crime in typology["crimes"]}
    assert {crime for term in reference.key_terms for crime in term.crimes} <= known


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("FinCEN,FIN-1,t,2025-01-01,,fraud,x", "column term: is empty"),
        ("FinCEN,FIN-1,t,2025-01-01,A,Fraud,x", "column crimes"),
        (",FIN-1,t,2025-01-01,A,fraud,x", "column issuer: is empty"),
        ("FinCEN,FIN-1,,2025-01-01,A,fraud,x", "column title: is empty"),
        ("FinCEN,FIN-1,t,2025,A,fraud,x", "column date"),
        ("FinCEN,FIN-1,t,2025-01-01,A,fraud,", "column source: is empty"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_column(table: Callable[..., Path], row: str, said: str):
    with pytest.raises(ReferenceTableError, match=f"line 2, {said}"):
        KeyTerms.load(table(HEADER, row))


def test_a_document_without_a_number_is_found_by_its_title(table: Callable[..., Path]):
    terms = KeyTerms.load(table(HEADER, "X,,on geese,2025-01-01,A,fraud drug-trafficking,x"))
    (found,) = terms.for_reference("Alert ON GEESE and ducks")
    assert (found.crimes, found.issued) == (("fraud", "drug-trafficking"), date(2025, 1, 1))
