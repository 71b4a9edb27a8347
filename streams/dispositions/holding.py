"""Whether a decision holds back what fired. Pure: it depends on the decisions, the evidence and a time of the stream.

A decision holds until there is news: a crime that the alert did not name, a counterparty that was not in its evidence,
or evidence that has grown materially. Then it has ended for good, and is marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from streams.catalogue.typology import NEVER_HELD_BACK
from streams.dispositions.decision import FOREVER_MS, Decided, Decision
from streams.intake.parties import hash64
from streams.records import EvidenceItem, Suppressed

_SECONDS_MAX = 253_402_300_799


class Item(NamedTuple):
    """One transaction of the evidence."""

    transaction: int
    """Hash of its id."""
    counterparty: int
    """Hash of the subject id of the other side; 0 for none."""
    value: int
    """Minor units of the base currency; 0 where unknown."""


class Part(NamedTuple):
    """How much of the evidence is with one counterparty: how many transactions, and minor units."""

    transactions: int
    value: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What fired, as far as a decision may turn on it."""

    typology: str
    crimes: frozenset[str]
    items: tuple[Item, ...]
    """The evidence that an alert lists."""
    parts: Mapping[int, Part]
    """All evidence by counterparty, as in `Item`."""
    count: int
    """Of all evidence; `value` likewise, in minor units."""
    value: int


class Rules(NamedTuple):
    """By which share evidence must have grown to be news: of what is snoozed or allowed, and of what was closed."""

    suppression: float
    revision: float


class Held(NamedTuple):
    """What holds a firing back."""

    decision: Decision
    by: Literal["closed", "snooze", "allow"]


class Answer(NamedTuple):
    """`held` is None where nothing holds it back; `ended` are the decisions that this firing ended."""

    held: Held | None
    ended: list[Decision]


CrimesSince = Callable[[int], Collection[str]]
"""The crimes of the subject's other alerts that were detected from a time on, milliseconds."""


def items_of(evidence: Iterable[EvidenceItem], unit: int) -> tuple[Item, ...]:
    """What an alert says of transactions, as it is compared; `unit` is how many minor units one unit of the base
    currency has."""
    return tuple(
        Item(
            hash64(each.transaction.encode()),
            hash64(each.counterparty.encode()) if each.counterparty else 0,
            int(Decimal(each.value) * unit) if each.value is not None else 0,
        )
        for each in evidence
    )


def parts_of(evidence: Iterable[tuple[int, int]]) -> dict[int, Part]:
    """How much is with each counterparty, from the counterparty and value of each transaction, as in `Item`."""
    found: dict[int, Part] = {}
    for counterparty, value in evidence:
        count, total = found.get(counterparty, (0, 0))
        found[counterparty] = Part(count + 1, total + value)
    return found


def ask(decided: Decided, facts: Facts, at_ms: int, since: CrimesSince, rules: Rules) -> Answer:
    """Whether something holds a firing back, and what it ends. Marks what has ended. Nothing holds back a crime against
    sanctions, whether the typology names it or the money of a path carries it.

    `at_ms` is when Kafka received the transaction; of a network, the event time of the payment.
    """
    if NEVER_HELD_BACK in facts.crimes:
        return Answer(None, [])
    effective = [each for each in decided.decisions if each.at_ms <= at_ms and each.alert]
    for number in range(len(effective) - 1, -1, -1):
        if effective[number].verdict == "escalate" and effective[number].typology == facts.typology:
            effective = effective[number + 1 :]  # whatever was decided before about the typology is over
            break
    effective = [each for each in effective if not each.ended_by]
    ended: list[Decision] = []

    def is_over(each: Decision, news: str) -> bool:
        found = news or ("new_crime" if _new_crimes(each, facts, since) else "")
        if found:
            each.ended_by = found
            ended.append(each)
        return bool(found)

    allowing = _allowing(effective, facts, at_ms)
    over = [each for each in allowing if is_over(each, _allow_news(each, facts, rules))]
    if allowing and not over:
        return Answer(Held(allowing[-1], "allow"), ended)
    for each in reversed(effective):
        if each.ended_by or each.typology != facts.typology or not each.closes:
            continue
        if at_ms < each.snooze_until_ms:
            if not is_over(each, _snooze_news(each, facts, rules)):
                return Answer(Held(each, "snooze"), ended)
        elif not is_over(each, _fresh_news(each, facts, rules)):
            return Answer(Held(each, "closed"), ended)
    return Answer(None, ended)


def _new_crimes(each: Decision, facts: Facts, since: CrimesSince) -> bool:
    return not (facts.crimes | set(since(each.at_ms))) <= set(each.crimes)


def _allowing(effective: Iterable[Decision], facts: Facts, at_ms: int) -> list[Decision]:
    """The decisions that allow all counterparties of the evidence; none where one is not allowed."""
    by_counterparty = {
        each.allowed: each
        for each in effective
        if each.allowed and at_ms < each.allow_until_ms and (each.allow_everywhere or each.typology == facts.typology)
    }
    if not facts.parts.keys() <= by_counterparty.keys():
        return []
    return sorted((by_counterparty[each] for each in facts.parts), key=lambda each: (each.at_ms, each.offset))


def _allow_news(each: Decision, facts: Facts, rules: Rules) -> str:
    count, value = each.allow_count, each.allow_value
    if each.transactions and count >= len(each.transactions):
        # All that the alert listed was with it; what it did not list is within its totals.
        count, value = max(count, each.count), max(value, each.value)
    return _grown(*facts.parts[each.allowed], count, value, rules.suppression)


def _snooze_news(each: Decision, facts: Facts, rules: Rules) -> str:
    met = {item.counterparty for item in facts.items if item.counterparty}
    if not met <= set(each.counterparties):
        return "new_counterparty"
    return _grown(facts.count, facts.value, each.count, each.value, rules.suppression)


def _grown(count: int, value: int, known_count: int, known_value: int, growth: float) -> str:
    more = 1.0 + growth
    return "growth" if count >= known_count * more or (value > 0 and value >= known_value * more) else ""


def _fresh_news(each: Decision, facts: Facts, rules: Rules) -> str:
    """What was closed comes up again when what the decision did not know is so much by itself: the window moves on, so
    that a total may stay the same while all of it is new."""
    known = set(each.transactions)
    fresh = [item.value for item in facts.items if item.transaction not in known]
    many = rules.revision * min(each.count, len(known)) if known else rules.revision * each.count
    much = rules.revision * each.value
    return "new_evidence" if fresh and (len(fresh) >= many or (sum(fresh) > 0 and sum(fresh) >= much)) else ""


def suppressed(held: Held) -> Suppressed:
    """What an alert says of the decision that holds it back."""
    decision, by = held
    until = {"snooze": decision.snooze_until_ms, "allow": decision.allow_until_ms, "closed": FOREVER_MS}[by]
    return Suppressed(
        disposition=decision.id,
        by=by,
        verdict=decision.verdict,
        decided_by=decision.decided_by,
        decided_at=_time(decision.decided_us / 1000),
        reason=decision.reason,
        note=decision.note,
        until=None if until == FOREVER_MS else _time(until),
        approved_by=decision.approved_by,
    )


def _time(ms: float) -> datetime:
    return datetime.fromtimestamp(min(max(ms / 1000, 0), _SECONDS_MAX), UTC)
