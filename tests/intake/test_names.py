from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.names import name_key


@pytest.mark.parametrize(
    ("name", "edited"),
    [
        ("Company 17 GmbH", "Company 17 Ltd."),
        ("Company 17", "OOO COMPANY 17"),
        ("Company 17", "Compani 17"),
        ("Company 17", "Commpany  17"),
        ("Company 17 S.A.", "17 Company"),
        ("Compañy 17", "Company 17"),
        ("Company-17 L.L.C.", "Company 17"),
        ("Bøøk Størage", "Book Storage"),
    ],
)
def test_an_edited_name_has_the_key_of_the_first_one(name: str, edited: str) -> None:
    assert name_key(name) == name_key(edited) != 0


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Company 17", "Company 18"),
        ("Company 17", "Company 177"),
        ("Company 17", "Customer 17"),
        ("Alpha 17", "Ulpha 17"),
    ],
)
def test_another_name_has_another_key(name: str, other: str) -> None:
    assert name_key(name) != name_key(other)


@pytest.mark.parametrize("name", [None, "", "  ", "Ou", "Aa Ee", "...", "e"])
def test_what_is_too_short_has_no_key(name: str | None) -> None:
    assert name_key(name) == 0


def test_a_name_of_nothing_but_a_legal_form_is_a_name() -> None:
    assert name_key("GmbH") == name_key("GMBH") != 0


@given(st.text(max_size=150))
def test_any_name_has_a_key_of_32_bits_whatever_its_spaces(name: str) -> None:
    assert 0 <= name_key(name) < 2**32
    assert name_key(f"  {name} ") == name_key(name)
