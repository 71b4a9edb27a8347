import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from streams.errors import ReferenceTableError
from streams.reference.tables import read_table, refuse_overlaps

Write = Callable[..., Path]
COLUMNS = ("name", "effective_from", "effective_to")


def refused(path: Path, message: str, columns: tuple[str, ...] = COLUMNS) -> None:
    with pytest.raises(ReferenceTableError, match=re.escape(message)) as caught:
        read_table(path, columns)
    assert str(path) in str(caught.value)


def test_comments_and_empty_lines_are_skipped_and_lines_still_count(table: Write):
    path = table("# source: nobody", '# note: a comma, a "quote"', "name,effective_from,effective_to", "", "a,,", "b,,")
    read = read_table(path, COLUMNS)
    assert [(row.line, row.text("name")) for row in read.rows] == [(5, "a"), (6, "b")]


def test_a_quoted_cell_may_hold_commas_and_line_ends(table: Write):
    path = table("name,effective_from,effective_to", '"a, b', 'c",,', "d,,")
    read = read_table(path, COLUMNS)
    assert [(row.line, row.text("name")) for row in read.rows] == [(2, "a, b\nc"), (4, "d")]


def test_columns_may_come_in_any_order(table: Write):
    path = table("effective_to,name,effective_from", "2026-01-02,a,2026-01-01")
    assert read_table(path, COLUMNS).rows[0].period() == (date(2026, 1, 1), date(2026, 1, 2))


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xef\xbb\xbfname\r\na\r\n")
    assert read_table(path, ("name",)).columns == ("name",)


def test_a_missing_column_is_refused(table: Write):
    refused(table("# source: x", "name,effective_from", "a,"), "line 2, column effective_to: is missing")


def test_an_unknown_column_is_refused(table: Write):
    refused(table("name,effective_from,effective_too"), "line 1, column 'effective_too': is unknown")


def test_a_column_named_twice_is_refused(table: Write):
    refused(table("name,name"), "line 1, column name: is there twice", ("name",))


def test_a_row_with_too_few_or_too_many_cells_is_refused(table: Write):
    refused(table("name,effective_from,effective_to", "a,,", "b,"), "line 3: has 2 cells for 3 columns")
    refused(table("name,effective_from,effective_to", "a,,,"), "line 2: has 4 cells for 3 columns")


def test_a_table_without_rows_is_refused(table: Write):
    refused(table("# source: x", "name"), "has no rows", ("name",))
    refused(table(), "column name: is missing", ("name",))


def test_a_quote_that_never_closes_is_refused_where_it_opens(table: Write):
    refused(table("name", "a", '"b', "c"), "line 3:", ("name",))


def test_a_byte_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"name\na\nB\xe9n\xe9dict\n")
    refused(path, "line 3: is not UTF-8", ("name",))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    refused(tmp_path / "absent.csv", "cannot be read")


@pytest.mark.parametrize("cell", ["", "0", "-1", "1e3", "1_000", "1,5", "NaN", "Infinity", "1.", "0.00", "٣", "9" * 25])
def test_only_plain_numbers_above_zero_are_amounts(table: Write, cell: str):
    row = read_table(table("name,amount", f'a,"{cell}"'), ("name", "amount")).rows[0]
    with pytest.raises(ReferenceTableError, match="line 2, column amount"):
        row.amount("amount")


def test_an_amount_is_read_exactly(table: Write):
    row = read_table(table("name", "49999.990000000000000001"), ("name",)).rows[0]
    assert row.amount("name") == Decimal("49999.990000000000000001")


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-1-01", "20260101", "01.01.2026", "2026-01-01T00:00", "2026-W01-1"]
)
def test_only_days_of_the_calendar_are_days(table: Write, cell: str):
    row = read_table(table("name", cell), ("name",)).rows[0]
    with pytest.raises(ReferenceTableError, match="line 2, column name"):
        row.day("name")


@pytest.mark.parametrize("cell", ["-1", "19", "1.0", "x", "1" * 30])
def test_only_whole_numbers_in_range_are_integers(table: Write, cell: str):
    row = read_table(table("name", cell), ("name",)).rows[0]
    with pytest.raises(ReferenceTableError, match="from 0 to 18"):
        row.integer("name", 18)


def test_a_period_without_an_end_has_no_end(table: Write):
    row = read_table(table(",".join(COLUMNS), "a,2026-01-01,"), COLUMNS).rows[0]
    assert row.period() == (date(2026, 1, 1), date.max)


def test_a_period_may_be_a_single_day(table: Write):
    row = read_table(table(",".join(COLUMNS), "a,2026-01-01,2026-01-01"), COLUMNS).rows[0]
    assert row.period() == (date(2026, 1, 1), date(2026, 1, 1))


def test_a_period_that_ends_before_it_begins_is_refused(table: Write):
    row = read_table(table(",".join(COLUMNS), "a,2026-01-02,2026-01-01"), COLUMNS).rows[0]
    with pytest.raises(ReferenceTableError, match="line 2, column effective_to"):
        row.period()


def test_periods_of_one_key_may_touch_but_not_share_a_day(table: Write):
    rows = read_table(
        table(
            ",".join(COLUMNS), "a,2026-01-01,2026-01-31", "a,2026-02-01,", "b,2026-01-15,", "b,2026-01-01,2026-01-15"
        ),
        COLUMNS,
    ).rows
    refuse_overlaps(("a", *row.period(), row) for row in rows[:2])
    refuse_overlaps((row.text("name"), *row.period(), row) for row in rows[1:3])
    with pytest.raises(ReferenceTableError, match=r"line 4, column effective_from: .* line 5"):
        refuse_overlaps((row.text("name"), *row.period(), row) for row in rows)
