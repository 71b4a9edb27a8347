"""Raise alerts of networks: what fired on the tokens of a subject.

Which token completes a pattern depends on the order in which tokens arrive, and no alert may. So these alerts have no
episodes. Their id comes from the path: from typology, subject, origin and a stretch of time as long as the typology's
window; what fires in it again is a revision, and the number of a revision comes from how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from math import floor, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from streams.alerts.episodes import stable_id, under_way
from streams.alerts.evidence import utc
from streams.alerts.published import KIND_NAMES, Raised, resumed, said_by, topic_of
from streams.alerts.risk import risk, severity
from streams.catalogue import explain
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.narrative import Currencies
from streams.catalogue.possible import can_hold
from streams.catalogue.program import Program
from streams.catalogue.typology import Typology
from streams.dispositions.desk import Desk
from streams.dispositions.holding import Facts, Held, items_of, parts_of, suppressed
from streams.flows.flowed import Flowed
from streams.flows.looks import Shape, Tally
from streams.flows.ring import Holder
from streams.flows.shapes import money_in
from streams.flows.sights import Sight
from streams.flows.token import Hop, Token
from streams.money import decimal_text
from streams.movement import Words, decode_words
from streams.records import Alert, AlertSubject, EvidenceItem, Origin, Path, Payment
from streams.settings import Settings
from streams.signals.flows import NETWORK
from streams.subject.subjects import Subjects

_ANSWERS_MAX = 65_536
"""Answers that are remembered to what is worth a look."""
PATHS_MAX = 20
"""Paths listed in an alert; the count and total are always of all of them."""


Observer = Callable[[str, Sight, npt.NDArray[np.float64]], None]
"""Sees the subject, each look at its tokens, and the signals of it as a row of the matrix."""


class _Weighed(NamedTuple):
    case: str
    weight: float


class NetworkAlarm:
    """Turns what fires on tokens into alerts; the state that it changes is which of them are published."""

    def __init__(
        self, settings: Settings, catalogue: Catalogue, subjects: Subjects, base_decimals: int, desk: Desk
    ) -> None:
        self._settings = settings
        self._subjects = subjects
        self._desk = desk
        self._decimals = base_decimals
        self._unit = float(10**base_decimals)
        self.observe: Observer | None = None
        self.use(catalogue)

    def use(self, catalogue: Catalogue) -> None:
        """Judge by this catalogue from now on."""
        self._digest = catalogue.digest
        self._windows_us = {typology.id: typology.window_us for typology in catalogue.typologies}
        self._vocabulary = catalogue.vocabulary
        self._typologies = [typology for typology in catalogue.typologies if not NETWORK.isdisjoint(typology.signals)]
        self._program = Program([typology.condition for typology in self._typologies])
        self._worth: dict[tuple[tuple[str, ...], Tally], tuple[Shape, ...]] = {}

    def worth(self, shapes: tuple[Shape, ...], most: Tally) -> tuple[Shape, ...]:
        """Those of some shapes that are read by a typology that can fire on tokens that come to so much.

        Most subjects have a path or two, of which nothing can come; to ask is much cheaper than to look at them.
        """
        if self.observe is not None:
            return shapes
        known = self._worth.get((shapes[0].names, most))
        if known is None:
            ceilings = {
                name: (0.0, ceiling)
                for shape in shapes
                for name, ceiling in zip(shape.names, shape.ceilings(most, self._unit), strict=True)
            }
            able = [typology for typology in self._typologies if can_hold(typology.condition, ceilings)]
            read = {name for typology in able for name in typology.signals}
            known = tuple(shape for shape in shapes if not read.isdisjoint(shape.names))
            if len(self._worth) >= _ANSWERS_MAX:
                self._worth.clear()
            self._worth[shapes[0].names, most] = known
        return known

    def raise_for(self, sights: Iterable[Sight], flowed: Flowed) -> Iterator[Raised]:
        """The alerts of sights, in their order."""
        several = list(sights)
        if self.observe is not None:
            for sight in several:
                self.observe(self._subjects.keys[sight.slot].decode(), sight, self._row(sight))
        if not several or not self._typologies:
            return
        columns = [np.array([sight.signals.get(name, np.nan) for sight in several]) for name in self._program.names]
        fired = self._program.run(columns, len(several))
        for row, column in np.argwhere(fired.T).tolist():
            raised = self._fired(several[row], self._typologies[column], flowed)
            if raised is not None:
                yield raised

    def _fired(self, sight: Sight, typology: Typology, flowed: Flowed) -> Raised | None:
        """An alert where it is new, or there is so much more than when it was published last."""
        subject = self._subjects.keys[sight.slot].decode()
        tokens = _behind(sight, typology)
        kept = self._subjects.kept_of(sight.slot)
        period = "" if sight.is_ring else str(sight.time_us // typology.window_us)
        name = stable_id([typology.id, subject, sight.about, period])
        revision = floor(log(max(len(tokens) + len(sight.holders), 1)) / log(1 + self._settings.revision_growth))
        known = kept.published.get(name)
        last = (revision, sight.time_us) if known is None else (max(revision, known[0]), max(sight.time_us, known[1]))
        if last != known:
            kept.published[name] = last
            flowed.touched.add(sight.slot)
        is_due = known is None or revision > known[0]
        decided = self._subjects.decided[sight.slot]
        was_held = decided.held.get(name, "") if decided is not None else ""
        if not is_due and not was_held:
            return None
        held = self._held(sight, typology, subject, tokens) if self._desk.may_hold(sight.slot, typology) else None
        if held is not None and not is_due:
            return None
        self._remember(sight.slot, name, held)
        if held is None:
            # The alert keeps its id: whoever closed it must be named for as long as it goes on.
            was_held = self._desk.closing(sight.slot, name, last[1] // 1000) or was_held
        return self._raised(sight, typology, name, last[0], known is None, tokens, period, held, was_held)

    def _held(self, sight: Sight, typology: Typology, subject: str, tokens: list[Token]) -> Held | None:
        """The decision that holds an alert back; the event time says which ones had been made."""
        evidence = self._evidence(subject, tokens, sight.holders)
        value = money_in(tokens) + sum(holder.value for holder in sight.holders)
        crimes = {*typology.crimes, *(crime for each in tokens if each.crime for crime in each.crime.crimes)}
        every = items_of(evidence, round(self._unit))
        parts = parts_of((each.counterparty, each.value) for each in every)
        listed = every[-self._settings.evidence_max :]
        facts = Facts(typology.id, frozenset(crimes), listed, parts, len(every), value)
        return self._desk.ask(sight.slot, facts, sight.time_us // 1000)

    def _remember(self, slot: int, name: str, held: Held | None) -> None:
        """Note whether an alert is held back, so that the end of that is not missed."""
        if held is not None:
            decided = self._subjects.decided_of(slot)
            published = self._subjects.kept_of(slot).published
            decided.held = {each: by for each, by in decided.held.items() if each in published}
            decided.held[name] = held.decision.id
        elif (known := self._subjects.decided[slot]) is not None and name in known.held:
            del self._subjects.decided_of(slot).held[name]

    def _raised(
        self,
        sight: Sight,
        typology: Typology,
        name: str,
        revision: int,
        is_new: bool,
        tokens: list[Token],
        period: str,
        held: Held | None,
        was_held: str,
    ) -> Raised:
        subjects, slot, settings = self._subjects, sight.slot, self._settings
        subject, head = subjects.keys[slot].decode(), subjects.heads[slot]
        case = stable_id(["case", "network", sight.about or subject, period])
        weight = 0.0 if typology.status == "shadow" else typology.weight
        counted = self._desk.open_episodes(slot, sight.time_us // 1000)
        open_now = under_way(counted, sight.time_us, self._windows_us)
        risk_now = risk(open_now if held is not None else [*open_now, _Weighed(case, weight)])
        currencies = Currencies(settings.base_currency)
        signals = self._row(sight)
        counterfactual = explain.counterfactual(typology, signals, currencies)
        words = self._words(sight)
        evidence = self._evidence(subject, tokens, sight.holders)
        total = money_in(tokens) + sum(holder.value for holder in sight.holders)
        detected = utc(sight.time_us)
        alert = Alert(
            id=name,
            revision=revision,
            status="new" if is_new else "revised",
            subject=AlertSubject(
                id=subject,
                kind=KIND_NAMES[int(head["kind"])],
                name=words.name if words is not None else "",
                accounts=(words.account,) if words is not None and words.account else (),
            ),
            case=case,
            previous=None,
            opened_at=min((item.time for item in evidence), default=detected),
            detected_at=detected,
            first_detected_at=detected,
            due_at=detected + timedelta(days=settings.due_days),
            risk=risk_now,
            severity=severity(risk_now),
            narrative=explain.narrative(typology, signals, currencies),
            counterfactual=counterfactual.text,
            alternatives=counterfactual.alternatives,
            comparisons=tuple(explain.comparisons(typology, signals)),
            evidence=tuple(evidence[-settings.evidence_max :]),
            evidence_count=len(evidence),
            evidence_value=decimal_text(total, self._decimals),
            history_truncated=bool(head["truncated"]),
            base_currency=settings.base_currency,
            late=False,
            origin=self._origin(sight),
            catalogue_digest=self._digest,
            paths=tuple(self._path(token, subject) for token in _most_first(tokens)[:PATHS_MAX]),
            suppressed=suppressed(held) if held is not None else None,
            resumed=resumed("" if held is not None else was_held, self._desk.decision(slot, was_held)),
            **said_by(typology),
        )
        topic = topic_of(typology, held)
        return Raised(topic, subjects.partition_of(slot), subjects.keys[slot], alert, None)

    def _row(self, sight: Sight) -> npt.NDArray[np.float64]:
        """The signals as a row of the matrix, in which all others are unknown."""
        row = np.full(len(self._vocabulary.signals), np.nan)
        for name, value in sight.signals.items():
            row[self._vocabulary.index[name]] = value
        return row

    def _origin(self, sight: Sight) -> Origin:
        topic = self._settings.topic("flows" if sight.cause.in_flows else "transactions")
        return Origin(topic, sight.cause.partition, sight.cause.offset, sight.cause.place)

    def _words(self, sight: Sight) -> Words | None:
        """What the subject says of itself with the payment that is looked at from, else with its latest one."""
        if not sight.is_ring:
            return self._subjects.row_words(sight.slot, sight.row)
        texts = self._subjects.words[sight.slot]
        return decode_words(texts[-1]) if texts else None

    def _evidence(self, subject: str, tokens: Iterable[Token], holders: Iterable[Holder]) -> list[EvidenceItem]:
        """Every payment of the paths, and what showed the users of an identifier; once each, in order of time."""
        found: dict[str, EvidenceItem] = {}
        for token in tokens:
            for hop, creditor in _with_creditors(token, subject):
                found[hop.transaction] = self._item(hop, creditor, subject)
        for holder in holders:
            found[holder.transaction] = EvidenceItem(
                transaction=holder.transaction,
                time=utc(holder.time_us),
                direction="out" if holder.subject == subject else "between",
                amount=holder.amount,
                currency=holder.currency,
                channel="",
                value=decimal_text(holder.value, self._decimals),
                counterparty="" if holder.subject == subject else holder.subject,
            )
        return sorted(found.values(), key=lambda item: (item.time, item.transaction))

    def _item(self, hop: Hop, creditor: str, subject: str) -> EvidenceItem:
        return EvidenceItem(
            transaction=hop.transaction,
            time=utc(hop.time_us),
            direction="in" if creditor == subject else "out" if hop.payer == subject else "between",
            amount=hop.amount,
            currency=hop.currency,
            channel="",
            value=decimal_text(hop.value, self._decimals),
            counterparty=creditor if hop.payer == subject else hop.payer,
        )

    def _path(self, token: Token, subject: str) -> Path:
        payments = tuple(
            Payment(
                hop.transaction,
                utc(hop.time_us),
                hop.payer,
                creditor,
                hop.amount,
                hop.currency,
                decimal_text(hop.value, self._decimals),
                decimal_text(hop.carried, self._decimals),
            )
            for hop, creditor in _with_creditors(token, subject)
        )
        if token.crime is None:
            return Path(payments)
        return Path(payments, token.crime.alert, token.crime.typology, token.crime.crimes)


def _behind(sight: Sight, typology: Typology) -> list[Token]:
    """The tokens behind the signals that a typology reads, by id."""
    wanted = set(typology.signals)
    found = {token.id: token for names, tokens in sight.tokens if not wanted.isdisjoint(names) for token in tokens}
    return [found[name] for name in sorted(found)]


def _most_first(tokens: Iterable[Token]) -> list[Token]:
    return sorted(tokens, key=lambda token: (-token.last.carried, -len(token.hops), token.id))


def _with_creditors(token: Token, receiver: str) -> Iterator[tuple[Hop, str]]:
    """Each payment with whoever was paid."""
    for number, hop in enumerate(token.hops, start=1):
        yield hop, token.hops[number].payer if number < len(token.hops) else receiver
