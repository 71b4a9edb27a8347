from __future__ import annotations

from pathlib import Path

import pytest

from streams.catalogue.strict_yaml import FILE_BYTES_MAX, read
from streams.errors import CatalogueError


def content(directory: Path, text: str) -> object:
    path = directory / "some.yaml"
    path.write_text(text)
    return read(path)


def test_words_that_yaml_takes_for_something_else_stay_text(tmp_path: Path):
    text = "country: NO\nanswer: yes\nswitch: off\nclock: 10:30\nday: 2025-04-01\noctal: 010"
    assert content(tmp_path, text) == {
        "country": "NO",
        "answer": "yes",
        "switch": "off",
        "clock": "10:30",
        "day": "2025-04-01",
        "octal": "010",
    }


def test_numbers_and_booleans_are_read(tmp_path: Path):
    assert content(tmp_path, "{a: 3, b: -2.5, c: true, d: false, e: null, f: 1.5e3}") == {
        "a": 3,
        "b": -2.5,
        "c": True,
        "d": False,
        "e": None,
        "f": 1500.0,
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3", "line 1: key a stands twice"),
        ("a: {b: 1, b: 2}", "key b stands twice"),
        ("a: &x [1]\nb: *x", "aliases are not allowed"),
        ("a: [1, 2", "line"),
        ("a: !!python/object/apply:os.system [true]", "could not determine a constructor"),
        ("a: " + "x" * FILE_BYTES_MAX, "larger than"),
    ],
)
def test_traps_are_refused_with_the_file(tmp_path: Path, text: str, problem: str):
    with pytest.raises(CatalogueError, match=f"some.yaml: .*{problem}"):
        content(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"absent\.yaml: cannot be read"):
        read(tmp_path / "absent.yaml")


def test_bytes_that_are_not_text_are_refused(tmp_path: Path):
    (tmp_path / "some.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(CatalogueError, match=r"some\.yaml"):
        read(tmp_path / "some.yaml")
