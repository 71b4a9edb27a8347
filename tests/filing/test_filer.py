"""The institution's own details: by country, checked, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.filing.filer import Filer, load_filer

FILE = """
US:
  name: A Bank, N.A.
  tin: 123456789
  tin_kind: ein
  address: {zip: 02134, city: Boston}
NO: {entity_id: 7}
"""


def test_details_are_those_of_the_country_and_numbers_stay_as_they_are_written(tmp_path: Path):
    path = tmp_path / "filer.yaml"
    path.write_text(FILE)
    american = load_filer(path, "US")
    assert (american.name, american.tin, american.address.zip) == ("A Bank, N.A.", "123456789", "02134")
    assert load_filer(path, "NO").entity_id == 7
    assert load_filer(path, "LU") == load_filer(None, "US") == Filer()


@pytest.mark.parametrize(
    ("content", "said"), [("US: {nam: A}", r"US\.nam"), ("US: {entity_id: 0}", "entity_id"), ("US: [", r"filer\.yaml")]
)
def test_a_file_that_is_wrong_is_refused_by_name(tmp_path: Path, content: str, said: str):
    path = tmp_path / "filer.yaml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said):
        load_filer(path, "US")


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"filing_institution: .*nowhere"):
        load_filer(tmp_path / "nowhere.yaml", "US")
