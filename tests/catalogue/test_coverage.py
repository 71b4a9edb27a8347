"""Which typologies a stream lets work, and what the coverage says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from streams.catalogue import Catalogue
from streams.catalogue.coverage import document, lines, markdown
from streams.catalogue.needed import FIELDS, WATCH_LIST, Seen
from streams.records import Commodity, Party, Place, Transaction
from tests.catalogue.examples import SIGNALS, write


def made(**fields: Any) -> Transaction:
    return Transaction(id="T1", time=datetime(2025, 1, 7, tzinfo=UTC), amount=Decimal(1), currency="EUR", **fields)


def catalogue(directory: Path) -> Catalogue:
    write(directory, "always")
    write(directory, "one-of-two", "in_count_7d > 4", stage="stage: placement\nneeds: [product or remittance]")
    write(directory, "placed", "in_count_7d > 5", stage="stage: any\nneeds: [place.branch, party.born]")
    write(directory, "listed", "in_count_7d > 6", stage="stage: any\nneeds: [watch_list]\ncovers: [TT010, O]")
    return Catalogue.load([directory], None, SIGNALS)


@pytest.mark.parametrize(
    ("field", "filled"),
    [
        ("product", made(product="loan")),
        ("commodity.hs", made(commodity=Commodity(hs="44"))),
        ("place.latitude", made(place=Place(latitude=0.0))),
        ("party.wallet", made(creditor=Party(wallet="W1"))),
        ("party.licences", made(debtor=Party(licences=("pharmacy",)))),
        ("party.employee", made(debtor=Party(employee=False))),
    ],
)
def test_a_field_is_filled_by_whatever_says_something_even_no(field: str, filled: Transaction):
    assert FIELDS[field](filled)
    assert not FIELDS[field](made(debtor=Party(), commodity=Commodity(), place=Place()))


def test_a_typology_is_inactive_until_each_of_its_needs_was_filled(tmp_path: Path):
    seen = Seen(catalogue(tmp_path).typologies)
    assert seen.inactive() == {
        "listed": [WATCH_LIST],
        "one-of-two": ["product or remittance"],
        "placed": ["place.branch", "party.born"],
    }
    assert seen.look(made(remittance="rent", place=Place(branch="B1")))
    assert seen.inactive() == {"listed": [WATCH_LIST], "placed": ["party.born"]}
    assert not seen.look(made(remittance="rent"))
    assert Seen(catalogue(tmp_path).typologies, [WATCH_LIST]).missing("listed") == []


def test_coverage_names_crime_source_peer_rule_and_state(tmp_path: Path):
    found = catalogue(tmp_path)
    seen = Seen(found.typologies)
    for transaction in (made(remittance="rent"), made(product="loan"), made()):
        seen.tally(transaction)
    told = lines(found.typologies, seen)
    assert {each.typology: (each.active, each.missing) for each in told} == {
        "always": (True, ()),
        "listed": (False, (WATCH_LIST,)),
        "one-of-two": (True, ()),
        "placed": (False, ("place.branch", "party.born")),
    }
    stated = document(told, found.digest, seen)
    assert stated["stream"] == {"transactions": 3, "filled": {"product": 1, "remittance": 1}}
    text = markdown(told, found.digest, seen)
    assert "On 3 transactions 2 are active." in text
    assert "| listed | money-laundering | T0016 | TT010 O | *inactive: missing watch_list* |" in text
    assert "| always | money-laundering | T0016 | none | active |" in text


def test_without_a_stream_nothing_is_said_of_activity(tmp_path: Path):
    found = catalogue(tmp_path)
    told = lines(found.typologies, None)
    assert {each.active for each in told} == {None}
    assert "stream" not in document(told, found.digest, None)
    assert "inactive" not in markdown(told, found.digest, None)
