"""Identifiers that several subjects use, and what their users do across borders: see `streams.flows.ring`."""

from __future__ import annotations

import numpy as np

from streams.flows.flowed import Arrived, Flowed
from streams.flows.kept import Kept
from streams.flows.links import is_habit
from streams.flows.ring import (
    ADDRESS,
    INVOICE,
    Holder,
    Leg,
    Legs,
    Shared,
    Sighting,
    first,
    mirrored,
    ring_key,
)
from streams.intake.parties import hash64
from streams.movement import NO_FLOW, ChannelCode, MovementFlag, Movements, Words
from streams.settings import Settings
from streams.signals.balance import COMMISSION_TO
from streams.signals.family import DAY_US
from streams.subject.advance import Status
from streams.subject.subjects import Applied, Subjects

LEG_WIDTH_US = 7 * DAY_US
LEGS_MAX = 128
"""Payments across borders remembered of an identifier, and told of by a user that hears that it is shared."""
LEG_VALUE_LEAST = 1000
"""Units of the base currency. Smaller payments settle nothing; from here on the FATF (Recommendation 16) wants both
parties to a transfer named."""
_NO_LEGS = frozenset({INVOICE, ADDRESS})
"""Kinds of identifiers that say nothing of who acts for whom."""
_RETAIL = (int(ChannelCode.CASH), int(ChannelCode.CARD))
_IDENTIFIED, _NO_FLOW, _FOREIGN = int(MovementFlag.IDENTIFIED), int(NO_FLOW), int(MovementFlag.FOREIGN)


class Rings:
    """Both sides of it: subjects that tell of identifiers, and identifiers that tell their users."""

    def __init__(self, settings: Settings, subjects: Subjects) -> None:
        self._unit = subjects.unit
        self._known_us = round(settings.flow_known_days * DAY_US)
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
            pairs = mirrored(kept.legs.values(), LEG_WIDTH_US, COMMISSION_TO)
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
            words = self._subjects.row_words(slot, row)
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
        holder = Holder(
            self._subjects.keys[slot].decode(),
            words.transaction,
            time_us,
            max(int(self._subjects.history.rows[row]["value"]), 0),
            words.amount,
            words.currency,
        )
        issuer = words.counterparty if kind == INVOICE else ""
        flowed.send(ring_key(mark), slot, Sighting(kind, mark, holder, issuer))

    def _seen(self, kept: Kept, sighting: Sighting, flowed: Flowed) -> bool:
        """Take a sighting in; whether it is of a user who was not known."""
        seen = sighting.holder
        known = kept.holders.get(seen.subject)
        if known is None and len(kept.holders) >= self._settings.flow_users_max:
            flowed.dropped["users"] += 1
            return False
        kept.holders[seen.subject] = first(known, seen)
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
        start, rows = self._subjects.history_of(slot)
        found = np.flatnonzero(rows["country"] != 0)
        for row in (start + found[-LEGS_MAX:]).tolist():
            self._tell_leg(slot, row, mark, flowed)

    def _tell_leg(self, slot: int, row: int, mark: int, flowed: Flowed) -> None:
        this = self._subjects.history.rows[row]
        flags, value = int(this["flags"]), int(this["value"])
        if flags & _NO_FLOW or value < LEG_VALUE_LEAST * self._unit or int(this["channel"]) in _RETAIL:
            return
        start, _ = self._subjects.history_of(slot)
        if is_habit(self._subjects.history.rows, start, row, self._known_us):
            return
        words = self._subjects.row_words(slot, row)
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


def _bounded(kept: Kept) -> int:
    """Forget the oldest payments across borders beyond the bound; how many."""
    surplus = len(kept.legs) - LEGS_MAX
    if surplus > 0:
        oldest = sorted(kept.legs, key=lambda name: (kept.legs[name].time_us, name))[:surplus]
        for name in oldest:
            del kept.legs[name]
    return max(surplus, 0)
