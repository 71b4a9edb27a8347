import gzip
from pathlib import Path

import polars as pl
import pytest

from streams.errors import MappingError
from streams.mapping import MappedFile, Mapping, chunks, parquet_source

MAPPING = Mapping.parse("""
fields:
  id: {column: id}
  time: {constant: "2026-01-15T10:30:00Z"}
  amount: {constant: "1.00"}
  currency: {constant: EUR}
  debtor.account: {column: text}
""")


def ids(mapped: MappedFile) -> list[str]:
    return [record.partition(b'"id":"')[2].partition(b'"')[0].decode() for record in mapped]


def written(folder: Path, content: bytes, name: str = "export.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("chunk_bytes", [1, 7, 64, 4 << 20])
@pytest.mark.parametrize("name", ["export.csv", "export.csv.gz"])
def test_rows_are_whole_wherever_a_chunk_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int, name: str
) -> None:
    monkeypatch.setattr(chunks, "_CHUNK_BYTES", chunk_bytes)
    rows = [f'{number},"text {number}\nwith ""quotes"",\nand lines"\r\n' for number in range(50)]
    content = "\ufeffid,text\r\n".encode() + "".join(rows).encode() + b"50,no end"
    file = written(tmp_path, gzip.compress(content, mtime=0) if name.endswith(".gz") else content, name)
    mapped = MappedFile(file, MAPPING)
    assert ids(mapped) == [str(number) for number in range(51)]
    assert (mapped.rows, mapped.unreadable) == (51, 0)


@pytest.mark.parametrize("blank", ["\n", "\n\n\n", "\r\n\r\n", "\n,\n"])
def test_blank_rows_are_no_rows(tmp_path: Path, blank: str) -> None:
    file = written(tmp_path, f"id,text\n1,a{blank}2,b{blank}".encode())
    assert ids(MappedFile(file, MAPPING)) == ["1", "2"]


def test_a_row_that_has_not_the_shape_of_the_file_comes_as_it_stands_there(tmp_path: Path) -> None:
    file = written(tmp_path, b'id,text\n1,a\n2,b,"x, y"\n\n3\n4,d\n')
    mapped = MappedFile(file, MAPPING)
    records = list(mapped)
    assert records[1] == b'2,b,"x, y"'
    assert [b'"id":"1"' in records[0], b'"id":"3"' in records[2], b'"id":"4"' in records[3]] == [True] * 3
    assert b"debtor" not in records[2]
    assert (mapped.rows, mapped.unreadable) == (4, 1)


def test_an_odd_first_row_is_found_too(tmp_path: Path) -> None:
    mapped = MappedFile(written(tmp_path, b"id,text\n1,a,b\n2,c\n"), MAPPING)
    assert next(iter(mapped)) == b"1,a,b"
    assert mapped.unreadable == 1


def test_careful_and_fast_reading_agree(tmp_path: Path) -> None:
    rows = '1,a\n2,"b, ""c"""\n3,\n\n4,"d\ne"\n5\n'
    plain = list(MappedFile(written(tmp_path, f"id,text\n{rows}".encode()), MAPPING))
    odd = list(MappedFile(written(tmp_path, f"id,text\n{rows}6,x,y\n".encode()), MAPPING))
    assert odd[:-1] == plain
    assert odd[-1] == b"6,x,y"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_a_line_feed_ends_a_row(tmp_path: Path, sign: str) -> None:
    rows = f"1,a{sign}b\n"
    plain = list(MappedFile(written(tmp_path, f"id,text\n{rows}".encode()), MAPPING))
    odd = list(MappedFile(written(tmp_path, f"id,text\n{rows}2,x,y\n".encode()), MAPPING))
    assert odd == [*plain, b"2,x,y"]


def test_an_encoding_is_declared_not_guessed(tmp_path: Path) -> None:
    file = written(tmp_path, "id,text\n1,Zürich\n".encode("latin-1"))
    with pytest.raises(MappingError, match="set `encoding`"):
        list(MappedFile(file, MAPPING))
    latin = Mapping.parse(
        """
fields:
  id: {column: id}
  time: {constant: "2026-01-15T10:30:00Z"}
  amount: {constant: "1.00"}
  currency: {constant: EUR}
  debtor.name: {column: text}
encoding: latin-1
"""
    )
    assert "Zürich".encode() in next(iter(MappedFile(file, latin)))


def test_a_quote_that_never_closes_ends_in_an_error_and_not_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "_CHUNK_BYTES", 1000)
    monkeypatch.setattr(chunks, "_ROW_MAX_BYTES", 5000)
    file = written(tmp_path, b'id,text\n1,"open\n' + b"2,b\n" * 5000)
    with pytest.raises(MappingError, match="open quote"):
        list(MappedFile(file, MAPPING))


def test_progress_goes_from_nothing_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_CHUNK_BYTES", 16)
    file = written(tmp_path, b"id,text\n" + b"1,abc\n" * 100)
    mapped = MappedFile(file, MAPPING)
    assert (mapped.done, mapped.total, mapped.unit) == (0, 608, "bytes")
    seen = [mapped.done for _ in mapped.batches()]
    assert seen == sorted(seen)
    assert mapped.done == 608


def test_parquet_counts_rows_and_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_source, "_ROWS", 7)
    file = tmp_path / "export.parquet"
    pl.DataFrame({"id": range(20), "text": ["a"] * 20, "unread": [None] * 20}).write_parquet(file)
    mapped = MappedFile(file, MAPPING)
    assert (mapped.done, mapped.total, mapped.unit) == (0, 20, "rows")
    assert ids(mapped) == [str(number) for number in range(20)]
    assert mapped.done == 20


def test_json_lines_are_whole_wherever_a_chunk_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_CHUNK_BYTES", 30)
    lines = b"".join(b'{"id": %d, "text": "a\\nb"}\n' % number for number in range(20))
    assert ids(MappedFile(written(tmp_path, lines, "export.ndjson"), MAPPING)) == [str(number) for number in range(20)]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("export.xlsx", b"", "not a .csv"),
        ("export.csv", b"", "is empty"),
        ("export.csv", b"id,text,id\n", "same name"),
        ("export.jsonl", b"", "no JSON object"),
        ("export.jsonl", b"hello\n", "no JSON object"),
        ("export.parquet", b"no parquet", "cannot be read"),
        ("export.csv.gz", b"no gzip", "cannot be read"),
        ("export.csv.gz", gzip.compress(b"id,text\n" * 100, mtime=0)[:-20], "cannot be read"),
        ("export.csv.gz", gzip.compress(b"id,text\n", mtime=0)[:10] + b"\xff" * 30, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, part: str) -> None:
    with pytest.raises(MappingError, match=part):
        list(MappedFile(written(tmp_path, content, name), MAPPING))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        MappedFile(tmp_path / "absent.csv", MAPPING)


def test_a_file_with_a_header_only_has_no_rows(tmp_path: Path) -> None:
    assert list(MappedFile(written(tmp_path, b"id,text\n"), MAPPING)) == []
    assert list(MappedFile(written(tmp_path, b"id,text"), MAPPING)) == []
