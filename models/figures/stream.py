"""A labelled stream in the form of AMLGentex, judged once: what every system that is measured starts from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from models.features import candidates
from models.quality.patterns import Pattern, patterns_of, transactions_of
from models.rows import Rows
from streams.backtest.reading import Stream
from streams.backtest.run import Judge, Observed
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.movement import Movements
from streams.offline import event_order
from streams.records import Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.subjects import Applied, Subjects

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """Arrays run along the movements, in the order in which they were judged; each transaction has two."""

    transactions: list[Transaction]
    """In the order of events."""
    rows: Rows
    """`transactions` and `subjects` are numbers from 0 on; `transactions` is the place in the list."""
    rules: Floats
    """The score of the typologies, see `streams.backtest.scores`."""
    accounts: list[str]
    """Names of subjects, by number."""
    labels: Flags
    """Whether the movement's transaction is laundering. A target alone."""
    patterns: Integers
    """Number of its pattern, -1 for honest ones. A target alone."""
    models: pl.DataFrame
    """Type and members of the patterns. Targets alone."""
    sha256: str

    def after(self, share: float) -> Flags:
        """The movements after this share of the stream's movements."""
        return self.rows.times_us >= np.quantile(self.rows.times_us, share, method="higher")

    def patterns_within(self, part: Flags) -> list[Pattern]:
        """The patterns as they show in a part of the stream: what happened before it is no part of them."""
        inside = part & self.labels
        number = dict(zip(self.rows.transactions[inside].tolist(), self.patterns[inside].tolist(), strict=True))
        places = sorted(number)
        frame = pl.DataFrame(
            {
                "id": [self.transactions[at].id for at in places],
                "time": [self.transactions[at].time.isoformat() for at in places],
                "patternID": [number[at] for at in places],
            },
            schema={"id": pl.String, "time": pl.String, "patternID": pl.Int64},
        )
        return patterns_of(frame, self.models)


class _Collector(Observed):
    """Keeps the signals of movements too."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self._columns = np.array([INDEX[each.name] for each in candidates()], dtype=np.intp)
        self.parts: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8], Integers, Integers]] = []

    def __call__(self, movements: Movements, applied: Applied, held: Subjects) -> None:
        super().__call__(movements, applied, held)
        kept = applied.is_new
        signals = applied.matrix[kept][:, self._columns].astype(np.float32)
        places = movements["input_offset"][kept].astype(np.int64)
        self.parts.append((signals, applied.kinds[kept], movements["time_us"][kept], places))


def judge(folder: Path) -> Judged:
    """Read a folder and judge its stream by the shipped catalogue; raises OSError or polars' errors."""
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    file = folder / "transactions.parquet"
    frame, models = pl.read_parquet(file), pl.read_csv(folder / "alert_models.csv")
    transactions = sorted(transactions_of(frame), key=event_order)
    collector = _Collector(catalogue)
    stream = Stream(transactions, list(range(len(transactions))), [], len(transactions))
    judged = Judge(Settings(), Reference.load()).judge(stream, catalogue, lambda _: None, collector)
    scores = collector.scores.frame(transactions, judged.raised)
    accounts = scores["subject"].unique(maintain_order=True).to_list()
    numbers = {name: number for number, name in enumerate(accounts)}
    signals, kinds, times_us, places = (np.concatenate(each) for each in zip(*collector.parts, strict=True))
    subjects = np.array([numbers[name] for name in scores["subject"].to_list()], np.uint64)
    # Runs of the generator may number its honest models too.
    laundering = pl.when(pl.col("isSAR") == 1).then("patternID").otherwise(-1)
    told = dict(frame.select("id", laundering).iter_rows())
    patterns = np.array([told[each.id] for each in transactions], np.int64)[places]
    return Judged(
        transactions=transactions,
        rows=Rows(signals, kinds, times_us, places.astype(np.uint64), subjects),
        rules=scores["score"].to_numpy(),
        accounts=accounts,
        labels=patterns >= 0,
        patterns=patterns,
        models=models,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
    )
