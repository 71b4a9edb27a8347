"""The subjects of the partitions that this worker holds, decoded and ready for the compiled step.

Compiled code sees four things: the array of heads, the two arenas and the batch. What it cannot hold, the words of each
movement and the open episodes, lies in lists beside the heads, by the same slot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.dispositions.decision import Decided, decided_change, load_decided
from streams.flows.kept import Kept, kept_change, load_kept
from streams.movement import UNKNOWN_DAY, UNKNOWN_INCOME, Movements, Words, decode_words
from streams.signals.registry import WIDTH
from streams.signals.scratch import new_scratch
from streams.subject.advance import COUNTED_FIELDS, Status, advance
from streams.subject.arena import Arena
from streams.subject.codec import chunk_key, decode, encode_changes
from streams.subject.episode import Episode
from streams.subject.layout import CHUNK_ROWS, DAY_DTYPE, HISTORY_DTYPE, SUBJECT_DTYPE, SubjectRow
from streams.subject.place import Places
from streams.subject.store import Change, Store

_CLEAN = np.iinfo(np.int64).max
"""`history_dirty` and `days_dirty` of a subject with nothing to write."""
_BLANK = np.zeros((), dtype=SUBJECT_DTYPE)
_NEVER = -1
"""`position` of a subject that no movement has touched."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a subject's state, and of how many are kept decoded."""

    movements: int
    days: int
    cached: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch did. All arrays run along the batch."""

    matrix: npt.NDArray[np.float64]
    """Rows: movements, columns: signals in registry order; nan rows for movements that were not applied."""
    status: npt.NDArray[np.int8]
    """Status of each movement."""
    slots: npt.NDArray[np.int64]
    sequences: npt.NDArray[np.int64]
    """Number of movements that the subject had before each, -1 where it was not applied."""
    kinds: npt.NDArray[np.uint8]
    """PartyCode of the subject at each movement."""
    counted: npt.NDArray[np.int64]
    """Columns: COUNTED_FIELDS of `streams.subject.advance`; -1 where the law counts nothing together with it."""

    @property
    def is_new(self) -> npt.NDArray[np.bool_]:
        """Which movements were applied, late ones too; the others have no signals."""
        new: npt.NDArray[np.bool_] = (self.status == Status.APPLIED) | (self.status == Status.LATE)
        return new


class Subjects:
    """Decoded subjects over a store."""

    def __init__(self, store: Store, bounds: Bounds, unit: float) -> None:
        """`unit` is the number of minor units in one unit of the base currency."""
        self.store = store
        self._bounds = bounds
        self.unit = unit
        """Minor units in one unit of the base currency."""
        self._scratch = new_scratch(bounds.movements)
        self.history = Arena(HISTORY_DTYPE)
        self.days = Arena(DAY_DTYPE)
        self.heads: npt.NDArray[Any] = np.zeros(1024, dtype=SUBJECT_DTYPE)
        self.words: list[list[bytes]] = []
        self.episodes: list[list[Episode]] = []
        self.kept: list[Kept | None] = []
        """Of the flows; None for nothing."""
        self.decided: list[Decided | None] = []
        """What analysts decided; None for nothing, as for nearly all."""
        self.redecided: set[int] = set()
        """Slots whose decisions changed since they were last written."""
        self.keys: list[bytes] = []
        self._partition_of: list[int] = []
        self._slots: dict[int, dict[bytes, int]] = {}
        self._free: list[int] = []
        self._touched = np.zeros(1024, dtype=np.int64)
        self._batch = 0

    def __len__(self) -> int:
        """Subjects held decoded."""
        return sum(len(slots) for slots in self._slots.values())

    def open(self, partition: int) -> None:
        """Begin to hold a partition, whose store is restored."""
        self._slots[partition] = {}

    def close(self, partition: int) -> None:
        """Drop everything decoded of a partition."""
        for slot in self._slots.pop(partition, {}).values():
            self._release(slot)

    def forget(self, partition: int, keys: Sequence[bytes]) -> None:
        """Drop subjects without writing them, so that they are read again as the store has them."""
        slots = self._slots[partition]
        for key in set(keys):
            slot = slots.pop(key, None)
            if slot is not None:
                self._release(slot)

    def locate(self, partition: int, keys: Sequence[bytes]) -> npt.NDArray[np.int64]:
        """The slots of subjects, read from the store or begun where they are not held yet."""
        held = self._slots[partition]
        found = [held.get(key, -1) for key in keys]
        if -1 in found:
            for i, slot in enumerate(found):
                if slot < 0:
                    key = keys[i]
                    slot = held.get(key, -1)
                    found[i] = slot if slot >= 0 else self._load(partition, key)
        return np.array(found, dtype=np.int64)

    def apply(
        self,
        movements: Movements,
        words: Sequence[bytes],
        places: Places,
        slots: npt.NDArray[np.int64],
    ) -> Applied:
        """Apply a batch in order; arguments run along it, a subject's places grow."""
        self._batch += 1
        self._touched[slots] = self._batch
        self._reserve(slots)
        matrix = np.empty((len(movements), WIDTH))
        status = np.empty(len(movements), dtype=np.int8)
        place = np.empty(len(movements), dtype=np.int64)
        sequences = np.empty(len(movements), dtype=np.int64)
        kinds = np.empty(len(movements), dtype=np.uint8)
        counted = np.empty((len(movements), len(COUNTED_FIELDS)), dtype=np.int64)
        advance(
            movements,
            places,
            slots,
            self.heads,
            self.history.rows,
            self.days.rows,
            self._bounds.movements,
            self._bounds.days,
            self.unit,
            self._scratch,
            matrix,
            status,
            place,
            sequences,
            kinds,
            counted,
        )
        for slot, at, text, state in zip(slots.tolist(), place.tolist(), words, status.tolist(), strict=True):
            if state == Status.APPLIED:
                self.words[slot].append(text)
            elif state == Status.LATE:
                self.words[slot].insert(at, text)
        return Applied(matrix, status, slots, sequences, kinds, counted)

    def partition_of(self, slot: int) -> int:
        """The partition of `movements` that a subject belongs to."""
        return self._partition_of[slot]

    def row(self, slot: int, sequence: int) -> int:
        """The arena row of the movement of this sequence."""
        start, rows = self.history_of(slot)
        return start + int(np.flatnonzero(rows["sequence"] == sequence)[0])

    def visible(self, slot: int, sequence: int, time_us: int) -> npt.NDArray[np.int64]:
        """Arena rows that the movement of this sequence saw: arrived by then, not later in event time, within the
        bound."""
        start, rows = self.history_of(slot)
        arrived = np.flatnonzero(rows["sequence"] <= sequence)[-self._bounds.movements :]
        seen = arrived[rows["time_us"][arrived] <= time_us]
        # One that came later than the bound allows saw itself alone.
        return start + (seen if len(seen) else np.flatnonzero(rows["sequence"] == sequence))

    def history_of(self, slot: int) -> tuple[int, npt.NDArray[Any]]:
        """The arena row of the oldest movement kept of a subject, and all that are kept."""
        head = self.heads[slot]
        start = int(head["history_start"])
        return start, self.history.rows[start : start + int(head["history_length"])]

    def row_words(self, slot: int, row: int) -> Words:
        """The words of one arena row."""
        return decode_words(self.words[slot][row - int(self.heads[slot]["history_start"])])

    def rows_words(self, slot: int, rows: npt.NDArray[np.int64]) -> list[bytes]:
        """The words of arena rows of one subject."""
        start = int(self.heads[slot]["history_start"])
        texts = self.words[slot]
        return [texts[row - start] for row in rows.tolist()]

    def kept_of(self, slot: int) -> Kept:
        """What a subject keeps of the flows, begun where there is nothing yet."""
        kept = self.kept[slot]
        if kept is None:
            kept = self.kept[slot] = Kept()
        return kept

    def decided_of(self, slot: int) -> Decided:
        """What was decided about a subject, begun where there is nothing yet; it is written with the next changes."""
        self.redecided.add(slot)
        decided = self.decided[slot]
        if decided is None:
            decided = self.decided[slot] = Decided()
        return decided

    def changes(self, slots: npt.NDArray[np.int64], flowed: Collection[int] = ()) -> Iterator[tuple[int, list[Change]]]:
        """For each distinct subject: its partition and the records that write it, which belong into one record batch.

        `flowed` are the subjects whose flows changed. They share a batch with the head, as decisions do, because their
        version rests on its position.
        """
        distinct = np.unique(slots)
        trimmed = {slot: self._trim(slot) for slot in distinct[self._overlong(distinct)].tolist()}
        rows = self.heads[distinct].tolist()
        self.heads["history_dirty"][distinct] = _CLEAN
        self.heads["days_dirty"][distinct] = _CLEAN
        history, days = self.history.bytes(), self.days.bytes()
        for slot, fields in zip(distinct.tolist(), rows, strict=True):
            changes = encode_changes(
                self.keys[slot], SubjectRow._make(fields), history, self.words[slot], days, self.episodes[slot]
            )
            if slot in trimmed:
                changes = [*trimmed[slot], *changes]
            changes.extend(self._beside(slot, flowed))
            yield self._partition_of[slot], changes
        for slot in sorted({*flowed, *self.redecided}.difference(distinct.tolist())):
            yield self._partition_of[slot], list(self._beside(slot, flowed))
        self.redecided.clear()

    def _beside(self, slot: int, flowed: Collection[int]) -> Iterator[Change]:
        """The records that changed beside the head."""
        key, position = self.keys[slot], int(self.heads[slot]["position"])
        if slot in flowed:
            yield kept_change(key, position, self.kept_of(slot))
        decided = self.decided[slot]
        if slot in self.redecided and decided is not None:
            yield decided_change(key, position, decided)

    def evict(self) -> int:
        """Drop the longest untouched subjects above the bound, all of which the store holds; how many."""
        surplus = len(self) - self._bounds.cached
        if surplus <= 0:
            return 0
        surplus += self._bounds.cached // 10
        held = np.array([slot for slots in self._slots.values() for slot in slots.values()], dtype=np.int64)
        oldest = held[np.argsort(self._touched[held], kind="stable")[:surplus]]
        for slot in oldest.tolist():
            del self._slots[self._partition_of[slot]][self.keys[slot]]
            self._release(slot)
        return len(oldest)

    def _reserve(self, slots: npt.NDArray[np.int64]) -> None:
        """Give every subject room for all that the batch may add: one row, and at most two days, for each movement."""
        distinct, counts = np.unique(slots, return_counts=True)
        for field, arena, extra in (("history", self.history, counts), ("days", self.days, 2 * counts)):
            start, capacity = self.heads[f"{field}_start"], self.heads[f"{field}_capacity"]
            needed = self.heads[f"{field}_length"][distinct] + extra
            short = np.flatnonzero(needed > capacity[distinct])
            for slot, rows in zip(distinct[short].tolist(), needed[short].tolist(), strict=True):
                length = int(self.heads[f"{field}_length"][slot])
                start[slot], capacity[slot] = arena.grow(int(start[slot]), int(capacity[slot]), length, rows)

    def _overlong(self, slots: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which subjects have a whole chunk beyond a bound."""
        heads = self.heads[slots]
        return (heads["history_length"] >= self._bounds.movements + CHUNK_ROWS) | (
            heads["days_length"] >= self._bounds.days + CHUNK_ROWS
        )

    def _trim(self, slot: int) -> list[Change]:
        """Drop whole chunks beyond the bounds; the records that delete them."""
        head = self.heads[slot]
        changes: list[Change] = []
        for field, arena, kind, bound in (
            ("history", self.history, b"h", self._bounds.movements),
            ("days", self.days, b"d", self._bounds.days),
        ):
            length = int(head[f"{field}_length"])
            dropped = max(length - bound, 0) // CHUNK_ROWS * CHUNK_ROWS
            if not dropped:
                continue
            start, first = int(head[f"{field}_start"]), int(head[f"{field}_first"])
            arena.rows[start : start + length - dropped] = arena.rows[start + dropped : start + length].copy()
            head[f"{field}_length"], head[f"{field}_first"] = length - dropped, first + dropped
            if kind == b"h":
                del self.words[slot][:dropped]
            chunks = range(first // CHUNK_ROWS, (first + dropped) // CHUNK_ROWS)
            changes.extend((chunk_key(self.keys[slot], kind, number), None) for number in chunks)
        return changes

    def _load(self, partition: int, key: bytes) -> int:
        state = decode(key, self.store, partition)
        slot = self._take_slot()
        self.keys[slot], self._partition_of[slot] = key, partition
        self._slots[partition][key] = slot
        head = self.heads[slot]
        head["position"], head["opened_day"] = _NEVER, UNKNOWN_DAY
        head["born_day"], head["declared_income"] = UNKNOWN_DAY, UNKNOWN_INCOME
        if state is not None:
            saved = state.head
            head["position"], head["sequence"] = state.position, saved.sequence
            head["position_us"], head["position_transaction"] = saved.position_us, saved.position_transaction
            head["position_tie"] = saved.position_tie
            head["first_seen_us"], head["last_time_us"], head["late"] = (
                saved.first_seen_us,
                saved.last_time_us,
                saved.late,
            )
            head["opened_day"], head["kind"] = saved.opened_day, saved.kind
            head["born_day"], head["profile"] = saved.born_day, saved.profile
            head["declared_income"] = saved.declared_income
            for field, arena, rows in (("history", self.history, state.history), ("days", self.days, state.days)):
                start, capacity = arena.allocate(len(rows) + 1)
                arena.rows[start : start + len(rows)] = rows
                head[f"{field}_start"], head[f"{field}_capacity"], head[f"{field}_length"] = start, capacity, len(rows)
            head["history_first"], head["days_first"] = saved.history_first, saved.days_first
            self.words[slot], self.episodes[slot] = state.words, saved.episodes
        head["history_dirty"] = head["days_dirty"] = _CLEAN
        self.kept[slot] = load_kept(key, self.store, partition)
        self.decided[slot] = load_decided(key, self.store, partition)
        return slot

    def _take_slot(self) -> int:
        if self._free:
            slot = self._free.pop()
        else:
            slot = len(self.keys)
            self.keys.append(b"")
            self._partition_of.append(-1)
            self.words.append([])
            self.episodes.append([])
            self.kept.append(None)
            self.decided.append(None)
            if slot == len(self.heads):
                self.heads = np.concatenate([self.heads, np.zeros(slot, dtype=SUBJECT_DTYPE)])
                self._touched = np.concatenate([self._touched, np.zeros(slot, dtype=np.int64)])
        self.heads[slot] = _BLANK
        return slot

    def _release(self, slot: int) -> None:
        head = self.heads[slot]
        self.history.release(int(head["history_start"]), int(head["history_capacity"]))
        self.days.release(int(head["days_start"]), int(head["days_capacity"]))
        self.words[slot], self.episodes[slot], self.keys[slot], self.kept[slot] = [], [], b"", None
        self.decided[slot] = None
        self.redecided.discard(slot)
        self._free.append(slot)
