"""Slow twins of the family patterns."""

from __future__ import annotations

import math
from collections import Counter
from statistics import fmean

from streams.movement import ChannelCode
from streams.tags import Tag
from tests.signals.slow import DAY, HOUR, IN, OUT, Moment, Seen, twin


def _earlier(m: Moment) -> list[Seen]:
    return list(m.visible[:-1])


def _same_way(m: Moment) -> list[Seen]:
    return [seen for seen in _earlier(m) if seen.outward == m.this.outward and seen.flows]


@twin("duplicate_count_1h")
def _duplicates(m: Moment) -> float:
    this = m.this
    if not this.counterparty or this.value is None or not this.flows:
        return math.nan
    what = (this.counterparty, this.value, this.text)
    return 1 + sum((s.counterparty, s.value, s.text) == what and m.now - s.time_us < HOUR for s in _same_way(m))


def _namesakes(m: Moment) -> list[Seen] | None:
    this = m.this
    if not this.outward or not this.flows or not this.name or not this.counterparty:
        return None
    if any(seen.counterparty == this.counterparty for seen in _earlier(m)):
        return []
    return [seen for seen in _same_way(m) if seen.name == this.name and seen.counterparty]


@twin("payee_account_changed")
def _changed(m: Moment) -> float:
    found = _namesakes(m)
    return math.nan if found is None else bool(found)


@twin("payee_prior_count")
def _prior(m: Moment) -> float:
    found = _namesakes(m)
    return math.nan if found is None else len(found)


@twin("payee_prior_mean")
def _prior_mean(m: Moment) -> float:
    known = [seen.value for seen in _namesakes(m) or () if seen.value is not None]
    return fmean(known) / m.unit if known else math.nan


def _invoiced(m: Moment) -> list[Seen] | None:
    if not m.this.invoice or not m.this.flows:
        return None
    return [seen for seen in _same_way(m) if seen.invoice == m.this.invoice]


@twin("invoice_prior_count")
def _invoice_prior(m: Moment) -> float:
    found = _invoiced(m)
    return math.nan if found is None else len(found)


@twin("invoice_counterparties")
def _invoice_people(m: Moment) -> float:
    found = _invoiced(m)
    return math.nan if found is None else len({seen.counterparty for seen in [*found, m.this]} - {0})


@twin("new_payee_ratio")
def _new_payee(m: Moment) -> float:
    known = [seen.value for seen in _same_way(m) if seen.value is not None]
    if not m.this.outward or not m.this.flows or m.this.value is None or len(known) < 5 or not max(known):
        return math.nan
    return m.this.value / max(known)


@twin("rerouted_count_90d")
def _rerouted(m: Moment) -> float:
    this = m.this
    if not this.counterparty or this.value is None or not this.flows:
        return math.nan
    earlier = _earlier(m)
    if any(seen.counterparty == this.counterparty for seen in earlier):
        return 0
    recent = {seen.counterparty for seen in earlier if m.now - seen.time_us < 14 * DAY}
    regular = Counter(
        seen.counterparty
        for seen in _same_way(m)
        if seen.counterparty not in recent | {0}
        and m.now - seen.time_us < 90 * DAY
        and seen.value is not None
        and abs(seen.value - this.value) <= 0.2 * this.value
    )
    most = max(regular.values(), default=0)
    return most if most >= 2 else 0


twin("price_ratio")(lambda m: m.this.price_ratio)


def _odd(m: Moment) -> list[Seen]:
    return [seen for seen in m.flow("30d") if seen.price_ratio >= 2 or seen.price_ratio <= 0.5]


twin("price_odd_count_30d")(lambda m: len(_odd(m)))
twin("price_odd_sum_30d")(lambda m: m.money(_odd(m)))


def _similar(m: Moment, window: str) -> list[Seen] | None:
    value = m.this.value
    if value is None:
        return None
    return [
        seen
        for seen in m.window(window)
        if seen.outward == m.this.outward and seen.value is not None and 0.99 * value <= seen.value <= 1.01 * value
    ]


@twin("similar_counterparties_7d")
def _similar_people(m: Moment) -> float:
    found = _similar(m, "7d")
    return math.nan if found is None else len({seen.counterparty for seen in found} - {0})


@twin("similar_count_30d")
def _similar_count(m: Moment) -> float:
    found = _similar(m, "30d")
    return math.nan if found is None else len(found)


@twin("similar_sum_30d")
def _similar_sum(m: Moment) -> float:
    found = _similar(m, "30d")
    return math.nan if found is None else m.money(found)


def _valued(m: Moment) -> list[int]:
    return [seen.amount for seen in m.visible if seen.flows and seen.value and m.now - seen.time_us < 90 * DAY]


@twin("benford_chi2")
def _benford(m: Moment) -> float:
    values = _valued(m)
    if len(values) < 100:
        return math.nan
    digits = Counter(str(value)[0] for value in values)
    expected = {str(d): len(values) * math.log10(1 + 1 / d) for d in range(1, 10)}
    return sum((digits[d] - e) ** 2 / e for d, e in expected.items())


twin("benford_count_90d")(lambda m: len(_valued(m)))


@twin("channel_shift_7d")
def _shift(m: Moment) -> float:
    flows = [seen for seen in m.visible if seen.flows]
    week = Counter(seen.channel for seen in flows if m.now - seen.time_us < 7 * DAY)
    before = Counter(seen.channel for seen in flows if m.now - seen.time_us >= 7 * DAY)
    if week.total() < 5 or before.total() < 20:
        return math.nan
    return sum(abs(week[c] / week.total() - before[c] / before.total()) for c in ChannelCode) / 2


def _distinct(m: Moment, field: str, outward: bool) -> int:
    return len({getattr(seen, field) for seen in m.flow("30d", outward)} - {0})


twin("originators_30d")(lambda m: _distinct(m, "originator", IN))
twin("originators_out_30d")(lambda m: _distinct(m, "originator", OUT))
twin("agents_in_30d")(lambda m: _distinct(m, "agent", IN))
twin("agents_out_30d")(lambda m: _distinct(m, "agent", OUT))


def _both_ways(m: Moment) -> list[tuple[int, int]]:
    came, went = Counter[int](), Counter[int]()
    for seen in m.flow("7d"):
        if seen.counterparty:
            (went if seen.outward else came)[seen.counterparty] += seen.amount
    return [(came[who], went[who]) for who in set(came) & set(went)]


twin("reciprocal_counterparties_7d")(lambda m: len(_both_ways(m)))
twin("reciprocal_sum_7d")(lambda m: sum(min(pair) for pair in _both_ways(m)) / m.unit)


def _public_share(seen: Seen, earlier: list[Seen]) -> tuple[int, int] | None:
    """A payment to a person and the newest public money within ten days before it."""
    if not seen.outward or not seen.value or Tag.WITH_PERSON not in seen.tags or not seen.flows:
        return None
    public = [s for s in earlier if not s.outward and s.value and s.flows and Tag.WITH_PUBLIC in s.tags]
    near = [s for s in public if seen.time_us - s.time_us < 10 * DAY]
    return (seen.amount, near[-1].amount) if near else None


@twin("public_share")
def _share_of_public(m: Moment) -> float:
    found = _public_share(m.this, _earlier(m))
    return found[0] / found[1] if found else math.nan


@twin("kickback_repeats_90d")
def _kickbacks(m: Moment) -> float:
    found = _public_share(m.this, _earlier(m))
    if found is None or not m.this.counterparty:
        return math.nan
    repeats = 0
    for i, seen in enumerate(m.visible[:-1]):
        if seen.counterparty == m.this.counterparty and m.now - seen.time_us < 90 * DAY:
            other = _public_share(seen, list(m.visible[:i]))
            # Shares compared as products of whole numbers: a/b against c/d within a tenth of a/b.
            if other and 10 * abs(other[0] * found[1] - found[0] * other[1]) <= found[0] * other[1]:
                repeats += 1
    return repeats
