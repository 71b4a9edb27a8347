from __future__ import annotations

from pathlib import Path

import numpy as np

from models.rows import gather, is_kept, kept_share
from streams.reference import Reference
from streams.settings import Settings

REFERENCE = Reference.load()
PARTY = '{"account": "A%d", "customer": "C%d", "kind": "person"}'


def line(number: int, day: int = 1, amount: str = "10.00") -> str:
    debtor, creditor = PARTY % (number % 5, number % 5), PARTY % (number % 3 + 9, number % 3 + 9)
    return (
        f'{{"id": "T{number}", "time": "2026-01-{day:02}T10:{number % 60:02}:00Z", "amount": "{amount}",'
        f' "currency": "EUR", "debtor": {debtor}, "creditor": {creditor}, "channel": "transfer"}}\n'
    )


def written(folder: Path, lines: list[str]) -> Path:
    file = folder / f"{len(lines)}.jsonl"
    file.write_text("".join(lines))
    return file


def test_every_usable_transaction_gives_the_rows_of_its_movements(tmp_path: Path):
    file = written(tmp_path, [line(number, 1 + number // 10) for number in range(100)])
    rows, reading = gather(file, None, Settings(), REFERENCE)
    assert (reading.transactions, reading.movements, len(rows), reading.kept_share) == (100, 200, 200, 1.0)
    assert len(np.unique(rows.transactions)) == 100
    assert len(np.unique(rows.subjects)) == 8


def test_what_the_worker_would_reject_is_left_out_and_counted(tmp_path: Path):
    wrong = ["not json\n", line(7, amount="-3.00"), line(8).replace("EUR", "XXQ"), line(9, amount="0.00")]
    rows, reading = gather(written(tmp_path, [line(1), *wrong, line(2)]), None, Settings(), REFERENCE)
    assert reading.rejected == {"amount_not_positive": 2, "not_json": 1, "unknown_currency": 1}
    assert (reading.transactions, len(rows)) == (2, 4)
    assert [key is None for key in reading.keys] == [False, True, True, True, True, False]


def test_a_transaction_that_comes_twice_gives_no_more_rows(tmp_path: Path):
    rows, reading = gather(written(tmp_path, [line(1), line(2), line(1)]), None, Settings(), REFERENCE)
    assert (reading.transactions, reading.movements, len(rows)) == (3, 4, 4)


def test_the_signals_of_a_movement_know_nothing_of_what_came_after(tmp_path: Path):
    lines = [line(number, 1 + number // 20, f"{number + 1}.00") for number in range(200)]
    early, _ = gather(written(tmp_path, lines[:120]), None, Settings(), REFERENCE)
    whole, _ = gather(written(tmp_path, lines), None, Settings(), REFERENCE)
    seen = dict(zip(keys(whole), whole.signals, strict=True))
    assert len(early) == 240
    for key, row in zip(keys(early), early.signals, strict=True):
        np.testing.assert_array_equal(row, seen[key])


def keys(rows) -> list[tuple[int, int]]:
    return list(zip(rows.transactions.tolist(), rows.subjects.tolist(), strict=True))


def test_the_order_of_the_file_does_not_matter(tmp_path: Path):
    lines = [line(number, 1 + number // 20) for number in range(60)]
    first, _ = gather(written(tmp_path, lines), None, Settings(), REFERENCE)
    second, _ = gather(written(tmp_path, [*lines[::-1], "\n"]), None, Settings(), REFERENCE)
    np.testing.assert_array_equal(first.signals, second.signals)


def test_a_large_file_is_sampled_by_transaction_and_always_in_the_same_way(tmp_path: Path):
    lines = [line(number, 1 + number // 100) for number in range(1000)]
    file = written(tmp_path, lines)
    some, reading = gather(file, None, Settings(), REFERENCE, rows_max=500)
    again, _ = gather(file, None, Settings(), REFERENCE, rows_max=500)
    whole, _ = gather(file, None, Settings(), REFERENCE)
    assert reading.kept_share == 0.25
    assert reading.movements == 2000
    assert 400 < len(some) < 600
    np.testing.assert_array_equal(some.signals, again.signals)
    np.testing.assert_array_equal(some.signals, whole.signals[np.isin(whole.transactions, some.transactions)])


def test_so_large_a_share_is_kept_that_the_bound_is_about_met():
    assert kept_share(1000, 4000) == 1.0
    assert kept_share(1_000_000, 400_000) == 0.2
    assert kept_share(0, 400_000) == 1.0
    ids = np.random.default_rng(1).integers(0, 2**64, 10_000, dtype=np.uint64)
    assert 1900 < is_kept(ids, 0.2).sum() < 2100
    assert is_kept(ids, 1.0).all()
