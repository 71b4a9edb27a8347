"""The page says what the table says, needs nothing else, trusts no name, and can be read."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from rich.console import Console

from streams.trace.layout import draw
from streams.trace.page import page
from streams.trace.result import METHOD, Forward, Trace, place
from streams.trace.table import tables
from tests.trace.made import edge, node, trace

HOSTILE = '<script>alert("1")</script>\'"&\u202e\x1b[31m'


def parsed_page(text: str) -> Any:
    return html.document_fromstring(text)


def small(name: str = "Customer 1", transaction: str = "T-1") -> Trace:
    nodes = [
        node("customer:A", is_subject_of_alert=True, forward=Forward("0.00", "1000.00", "970.00", "30.00", "0.00")),
        node("customer:B", name=name),
        node("party 1", kind="party", name=name),
    ]
    edges = [
        edge(1, "customer:A", "customer:B", transaction=transaction, amount="970.00", followed="970.00"),
        edge(2, "party 1", "customer:A", direction="evidence", hop=0),
    ]
    return trace(nodes, edges)


def large(parties: int, payments: int) -> Trace:
    """A subject with as many around it as are asked for, over several layers, and payments in circles."""
    names = [f"customer:{number:05}" for number in range(parties)]
    nodes = [node(each, is_subject_of_alert=not number, name=f"Customer {each}") for number, each in enumerate(names)]
    edges = [edge(number, names[number // 4], names[number]) for number in range(1, parties)]
    edges += [
        edge(number, names[number * 7 % parties], names[number * 11 % parties], direction="backward")
        for number in range(parties, payments)
        if number * 4 % parties
    ]
    return trace(nodes, edges)


def shown(found: Trace) -> str:
    console = Console(width=160, record=True, file=Path("/dev/null").open("w"))  # noqa: SIM115  (closed by pytest's end)
    console.print(tables(found))
    console.file.close()
    return console.export_text()


def test_the_page_is_read_by_a_parser_and_has_every_node_and_payment():
    parsed = parsed_page(page(small()))
    text = parsed.text_content()
    for words in ("customer:A", "customer:B", "Customer 1", "T-1", "T-2", "970.00 USD", "30.00"):
        assert words in text
    assert len(parsed.xpath("//svg/svg")) == 3
    assert len(parsed.xpath("//table")) == 2
    assert len(parsed.xpath("//path[contains(@class, 'line')]")) == 2
    assert len(parsed.xpath("//rect[@class='box alert']")) == 1


@pytest.mark.parametrize("rendered", [page, shown])
def test_every_rendering_says_that_amounts_are_attributed_and_what_was_cut_off(rendered):
    text = " ".join(rendered(small()).split())
    assert METHOD.split(";")[0].split(":")[0] in text
    assert "3 payments" in text
    assert "4.20 USD" in text
    assert "14d" in text


def test_the_page_needs_nothing_from_anywhere():
    text = page(small())
    parsed = parsed_page(text)
    assert parsed.xpath("//@src | //@href | //@action") == []
    assert parsed.xpath("//script | //link | //iframe | //img | //object") == []
    assert not re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/2000/svg\")", text)
    assert "default-src 'none'" in text


def test_a_hostile_name_is_text_and_no_more():
    text = page(small(HOSTILE, HOSTILE))
    parsed = parsed_page(text)
    assert parsed.xpath("//script") == []
    assert "<script" not in text
    assert '<script>alert("1")</script>' in parsed.text_content()
    assert not {"\u202e", "\x1b"} & set(text)
    assert not {"\u202e", "\x1b"} & set(shown(small(HOSTILE, HOSTILE)))


def test_a_name_that_looks_like_rich_markup_is_shown_as_it_is():
    assert "[red]Customer[/]" in shown(small("[red]Customer[/]"))


def test_fifty_parties_are_drawn_and_nothing_overlaps():
    found = large(50, 90)
    drawing = draw(found.nodes, found.edges)
    labels = [line.label for line in drawing.lines if line.label is not None]
    assert set(drawing.boxes) == {place(each) for each in found.nodes}
    assert len(labels) >= 0.9 * len(drawing.lines)
    for one, other in combinations([*drawing.boxes.values(), *labels], 2):
        assert not one.overlaps(other)
    for each in [*drawing.boxes.values(), *labels]:
        assert each.x >= 0
        assert each.y >= 0
        assert each.x + each.width <= drawing.width
        assert each.y + each.height <= drawing.height
    for line in drawing.lines:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in line.curve)


def test_money_moves_from_left_to_right_of_the_alerts_subject():
    found = small()
    boxes = draw(found.nodes, found.edges).boxes
    left, middle, right = (boxes[f"{each}\0USD"].x for each in ("party 1", "customer:A", "customer:B"))
    assert left < middle < right


def test_payments_between_the_same_two_are_one_line():
    nodes = [node("customer:A"), node("customer:B")]
    [line] = draw(nodes, [edge(number, "customer:A", "customer:B") for number in range(30)]).lines
    assert line.words == ("3,000.00 USD", "30 payments, 2025-03-03 to 03-04")


def test_a_trace_of_nothing_is_a_page_too():
    text = page(trace([], [], totals=()))
    assert parsed_page(text).xpath("//svg") == []
    assert METHOD.split(";")[0] in text


def test_a_browser_draws_the_page(tmp_path: Path):
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("needs Chromium, and none is on the path (Debian: apt install chromium)")
    file, picture = tmp_path / "trace.html", tmp_path / "trace.png"
    file.write_text(page(large(50, 90)), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1600,1200", f"--user-data-dir={tmp_path}"]
    subprocess.run(
        [browser, *options, f"--screenshot={picture}", file.as_uri()], check=True, capture_output=True, timeout=60
    )
    assert picture.stat().st_size > 10_000
