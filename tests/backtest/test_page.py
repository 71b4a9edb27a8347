"""The page is whole in itself, says what was asked for, and escapes what came from outside."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.backtest.made import run, write
from tests.backtest.test_compare import changed
from tests.flows.worlds import stream_of


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    transactions = stream_of(0)
    write(folder, transactions, ["fraud" if number % 4 == 0 else "" for number in range(len(transactions))])
    run(folder, labels="verdict", capacity=1, compare=changed(folder / "other", status="shadow"))
    return (folder / "out" / "report.html").read_text()


def test_it_needs_no_network_and_no_script(text: str):
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert not re.search(r'(src|href)="', text)
    assert [each for each in re.findall(r"https?://[^\"']+", text) if "w3.org/2000/svg" not in each] == []


def test_its_drawings_are_well_formed(text: str):
    drawings = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(drawings) > 3
    for each in drawings:
        ElementTree.fromstring(each)


@pytest.mark.parametrize(
    "heading",
    [
        "Alerts per day and typology",
        "Scores of movements",
        "What is found of what is labelled",
        "What the other catalogue changes",
        "Examples",
        "With 1 alerts a day",
        "Groups of customers",
        "Near the thresholds",
    ],
)
def test_it_has_a_section_for_everything_that_was_asked_for(text: str, heading: str):
    assert f"<h2>{heading}</h2>" in text


def test_recall_is_told_of_each_kind_of_label(tmp_path: Path):
    transactions = stream_of(0)
    kinds = ["smurf", "mule", ""]
    write(tmp_path, transactions, [kinds[number % 3] for number in range(len(transactions))])
    run(tmp_path, labels="verdict")
    text = (tmp_path / "out" / "report.html").read_text()
    assert "<h2>Recall by label, of each transaction</h2>" in text
    assert text.index("<td>mule</td>") < text.index("<td>smurf</td>")


def test_samples_lie_above_and_below_thresholds(text: str):
    assert "<td>above</td>" in text
    assert "<td>below</td>" in text


def test_without_labels_comparison_and_capacity_it_says_nothing_of_them(tmp_path: Path):
    write(tmp_path, stream_of(0))
    run(tmp_path)
    text = (tmp_path / "out" / "report.html").read_text()
    for absent in ("labelled", "other catalogue", "a day</h2>"):
        assert absent not in text


def test_a_name_from_outside_is_escaped(tmp_path: Path):
    write(tmp_path, stream_of(0))
    export = (tmp_path / "export.csv").read_text().replace("N0,", "<b>N0</b>,")
    (tmp_path / "export.csv").write_text(export)
    run(tmp_path)
    text = (tmp_path / "out" / "report.html").read_text()
    assert "<b>N0" not in text
    assert "&lt;b&gt;N0" in text


def test_a_file_without_an_alert_has_a_page_too(tmp_path: Path):
    write(tmp_path, stream_of(0)[:1])
    run(tmp_path)
    assert "There are none." in (tmp_path / "out" / "report.html").read_text()
