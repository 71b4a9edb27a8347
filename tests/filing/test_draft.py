"""A draft on disk: for its owner only, and nothing of an earlier one left."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from streams.errors import FilingError
from streams.filing.draft import draft, write
from streams.filing.gathering import Material
from streams.settings import Institution, Settings
from tests.filing.made import REFERENCE, alert, case_of, item, sent


@pytest.mark.parametrize(("country", "form"), [("US", "fincen-sar.xml"), ("LU", "goaml.xml"), ("FR", None)])
def test_the_files_are_those_of_the_jurisdiction(country: str, form: str | None):
    files = draft(Material(case_of(country), sent()), Settings(), REFERENCE)
    assert set(files) == {"case.html", "case.pdf", "case.json", "missing.json", *([form] if form else [])}
    missing = json.loads(files["missing.json"])
    assert bool(missing["missing"]) == (form is not None)
    assert ("case file only" in missing["note"]) == (form is None)


@pytest.mark.parametrize(
    ("further", "kind", "day", "is_listed"),
    [
        ({}, "2", "20250331", False),
        ({"b": Institution(kind="trader")}, None, "20250331", False),
        ({"b": Institution(timezone="Pacific/Honolulu")}, "2", "20250331", True),
    ],
)
def test_kind_and_days_are_those_of_the_jurisdiction_s_institution_or_listed(
    further: dict[str, Institution], kind: str | None, day: str, is_listed: bool
):
    late = item(1, "9400.00", time=datetime(2025, 4, 1, 1, 30, tzinfo=UTC))
    case = case_of("US", alert(evidence=(late,)))
    files = draft(Material(case, sent()), Settings(institutions=further), REFERENCE)
    root = etree.fromstring(files["fincen-sar.xml"])
    assert root.findtext(".//{*}OrganizationTypeID") == kind
    assert root.findtext(".//{*}SuspiciousActivityFromDateText") == day
    whys = [each["why"] for each in json.loads(files["missing.json"])["missing"]]
    assert ("kind of the institution" in whys) == (kind is None)
    assert any(each.startswith("days are those of America/New_York") for each in whys) == is_listed


@pytest.mark.parametrize("country", ["US", "FR"])
def test_a_jurisdiction_that_nobody_said_is_listed(country: str):
    for is_assumed in (False, True):
        files = draft(Material(case_of(country), sent(), is_assumed), Settings(), REFERENCE)
        listed = [each["element"] for each in json.loads(files["missing.json"])["missing"]]
        assert ("jurisdiction" in listed) == is_assumed


def test_only_the_owner_may_read_and_a_form_of_before_is_gone(tmp_path: Path):
    folder = tmp_path / "new" / "draft"
    write({"fincen-sar.xml": b"1", "case.html": b"1"}, folder)
    write({"goaml.xml": b"2", "case.html": b"2"}, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"goaml.xml": b"2", "case.html": b"2"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FilingError, match="cannot be written"):
        write({"case.html": b""}, tmp_path / "file" / "draft")
