"""Identifiers that several subjects use, and what their users do across borders: see `streams.flows.ring`."""

from __future__ import annotations

import numpy as np

from streams.flows.flowed import Arrived, Flowed
from streams.flows.kept import Kept
from streams.flows.ring import (
    ADDRESS,
    INVOICE,
    Holder,
    Leg,
    Legs,
    Shared,
    Sighting,
    first,
    holder_of,
    mirrored,
    ring_key,
)
from streams.intake.parties import hash64
from streams.movement import NO_FLOW, ChannelCode, MovementFlag, Movements, Words, decode_words
from streams.settings import Settings
from streams.signals.family import DAY_US
from streams.subject.advance import Status
from streams.subject.subjects import Applied, Subjects

LEG_WIDTH_US = 7 * DAY_US
COMMISSION_MOST = 0.15
"""What a broker keeps of a settlement, at most; see `COMMISSION_TO` of `streams.signals.balance`."""
LEGS_MAX = 128
"""Payments across borders remembered of an identifier, and told of by a user that hears that it is shared."""
LEG_VALUE_LEAST = 1000
"""Units of the base currency. Smaller payments settle nothing; from here on the FATF (Recommendation 16) wants both
parties to a transfer named."""
LEG_KNOWN_US = 30 * DAY_US
"""Who paid or was paid by the same one longer ago than this does so by habit, such as for wages or family."""
_NO_LEGS = frozenset({INVOICE, ADDRESS})
"""Kinds of identifiers that say nothing of who acts for whom."""
_RETAIL = (int(ChannelCode.CASH), int(ChannelCode.CARD))
_IDENTIFIED, _NO_FLOW, _FOREIGN = int(MovementFlag.IDENTIFIED), int(NO_FLOW), int(MovementFlag.FOREIGN)


class Rings:
    """Both sides of it: subjects that tell of identifiers, and identifiers that tell their users."""

    def __init__(self, settings: Settings, subjects: Subjects) -> None:
        self._unit = subjects.unit
        self._settings = settings
        self._subjects = subjects
        self._news: dict[int, Sighting] = {}
        """Identifiers with a new user, by slot, and with a new payment across a border."""
        self._legs: dict[int, Leg] = {}

    def begin(self) -> None:
        """Forget what a step that failed has left behind: its slots may belong to others now."""
        self._news, self._legs = {}, {}

    def take(self, arrived: Arrived, kept: Kept, flowed: Flowed) -> None:
        """Take in a record that is not about money; `kept` is that of whoever it reached."""
        slot, record = arrived.slot, arrived.record
        match record:
            case Sighting():
                if self._seen(kept, record, flowed):
                    self._news[slot] = record
            case Leg():
                name = f"{record.subject} {record.transaction}"
                if name not in kept.legs:
                    kept.legs[name] = record
                    self._legs[slot] = record
                    flowed.dropped["legs"] += _bounded(kept)
            case Shared():
                known = kept.shared.get(record.mark)
                if known is None or len(record.holders) > len(known.holders):
                    kept.shared[record.mark] = record
                    flowed.arrived.append(arrived)
                    if known is None and record.kind not in _NO_LEGS:
                        self._tell_all_legs(slot, record.mark, flowed)
            case Legs():
                before = kept.mirrored.get(record.mark)
                if before is None or len(record.pairs) > len(before.pairs):
                    kept.mirrored[record.mark] = record
                    flowed.arrived.append(arrived)

    def answer(self, flowed: Flowed) -> None:
        """Tell the users of identifiers what is new."""
        for slot, sighting in self._news.items():
            self._tell_users(self._subjects.kept_of(slot), sighting, flowed)
        for slot, leg in self._legs.items():
            kept = self._subjects.kept_of(slot)
            pairs = mirrored(kept.legs.values(), LEG_WIDTH_US, COMMISSION_MOST)
            said = Legs(leg.mark, tuple(pairs))
            for subject in sorted({leg.subject for pair in pairs for leg in pair}):
                flowed.send(subject.encode(), leg.mark ^ 1, said)
        self.begin()

    def look(self, movements: Movements, applied: Applied, flowed: Flowed) -> None:
        """Tell the places of identifiers who uses them, once each, and of payments across borders."""
        placed = applied.status <= Status.LATE
        for at in np.flatnonzero(placed & ((movements["flags"] & _IDENTIFIED) != 0)).tolist():
            slot = int(applied.slots[at])
            row = self._subjects.row(slot, int(applied.sequences[at]))
            words = self._words(slot, row)
            for kind, mark in words.identifiers:
                self._sight(slot, kind, mark, row, words, flowed)
        for at in np.flatnonzero(placed & (movements["country"] != 0)).tolist():
            slot = int(applied.slots[at])
            kept = self._subjects.kept[slot]
            if kept is not None and kept.shared:
                row = self._subjects.row(slot, int(applied.sequences[at]))
                for shared in kept.shared.values():
                    if shared.kind not in _NO_LEGS:
                        self._tell_leg(slot, row, shared.mark, flowed)

    def _sight(self, slot: int, kind: str, mark: int, row: int, words: Words, flowed: Flowed) -> None:
        kept = self._subjects.kept_of(slot)
        if mark in kept.told:
            return
        if len(kept.told) >= self._settings.flow_identifiers_max:
            del kept.told[min(kept.told, key=lambda each: (kept.told[each], each))]
            flowed.dropped["identifiers"] += 1
        time_us = int(self._subjects.history.rows[row]["time_us"])
        kept.told[mark] = time_us
        flowed.touched.add(slot)
        sighting = Sighting(
            kind,
            mark,
            self._subjects.keys[slot].decode(),
            words.transaction,
            time_us,
            max(int(self._subjects.history.rows[row]["value"]), 0),
            words.amount,
            words.currency,
            words.counterparty if kind == INVOICE else "",
        )
        flowed.send(ring_key(mark), slot, sighting)

    def _seen(self, kept: Kept, sighting: Sighting, flowed: Flowed) -> bool:
        """Take a sighting in; whether it is of a user who was not known."""
        known = kept.holders.get(sighting.subject)
        if known is None and len(kept.holders) >= self._settings.flow_users_max:
            flowed.dropped["users"] += 1
            return False
        kept.holders[sighting.subject] = first(known, holder_of(sighting))
        return known is None

    def _tell_users(self, kept: Kept, sighting: Sighting, flowed: Flowed) -> None:
        if len(kept.holders) < 2:
            return
        holders: tuple[Holder, ...] = tuple(kept.holders[name] for name in sorted(kept.holders))
        said = Shared(sighting.kind, sighting.mark, holders)
        told = {holder.subject for holder in holders} | ({sighting.issuer} if sighting.issuer else set())
        for subject in sorted(told):
            flowed.send(subject.encode(), sighting.mark, said)

    def _tell_all_legs(self, slot: int, mark: int, flowed: Flowed) -> None:
        """What was paid across borders before the identifier was known to be shared; the newest of it."""
        head = self._subjects.heads[slot]
        start, length = int(head["history_start"]), int(head["history_length"])
        rows = self._subjects.history.rows[start : start + length]
        found = np.flatnonzero(rows["country"] != 0)
        for row in (start + found[-LEGS_MAX:]).tolist():
            self._tell_leg(slot, row, mark, flowed)

    def _tell_leg(self, slot: int, row: int, mark: int, flowed: Flowed) -> None:
        this = self._subjects.history.rows[row]
        flags, value = int(this["flags"]), int(this["value"])
        if flags & _NO_FLOW or value < LEG_VALUE_LEAST * self._unit or int(this["channel"]) in _RETAIL:
            return
        if self._is_habit(slot, row):
            return
        words = self._words(slot, row)
        leg = Leg(
            mark,
            self._subjects.keys[slot].decode(),
            words.transaction,
            int(this["time_us"]),
            bool(this["outward"]),
            value,
            words.amount,
            words.currency,
            int(this["country"]),
            bool(flags & _FOREIGN),
        )
        flowed.send(ring_key(mark), hash64(f"{leg.subject} {leg.transaction}".encode()), leg)

    def _is_habit(self, slot: int, row: int) -> bool:
        this = self._subjects.history.rows[row]
        before = self._subjects.history.rows[int(self._subjects.heads[slot]["history_start"]) : row]
        same = (before["counterparty"] == this["counterparty"]) & (before["outward"] == this["outward"])
        return bool((same & (before["time_us"] <= this["time_us"] - LEG_KNOWN_US)).any())

    def _words(self, slot: int, row: int) -> Words:
        return decode_words(self._subjects.words[slot][row - int(self._subjects.heads[slot]["history_start"])])


def _bounded(kept: Kept) -> int:
    """Forget the oldest payments across borders beyond the bound; how many."""
    surplus = len(kept.legs) - LEGS_MAX
    if surplus > 0:
        oldest = sorted(kept.legs, key=lambda name: (kept.legs[name].time_us, name))[:surplus]
        for name in oldest:
            del kept.legs[name]
    return max(surplus, 0)
