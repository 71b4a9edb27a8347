"""Files hold whole lines, each once, and are put aside in order."""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks.files.sink import FileSink
from tests.sinks.made import Grave, alert, alerts, batch, nobody, record


def settings(folder: Path, **fields: Any) -> Settings:
    return Settings(file_dir=folder, **fields)


OLD = (
    b'{"topic":"alerts","partition":9,"offset":1,"topic_id":"","received":"2026-01-01T00:00:00Z","record":{"id":"old"}}'
    b"\n"
)


def held(folder: Path) -> list[str]:
    """The ids of all alerts in the folder, in order."""
    found = []
    for path in [*sorted(folder.glob("alerts-*")), folder / "alerts.jsonl"]:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert data == b"" or data.endswith(b"\n")
        found += [json.loads(line)["record"]["id"] for line in data.splitlines()]
    return found


def test_a_line_has_the_record_as_it_was_published_and_where_it_lies(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    sink.write(batch([record(alert(1), 7, "reports.due", 2)]), nobody)
    sink.close()
    [line] = (tmp_path / "alerts.jsonl").read_bytes().splitlines()
    published = record(alert(1), 7).value
    assert published in line
    told = json.loads(line)
    assert (told["topic"], told["partition"], told["offset"]) == ("reports.due", 2, 7)


def test_a_record_over_several_lines_becomes_one(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    sink.write(alerts(json.dumps({"id": "a", "text": "x\ny"}, indent=2).encode()), nobody)
    sink.close()
    assert held(tmp_path) == ["a"]


def test_what_is_no_alert_is_buried(tmp_path: Path):
    sink, grave = FileSink(settings(tmp_path)), Grave()
    sink.write(alerts(alert(1), b"{", b"", b'{"id":"\xff"}', alert(2)), grave)
    sink.close()
    assert held(tmp_path) == ["alert-1", "alert-2"]
    assert [(offset, reason) for offset, reason, _ in grave.buried] == [(n, "unreadable") for n in (1, 2, 3)]


def test_what_comes_again_is_left_out_by_the_same_process_and_the_next(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    for _ in range(2):
        sink.write(alerts(alert(1), alert(2)), nobody)
    sink.close()
    sink = FileSink(settings(tmp_path))
    sink.write(alerts(alert(1), alert(2), alert(3)), nobody)
    sink.close()
    assert held(tmp_path) == ["alert-1", "alert-2", "alert-3"]


def test_what_comes_again_in_other_batches_is_left_out(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    made = [alert(number) for number in range(6)]
    for begin, end in ((0, 4), (0, 2), (1, 5), (0, 1), (3, 6)):
        sink.write(alerts(*made[begin:end], first=begin), nobody)
    sink.close()
    assert held(tmp_path) == [f"alert-{number}" for number in range(6)]


@pytest.mark.parametrize("compress", [False, True])
def test_what_the_file_before_holds_is_known_too(tmp_path: Path, compress: bool):
    sink = FileSink(settings(tmp_path, file_max_bytes=1024, file_compress=compress))
    sink.write(alerts(alert(1)), nobody)
    sink.tidy()
    sink.close()
    sink = FileSink(settings(tmp_path, file_max_bytes=1024))
    sink.write(alerts(alert(1), alert(2)), nobody)
    sink.close()
    assert len(list(tmp_path.glob("alerts-*"))) == 1
    assert held(tmp_path) == ["alert-1", "alert-2"]


@pytest.mark.parametrize("torn", [1, 40, 400])
def test_a_torn_last_line_is_cut_off_and_written_again(tmp_path: Path, torn: int):
    sink = FileSink(settings(tmp_path))
    sink.write(alerts(alert(1), alert(2)), nobody)
    sink.close()
    path = tmp_path / "alerts.jsonl"
    os.truncate(path, path.stat().st_size - torn)
    sink = FileSink(settings(tmp_path))
    assert held(tmp_path) == ["alert-1"]
    sink.write(alerts(alert(1), alert(2)), nobody)
    sink.close()
    assert held(tmp_path) == ["alert-1", "alert-2"]


def test_a_file_with_nothing_but_a_torn_line_begins_anew(tmp_path: Path):
    (tmp_path / "alerts.jsonl").write_bytes(b'{"topic":"al')
    sink = FileSink(settings(tmp_path))
    sink.write(alerts(alert(1)), nobody)
    sink.close()
    assert held(tmp_path) == ["alert-1"]


def test_files_are_put_aside_by_size_compressed_and_only_so_many_kept(tmp_path: Path):
    sink = FileSink(settings(tmp_path, file_max_bytes=1024, file_compress=True, file_keep=3))
    for number in range(8):
        sink.write(alerts(alert(number), first=number), nobody)
    assert len(list(tmp_path.glob("alerts-*.jsonl"))) > 3
    for _ in range(8):
        sink.tidy()
    for number in range(8, 10):
        sink.write(alerts(alert(number), first=number), nobody)
        sink.tidy()
    sink.close()
    assert sorted(path.suffix for path in tmp_path.glob("alerts-*")) == [".gz"] * 3
    assert held(tmp_path) == ["alert-7", "alert-8", "alert-9"]


def test_yesterdays_file_is_put_aside_and_an_empty_one_is_not(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    sink.tidy()
    assert not list(tmp_path.glob("alerts-*"))
    sink.write(alerts(alert(1)), nobody)
    sink.tidy()
    assert not list(tmp_path.glob("alerts-*"))
    yesterday = time.time() - 86_400
    os.utime(tmp_path / "alerts.jsonl", (yesterday, yesterday))
    sink.tidy()
    sink.close()
    assert len(list(tmp_path.glob("alerts-*.jsonl"))) == 1
    assert (tmp_path / "alerts.jsonl").stat().st_size == 0


def test_a_compression_that_was_cut_short_is_done_again(tmp_path: Path):
    (tmp_path / "alerts-20260101T000000Z-0000.jsonl").write_bytes(OLD)
    (tmp_path / "alerts-20260101T000000Z-0000.jsonl.gz.part").write_bytes(b"\x1f\x8b")
    sink = FileSink(settings(tmp_path, file_compress=True))
    sink.tidy()
    sink.close()
    assert [path.name for path in tmp_path.glob("alerts-*")] == ["alerts-20260101T000000Z-0000.jsonl.gz"]
    assert held(tmp_path) == ["old"]


def test_a_second_process_is_refused(tmp_path: Path):
    sink = FileSink(settings(tmp_path))
    with pytest.raises(SettingsError, match="folder of its own"):
        FileSink(settings(tmp_path))
    sink.close()


def test_a_full_disk_leaves_no_half_of_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sink = FileSink(settings(tmp_path))
    sink.write(alerts(alert(1)), nobody)
    write = os.write

    def half(file: int, data: memoryview) -> int:
        if len(data) < 1500:
            raise OSError(28, "No space left on device")
        return write(file, data[:1500])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(UnavailableError, match="No space left"):
        sink.write(alerts(alert(2), alert(3), first=1), nobody)
    assert held(tmp_path) == ["alert-1"]
    monkeypatch.undo()
    sink.write(alerts(alert(2), alert(3), first=1), nobody)
    sink.close()
    assert held(tmp_path) == ["alert-1", "alert-2", "alert-3"]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("broken", ["open", "fsync"])
def test_a_file_that_cannot_be_put_aside_is_written_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str):
    sink = FileSink(settings(tmp_path, file_max_bytes=1024))
    sink.write(alerts(alert(1)), nobody)
    usual: Any = getattr(os, broken)

    def fails(what: Any, *arguments: Any) -> Any:
        if what == tmp_path / "alerts.jsonl" or (broken == "fsync" and os.path.isdir(f"/proc/self/fd/{what}")):
            raise OSError(24, "Too many open files")
        return usual(what, *arguments)

    monkeypatch.setattr(os, broken, fails)
    held_before = descriptors()
    for _ in range(3):
        with pytest.raises(UnavailableError, match="Too many open files"):
            sink.tidy()
    monkeypatch.undo()
    with (tmp_path / "another").open("w") as another:
        assert descriptors() == held_before + 1
        assert held(tmp_path) == ["alert-1"]
        sink.write(alerts(alert(2), first=1), nobody)
        assert os.fstat(another.fileno()).st_size == 0
    sink.close()
    assert held(tmp_path) == ["alert-1", "alert-2"]
    assert len(list(tmp_path.glob("alerts-*"))) == 1
