"""The rows that a model is trained on: the signals of every movement of a file, each from its subject's past alone.

The file goes through the worker's own judgement (`streams.offline`) in event-time order. Which rows are kept of a large
file depends on the hash of the transaction's id and on nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from models.features import candidates
from streams.backtest.reading import Stream, read
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.vocabulary import Vocabulary
from streams.intake.parties import hash64
from streams.movement import Movements
from streams.offline import Offline, Refused
from streams.reference import Reference
from streams.replay import open_source
from streams.settings import Settings
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.subjects import Applied, Subjects

ROWS_MAX = 400_000
"""Rows kept at most, about; 1.7 kB of memory each."""
_MOVEMENTS_EACH = 2
"""Movements that a transaction makes, as a rule."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All arrays run along the movements."""

    signals: npt.NDArray[np.float32]
    """Columns: the candidates of `models.features`, in the order of the registry."""
    kinds: npt.NDArray[np.uint8]
    """PartyCode of the subject."""
    times_us: npt.NDArray[np.int64]
    """Event time, microseconds since 1970-01-01 UTC."""
    transactions: npt.NDArray[np.uint64]
    """Hash of the transaction's id."""
    subjects: npt.NDArray[np.uint64]
    """Hash of the subject's id."""

    def __len__(self) -> int:
        """Movements."""
        return len(self.times_us)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(
            self.signals[chosen],
            self.kinds[chosen],
            self.times_us[chosen],
            self.transactions[chosen],
            self.subjects[chosen],
        )


class Reading(msgspec.Struct, frozen=True):
    """What was read of a file."""

    transactions: int
    """Those that could be used."""
    rejected: dict[str, int]
    """Records that the worker would reject, by reason."""
    movements: int
    kept_share: float
    """Share of transactions whose movements are rows; 1 for all."""
    keys: tuple[int | None, ...] = ()
    """For each record of the file the hash of its transaction's id, None where it was rejected or held several."""


def gather(
    file: Path, mapping: Path | None, settings: Settings, reference: Reference, rows_max: int = ROWS_MAX
) -> tuple[Rows, Reading]:
    """The rows of a file; raises MappingError where it cannot be read."""
    collector, refused = _Collector(), list[Refused]()
    catalogue = Catalogue.of([], Vocabulary.of(SIGNALS))
    offline = Offline(catalogue, settings, reference, observe=collector.observe, refuse=refused.append)
    stream = read(file, open_source(file, mapping), settings)
    collector.keep = kept_share(len(stream.transactions), rows_max)
    for _ in offline.judge(stream.transactions):
        pass
    rejected = Counter(each.reason for each in stream.rejected)
    rejected.update(each.rejection.reason.value for each in refused)
    # Of two with other content the first one is judged, and keeps its label.
    gone = {each.transaction for each in refused if each.subject is None}
    return collector.rows(), Reading(
        transactions=len(stream.transactions) - len(refused),
        rejected=dict(sorted(rejected.items())),
        movements=collector.movements,
        kept_share=collector.keep,
        keys=_keys(stream, gone),
    )


def _keys(stream: Stream, gone: Set[str]) -> tuple[int | None, ...]:
    """For each record the hash of its transaction's id, as in `Reading`; `gone` are those that were refused."""
    of_row: dict[int, list[str]] = defaultdict(list)
    for row, transaction in zip(stream.rows, stream.transactions, strict=True):
        of_row[row].append(transaction.id)
    several = (of_row.get(row, []) for row in range(stream.rows_read))
    return tuple(hash64(held[0].encode()) if len(held) == 1 and held[0] not in gone else None for held in several)


def kept_share(transactions: int, rows_max: int) -> float:
    """The share of transactions to keep, so that there are about `rows_max` rows at most."""
    return min(1.0, rows_max / (_MOVEMENTS_EACH * transactions)) if transactions else 1.0


def is_kept(transactions: npt.NDArray[np.uint64], share: float) -> npt.NDArray[np.bool_]:
    """Which transactions, by the hash of their id, belong to a sample of this share."""
    return transactions.astype(np.float64) < share * 2.0**64 if share < 1.0 else np.ones(len(transactions), np.bool_)


class _Collector:
    """Keeps what the judgement computes for each movement."""

    def __init__(self) -> None:
        self.keep = 1.0
        self.movements = 0
        self._columns = np.array([INDEX[each.name] for each in candidates()], dtype=np.intp)
        self._parts: list[Rows] = []

    def observe(self, movements: Movements, applied: Applied, subjects: Subjects) -> None:
        """See a batch. What a subject held already has no signals."""
        new = applied.is_new
        self.movements += int(new.sum())
        chosen = new & is_kept(movements["transaction"], self.keep)
        self._parts.append(
            Rows(
                applied.matrix[chosen][:, self._columns].astype(np.float32),
                applied.kinds[chosen],
                movements["time_us"][chosen],
                movements["transaction"][chosen],
                _hashes(subjects.keys[slot] for slot in applied.slots[chosen].tolist()),
            )
        )

    def rows(self) -> Rows:
        """Everything kept."""
        return _joined(self._parts)


def _hashes(keys: Iterable[bytes]) -> npt.NDArray[np.uint64]:
    return np.fromiter(map(hash64, keys), dtype=np.uint64)


def _joined(parts: Sequence[Rows]) -> Rows:
    if not parts:
        none = np.empty(0, np.uint64)
        return Rows(
            np.empty((0, len(candidates())), np.float32), none.astype(np.uint8), none.astype(np.int64), none, none
        )
    return Rows(
        np.concatenate([part.signals for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.times_us for part in parts]),
        np.concatenate([part.transactions for part in parts]),
        np.concatenate([part.subjects for part in parts]),
    )
