"""The case file says everything, needs nothing else, and trusts no text; the PDF is the same in other clothes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import html

from streams.errors import SettingsError
from streams.filing.case import Missing
from streams.filing.page import page
from streams.filing.pdf import pdf
from streams.filing.sections import WARNING
from streams.filing.tables import unusual_table
from streams.records import Unusual
from tests.filing.made import CASH, OUT, alert, case_of, item

MISSING = (Missing("report/action", True, "what was done", "the institution", 3),)
TITLES = [
    "Summary",
    "Alert 1: Title of cash-structuring",
    "Alert 2: Title of pass-through",
    "Timeline",
    "Evidence",
    "Totals",
    "Flow of the money",
    "Subject",
    "Other parties of the evidence",
    "References",
    "What is missing for a filing",
    "Where this comes from",
]


def parsed(text: str) -> Any:
    return html.document_fromstring(text)


def test_every_section_is_there_in_order():
    root = parsed(page(case_of(), MISSING))
    assert [each.text_content() for each in root.xpath("//h2")] == TITLES
    assert len(root.xpath("//svg[@aria-label]")) == 2


def test_every_transaction_stands_with_its_exact_amount():
    text = parsed(page(case_of(), MISSING)).text_content()
    for each in (*CASH, *OUT):
        assert each.transaction in text
    for words in ("9,400.03", "20,000.10", "7,000.05", "37,600.06", "1,000", "XAU"):
        assert words in text


def test_what_is_missing_and_where_everything_comes_from_is_said():
    text = parsed(page(case_of(), MISSING)).text_content()
    for words in (
        "report/action",
        "what was done",
        "c" * 64,
        "d" * 64,
        "offset 42",
        "2025-04-01 09:00:00 UTC by Analyst 4",
    ):
        assert words in text
    assert WARNING in text


def test_hostile_text_stays_text_and_nothing_is_fetched():
    text = page(case_of(), MISSING)
    root = parsed(text)
    assert root.xpath("//script | //link | //iframe | //img | //object | //@src | //@href | //@onload") == []
    assert "<script>" not in text
    assert "\u202e" not in text
    assert not re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/2000/svg\")", text)
    assert "default-src 'none'" in text


def test_alerts_that_list_the_newest_only_say_so():
    text = page(case_of("US", alert(evidence=CASH), evidence_count=70), MISSING)
    assert "The newest 4 of 70 transactions are listed." in text


def test_the_pdf_is_the_same_for_the_same_case_and_other_for_another():
    case = case_of()
    assert pdf(case, MISSING) == pdf(case, MISSING)
    assert pdf(case, MISSING) != pdf(msgspec.structs.replace(case, produced_by="Analyst 5"), MISSING)


def test_the_pdf_takes_a_case_of_any_size():
    many = tuple(item(number, "12345678901234.56", remittance="word" * 200) for number in range(60))
    made = pdf(case_of("US", alert(evidence=many, narrative="long " * 3000)), MISSING * 20)
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") > 4


def test_a_font_that_is_none_is_refused(tmp_path: Path):
    font = tmp_path / "font.ttf"
    font.write_bytes(b"no font")
    with pytest.raises(SettingsError, match=r"report_font: .*font\.ttf is no TrueType font"):
        pdf(case_of(), MISSING, font)


def test_what_a_model_found_unusual_is_a_table_with_the_usual_range():
    unusual = Unusual(signal="in_count_7d", unit="count", value=41.0, low=0.0, high=6.0, score=0.2)
    unknown = Unusual(signal="crypto_in_sum_7d", unit="money", value=900.0, low=None, high=None, score=0.2)
    assert unusual_table([unusual, unknown]).rows == (
        ("in_count_7d", "41", "0", "6", "count"),
        ("crypto_in_sum_7d", "900", "", "", "money"),
    )
