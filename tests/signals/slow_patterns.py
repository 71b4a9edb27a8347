"""Slow twins of the family `patterns`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from streams.tags import Tag
from tests.signals.slow import DAY, HOUR, IN, OUT, Function, Moment, Seen, twin


def _within(m: Moment, width_us: int) -> list[Seen]:
    """Kept flow movements of a window, this one included where it is a flow."""
    return [seen for seen in m.visible if seen.flows and m.now - seen.time_us < width_us]


def _earlier(m: Moment) -> list[Seen]:
    """Earlier kept flow movements in the direction of this one."""
    return [seen for seen in m.visible[:-1] if seen.flows and seen.outward == m.this.outward]


def _is_new(m: Moment) -> bool:
    return all(seen.counterparty != m.this.counterparty for seen in m.visible[:-1])


def _mean(m: Moment, values: list[int]) -> float:
    return float(Fraction(sum(values), len(values) * m.unit)) if values else math.nan


# This movement beside its payee.


def _of_flows(function: Function) -> Function:
    """A function that is known for flows only."""
    return lambda m: function(m) if m.this.flows else math.nan


@twin("duplicate_count_1h")
@_of_flows
def _duplicates(m: Moment) -> float:
    if not m.this.counterparty or m.this.value is None:
        return math.nan

    def what(seen: Seen) -> tuple[object, ...]:
        return seen.outward, seen.counterparty, seen.value, seen.text

    return sum(what(seen) == what(m.this) for seen in _within(m, HOUR))


def _prior(m: Moment) -> list[Seen] | None:
    """Payments under this name to others than this new payee."""
    if not (m.this.flows and m.this.outward and m.this.name and m.this.counterparty):
        return None
    if not _is_new(m):
        return []
    return [seen for seen in _earlier(m) if seen.name == m.this.name and seen.counterparty]


def _of_prior(function: Callable[[Moment, list[Seen]], float]) -> Function:
    def of(m: Moment) -> float:
        prior = _prior(m)
        return math.nan if prior is None else function(m, prior)

    return of


twin("payee_account_changed")(_of_prior(lambda m, prior: bool(prior)))
twin("payee_prior_count")(_of_prior(lambda m, prior: len(prior)))
twin("payee_prior_mean")(_of_prior(lambda m, prior: _mean(m, [s.value for s in prior if s.value is not None])))


def _with_invoice(m: Moment) -> list[Seen]:
    return [seen for seen in _earlier(m) if seen.invoice == m.this.invoice]


def _of_invoice(function: Function) -> Function:
    return _of_flows(lambda m: function(m) if m.this.invoice else math.nan)


twin("invoice_prior_count")(_of_invoice(lambda m: len(_with_invoice(m))))
twin("invoice_counterparties")(
    _of_invoice(lambda m: len({seen.counterparty for seen in [*_with_invoice(m), m.this]} - {0}))
)


@twin("new_payee_ratio")
@_of_flows
def _new_payee_ratio(m: Moment) -> float:
    values = [seen.value for seen in _earlier(m) if seen.value is not None]
    if not m.this.outward or m.this.value is None or len(values) < 5 or not max(values):
        return math.nan
    return m.this.value / max(values)


def _rerouted(m: Moment, like: Callable[[Seen], bool]) -> float:
    value = m.this.value
    if not m.this.counterparty or value is None:
        return math.nan
    if not _is_new(m):
        return 0
    recent = {seen.counterparty for seen in m.visible if m.now - seen.time_us < 14 * DAY}
    regular = Counter(
        seen.counterparty
        for seen in _earlier(m)
        if seen.counterparty not in recent | {0}
        and m.now - seen.time_us < 90 * DAY
        and seen.value is not None
        and abs(seen.value - value) * 5 <= value
        and like(seen)
    )
    return max((count for count in regular.values() if count >= 2), default=0)


twin("rerouted_count_90d")(_of_flows(lambda m: _rerouted(m, lambda _: True)))


@twin("edited_name_count_90d")
@_of_flows
def _edited(m: Moment) -> float:
    if not m.this.name_key:
        return math.nan
    return _rerouted(m, lambda seen: seen.name_key == m.this.name_key and seen.name != m.this.name)


# Amounts like this one, prices unlike the market's.

twin("price_ratio")(lambda m: m.this.price_ratio)


def _odd(m: Moment) -> list[Seen]:
    return [seen for seen in _within(m, 30 * DAY) if seen.price_ratio >= 2 or seen.price_ratio <= 0.5]


twin("price_odd_count_30d")(lambda m: len(_odd(m)))
twin("price_odd_sum_30d")(lambda m: m.money(_odd(m)))


def _similar(m: Moment, window: str) -> list[Seen] | None:
    value = m.this.value
    if value is None:
        return None
    return [
        seen
        for seen in m.window(window)
        if seen.outward == m.this.outward and seen.value is not None and abs(seen.value - value) * 100 <= value
    ]


def _of_similar(window: str, function: Callable[[Moment, list[Seen]], float]) -> Function:
    def of(m: Moment) -> float:
        similar = _similar(m, window)
        return math.nan if similar is None else function(m, similar)

    return of


twin("similar_counterparties_7d")(_of_similar("7d", lambda m, similar: len({s.counterparty for s in similar} - {0})))
twin("similar_new_counterparties_7d")(
    _of_similar(
        "7d",
        lambda m, similar: len(
            {s.counterparty for s in similar}
            - {0}
            - {
                s.counterparty
                for s in m.visible
                if s.flows and s.outward == m.this.outward and m.now - s.time_us >= 7 * DAY
            }
        ),
    )
)
twin("similar_count_30d")(_of_similar("30d", lambda m, similar: len(similar)))
twin("similar_sum_30d")(_of_similar("30d", lambda m, similar: m.money(similar)))


# Distributions.


def _first_digits(m: Moment) -> tuple[int, ...]:
    return tuple(int(str(seen.value)[0]) for seen in _within(m, 90 * DAY) if seen.value)


twin("benford_count_90d")(lambda m: len(_first_digits(m)))


@twin("benford_chi2")
def _benford(m: Moment) -> float:
    digits = _first_digits(m)
    if len(digits) < 100:
        return math.nan
    expected = {digit: len(digits) * math.log10(1 + 1 / digit) for digit in range(1, 10)}
    return sum((digits.count(digit) - expected[digit]) ** 2 / expected[digit] for digit in expected)


@twin("channel_shift_7d")
def _channel_shift(m: Moment) -> float:
    alike = [seen for seen in m.visible if seen.flows and seen.outward == m.this.outward and seen.value]
    week = [seen for seen in alike if m.now - seen.time_us < 7 * DAY]
    before = [seen for seen in alike if m.now - seen.time_us >= 7 * DAY]
    if len(week) < 4 or len(before) < 10:
        return math.nan

    def share(rows: list[Seen], channel: int) -> Fraction:
        value = sum(seen.amount for seen in rows if seen.channel == channel)
        return Fraction(value, sum(seen.amount for seen in rows))

    channels = {seen.channel for seen in alike}
    return float(sum(abs(share(week, channel) - share(before, channel)) for channel in channels) / 2)


# Who stands behind the other sides, and who both pays and is paid.


def _distinct(field: str, outward: bool) -> Function:
    return lambda m: len({getattr(seen, field) for seen in m.flow("30d", outward)} - {0})


twin("originators_30d")(_distinct("originator", IN))
twin("originators_out_30d")(_distinct("originator", OUT))
twin("agents_in_30d")(_distinct("agent", IN))
twin("agents_out_30d")(_distinct("agent", OUT))


def _reciprocal(m: Moment) -> list[int]:
    """What moved both ways, for each counterparty that did both."""
    sides = [[seen for seen in m.flow("7d", outward) if seen.counterparty] for outward in (IN, OUT)]
    both = {seen.counterparty for seen in sides[0]} & {seen.counterparty for seen in sides[1]}
    return [min(sum(seen.amount for seen in side if seen.counterparty == one) for side in sides) for one in both]


twin("reciprocal_counterparties_7d")(lambda m: len(_reciprocal(m)))
twin("reciprocal_sum_7d")(lambda m: sum(_reciprocal(m)) / m.unit)


# Shares of public money.


def _public_share(m: Moment, at: int) -> Fraction | None:
    """Of the row `at` of what is visible."""
    row = m.visible[at]
    if not (row.flows and row.outward and row.value and Tag.WITH_PERSON in row.tags):
        return None
    public = [
        seen.value
        for seen in m.visible[:at]
        if seen.flows
        and not seen.outward
        and seen.value
        and Tag.WITH_PUBLIC in seen.tags
        and row.time_us - seen.time_us < 10 * DAY
    ]
    return Fraction(row.value, public[-1]) if public else None


@twin("public_share")
def _this_public_share(m: Moment) -> float:
    share = _public_share(m, len(m.visible) - 1)
    return math.nan if share is None else float(share)


@twin("kickback_repeats_90d")
def _kickback_repeats(m: Moment) -> float:
    this = _public_share(m, len(m.visible) - 1)
    if this is None or not m.this.counterparty:
        return math.nan
    shares = [
        _public_share(m, at)
        for at, seen in enumerate(m.visible[:-1])
        if seen.counterparty == m.this.counterparty and m.now - seen.time_us < 90 * DAY
    ]
    return sum(share is not None and abs(share - this) * 10 <= this for share in shares)
