"""What the README says of the catalogue is what the catalogue says."""

from __future__ import annotations

from pathlib import Path

from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.signals.registry import SIGNALS

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_every_typology_is_listed_with_its_title():
    listed = [line for line in README.splitlines() if line.startswith("| `") and line.count("|") == 3]
    expected = [
        f"| `{each.id}` | {each.title}{' (in shadow)' if each.status == 'shadow' else ''} |"
        for each in Catalogue.load([SHIPPED], None, SIGNALS).typologies
    ]
    assert [line for line in listed if not line.startswith("| `counterflow")] == expected
