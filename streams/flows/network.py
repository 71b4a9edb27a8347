"""The flows of some subjects: tokens come in, are joined with payments, and go on to the next subject.

A payment out and a token may come in either order. A payment extends the tokens that are there, a token is extended by
the payments that are there; so the same tokens are emitted in the end, whichever is first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from streams.flows.flowed import Arrived, Flowed, decode
from streams.flows.join import Passed, Reach, begun, continued, foremost, tainted
from streams.flows.links import (
    DROPPED,
    LINK,
    Rules,
    batch_links,
    is_habit,
    new_room,
    onward_links,
    passed_on_from,
    payment_links,
)
from streams.flows.rings import Rings
from streams.flows.token import UNKNOWN_AGE, Crime, Hop, Token
from streams.movement import UNKNOWN_DAY, Movements, Words
from streams.settings import Settings
from streams.signals.family import DAY_US, HOUR_US
from streams.subject.episode import Episode
from streams.subject.subjects import Applied, Subjects

KEEP_DAYS = 120
"""Tokens are kept for the 30 days that signals look back, and much longer: where a stream is read again at full speed,
partitions are weeks of event time apart, and tokens come late."""
_LINKS_MAX = 256
"""Payments in whose money one payment out passes on, where those of a crime are summed up."""
_LINKS_AT_ONCE = 4096


class Network:
    """Joins tokens and payments of the subjects that this worker holds."""

    def __init__(self, settings: Settings, subjects: Subjects) -> None:
        self._settings = settings
        self._subjects = subjects
        self._rings = Rings(settings, subjects)
        self._rules = Rules(
            settings.history_movements,
            round(settings.flow_rest_days * DAY_US),
            round(settings.flow_pool_hours * HOUR_US),
            round(settings.flow_known_days * DAY_US),
            settings.flow_min_share,
            settings.flow_hub_counterparties,
            settings.flow_links_max,
        )
        self._every_link = self._rules._replace(share=0.0, links=max(settings.flow_links_max, _LINKS_MAX))
        self._reach = Reach(settings.flow_hops_max, settings.flow_min_kept)
        self._room = new_room(settings.history_movements, self._every_link.links)
        self._links = np.zeros(max(_LINKS_AT_ONCE, 2 * settings.flow_links_max), dtype=LINK)

    def warm_up(self, slot: int) -> None:
        """Compile what `join` does not compile by itself, on a subject with one movement."""
        start, rows = self._subjects.history_of(slot)
        history = self._subjects.history.rows
        passed_on_from(history, start, len(rows), 0, np.uint64(0), self._rules.rest_us)
        onward_links(history, start, len(rows), start, self._rules, self._room, self._links, False)
        payment_links(history, start, start, self._every_link, self._room, self._links)
        is_habit(history, start, start, self._rules.known_us)

    def receive(self, partition: int, records: Sequence[tuple[bytes, bytes, int]], flowed: Flowed) -> None:
        """Take in records of `flows`: key, value, offset. Raises msgspec.MsgspecError where one is none."""
        subjects = self._subjects
        self._rings.begin()
        slots = subjects.locate(partition, [key for key, _, _ in records]).tolist()
        for slot, (_, value, offset) in zip(slots, records, strict=True):
            kept = subjects.kept_of(slot)
            if offset <= kept.position:
                continue
            kept.position = offset
            flowed.touched.add(slot)
            record = decode(value)
            if not isinstance(record, Token):
                self._rings.take(Arrived(slot, record, partition, offset), kept, flowed)
            elif record.holds_more(kept.tokens.get(record.id)):
                kept.tokens[record.id] = record
                flowed.arrived.append(Arrived(slot, record, partition, offset))
        self._rings.answer(flowed)

    def join(self, movements: Movements, applied: Applied, flowed: Flowed) -> None:
        """Extend paths by the payments of a batch, and by those before it what has arrived meanwhile."""
        passing: dict[int, list[Passed]] = defaultdict(list)
        start = 0
        while start < len(movements):
            count, start = batch_links(
                movements,
                applied.slots,
                applied.status,
                applied.sequences,
                self._subjects.heads,
                self._subjects.history.rows,
                start,
                self._rules,
                self._room,
                self._links,
            )
            found = self._links[:count].tolist()
            for at, *link in found:
                slot = int(applied.slots[at])
                passing[at].append(self._passed(slot, *link))
        for at, several in passing.items():
            self._pass_on(int(applied.slots[at]), several, flowed)
        for arrived in flowed.arrived:
            if isinstance(arrived.record, Token):
                self._catch_up(arrived.slot, arrived.record, flowed)
        self._rings.look(movements, applied, flowed)
        for reason, count in zip(DROPPED, self._room.dropped.tolist(), strict=True):
            flowed.dropped[reason] += count
        self._room.dropped[:] = 0

    def taint(self, slot: int, episode: Episode, crimes: tuple[str, ...], since_us: int, flowed: Flowed) -> None:
        """Let the payments so far since a time that are evidence of an alert, or pass such money on, carry its
        crimes."""
        start, rows = self._subjects.history_of(slot)
        since = np.flatnonzero((rows["outward"] == 1) & (rows["time_us"] >= since_us))
        for row in (start + since).tolist():
            self.taint_payment(slot, row, episode, crimes, flowed)

    def taint_payment(self, slot: int, row: int, episode: Episode, crimes: tuple[str, ...], flowed: Flowed) -> None:
        """The same for one payment, by its arena row. Here the parts count together, however small each is."""
        history = self._subjects.history.rows
        evidence = episode.evidence
        minor = int(history[row]["value"])
        if int(history[row]["transaction"]) not in evidence:
            start = int(self._subjects.heads[slot]["history_start"])
            count = payment_links(history, start, row, self._every_link, self._room, self._links)
            marks = history["transaction"]
            links = self._links[:count].tolist()
            held = sum(taken for _, _, received, taken, *_ in links if int(marks[received]) in evidence)
            if held < self._rules.share * minor:
                return
            minor = held
        words = self._subjects.row_words(slot, row)
        if minor > 0 and words.counterparty:
            paid = _hop(history[row], words, self._subjects.keys[slot].decode(), UNKNOWN_AGE, 0)
            crime = Crime(episode.alert, episode.typology, crimes)
            self._send(words.counterparty, tainted(crime, paid, minor), flowed)

    def trim(self, flowed: Flowed) -> None:
        """Keep what is kept of each touched subject within bounds."""
        for slot in flowed.touched:
            newest = int(self._subjects.heads[slot]["last_time_us"])
            kept = self._subjects.kept_of(slot)
            flowed.dropped["tokens"] += kept.trim(newest, KEEP_DAYS * DAY_US, self._settings.flow_tokens_max)

    def _pass_on(self, slot: int, several: Sequence[Passed], flowed: Flowed) -> None:
        """Send what one payment, with all its links, makes of the tokens that are there."""
        kept = self._subjects.kept[slot]
        receiver = several[0].receiver
        found: list[Token] = []
        for passed in several:
            token = begun(passed)
            if token is not None:
                found.append(token)
            if kept is not None and kept.tokens:
                for entering in kept.entering(passed.received_mark):
                    self._continue(entering, passed, found, flowed)
        self._emit(receiver, found, flowed)

    def _catch_up(self, slot: int, token: Token, flowed: Flowed) -> None:
        """Extend a token by the payments that were there before it."""
        history, links, last = self._subjects.history.rows, self._links, token.last
        head = self._subjects.heads[slot]
        start, length = int(head["history_start"]), int(head["history_length"])
        row = passed_on_from(history, start, length, last.time_us, np.uint64(last.mark), self._rules.rest_us)
        if row < 0:
            return  # a payment in that waits for its turn will find the token here
        is_cut = int(head["history_first"]) > 0
        count = onward_links(history, start, length, row, self._rules, self._room, links, is_cut)
        for _, *link in links[:count].tolist():
            found: list[Token] = []
            passed = self._passed(slot, *link)
            self._continue(token, passed, found, flowed)
            self._emit(passed.receiver, found, flowed)

    def _continue(self, token: Token, passed: Passed, found: list[Token], flowed: Flowed) -> None:
        longer, ended = continued(token, passed, self._reach)
        flowed.dropped["hops"] += ended.hops
        flowed.dropped["kept"] += ended.kept
        if longer is not None:
            found.append(longer)

    def _emit(self, receiver: str, tokens: Sequence[Token], flowed: Flowed) -> None:
        most = self._settings.flow_fanout_max
        for token in tokens if len(tokens) <= most else foremost(tokens, most):
            self._send(receiver, token, flowed)
        flowed.dropped["fanout"] += max(len(tokens) - most, 0)

    def _send(self, receiver: str, token: Token, flowed: Flowed) -> None:
        key = receiver.encode()
        if token.holds_more(flowed.tokens.get((key, token.id))):
            flowed.tokens[key, token.id] = token
            flowed.send(key, token.id, token)

    def _passed(self, slot: int, paid: int, received: int, taken: int, receivers: int, habit: int) -> Passed:
        subject = self._subjects.keys[slot].decode()
        out, came = self._subjects.row_words(slot, paid), self._subjects.row_words(slot, received)
        rows = self._subjects.history.rows
        opened = int(self._subjects.heads[slot]["opened_day"])
        time_us = int(rows[paid]["time_us"])
        age = UNKNOWN_AGE if opened == UNKNOWN_DAY else max(time_us // DAY_US - opened, 0)
        return Passed(
            _hop(rows[received], came, came.counterparty, UNKNOWN_AGE, 0) if came.counterparty else None,
            int(rows[received]["transaction"]),
            _hop(rows[paid], out, subject, age, receivers),
            out.counterparty,
            taken,
            bool(habit),
        )


def _hop(row: np.void, words: Words, payer: str, age: int, receivers: int) -> Hop:
    value = int(row["value"])
    return Hop(
        payer,
        words.transaction,
        int(row["transaction"]),
        int(row["time_us"]),
        value,
        words.amount,
        words.currency,
        value,
        age,
        receivers,
        int(row["invoice"]) != 0,
    )
