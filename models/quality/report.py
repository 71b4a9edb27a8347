"""Adds up what towns showed, with confidence intervals, and writes it for programs and for readers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

import msgspec

from models.quality.measure import DAYS_A_MONTH, Found, Outcome
from models.synthetic import LEVELS, Level

_Z = 1.959964
"""Of the normal distribution for 95 per cent."""


class Share(msgspec.Struct, frozen=True):
    """So many of so many, with Wilson's interval of 95 per cent."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def counted(cls, hits: Iterable[bool]) -> Share:
        """Count what is true."""
        values = list(hits)
        count, of = sum(values), len(values)
        if not of:
            return cls(0, 0, None, None, None)
        low, high = wilson(count, of)
        return cls(count, of, round(count / of, 4), round(low, 4), round(high, 4))


class Row(msgspec.Struct, frozen=True):
    """One typology."""

    typology: str
    recall: dict[Level, Share]
    twins_alerted: Share
    median_hours: dict[Level, float | None]
    """Median time from an injection's first transaction to its first alert."""
    unexpected: float
    """Alerts per 1,000 subjects and month on customers outside all injections and twins."""
    shadow: bool


class Loudness(msgspec.Struct, frozen=True):
    """What reaches an analyst from customers who take part in nothing."""

    alerts: int
    elsewhere: int
    """Alerts on accounts at other institutions, which are beside the rate: their subjects are not counted either."""
    subject_months: float
    per_1000_subjects_and_month: float
    budget: float
    within_budget: bool


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's score interval of a share, 95 per cent."""
    share, square = count / of, _Z * _Z / of
    centre = share + square / 2
    reach = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    return max(0.0, (centre - reach) / (1 + square)), min(1.0, (centre + reach) / (1 + square))


def rows(outcomes: Sequence[Outcome], shadow: frozenset[str]) -> list[Row]:
    """One row for each typology, in alphabetical order."""
    found = [each for outcome in outcomes for each in outcome.found]
    months = subject_months(outcomes)
    loud: Counter[str] = Counter()
    for outcome in outcomes:
        loud.update(outcome.unexpected)
        loud.update(outcome.unexpected_in_shadow)
    return [
        _row([each for each in found if each.typology == name], 1000 * loud[name] / months, name in shadow)
        for name in sorted({each.typology for each in found})
    ]


def subject_months(outcomes: Sequence[Outcome]) -> float:
    """For how long so many honest customers were watched."""
    return sum(outcome.honest * outcome.days / DAYS_A_MONTH for outcome in outcomes)


def loudness(outcomes: Sequence[Outcome], budget: float) -> Loudness:
    """How many alerts honest customers cause, against a budget per 1,000 subjects and month."""
    alerts = sum(sum(outcome.unexpected.values()) for outcome in outcomes)
    months = subject_months(outcomes)
    rate = 1000 * alerts / months
    elsewhere = sum(outcome.elsewhere for outcome in outcomes)
    return Loudness(alerts, elsewhere, round(months, 1), round(rate, 3), budget, rate <= budget)


def _row(found: Sequence[Found], unexpected: float, shadow: bool) -> Row:
    crimes = {level: [each for each in found if each.level == level and not each.twin] for level in LEVELS}
    return Row(
        typology=found[0].typology,
        recall={level: Share.counted(each.delay_seconds is not None for each in crimes[level]) for level in LEVELS},
        twins_alerted=Share.counted(each.delay_seconds is not None for each in found if each.twin),
        median_hours={level: _median_hours(crimes[level]) for level in LEVELS},
        unexpected=round(unexpected, 3),
        shadow=shadow,
    )


def _median_hours(found: Sequence[Found]) -> float | None:
    delays = [each.delay_seconds for each in found if each.delay_seconds is not None]
    return round(median(delays) / 3600, 1) if delays else None


def table(found: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table, line by line."""
    lines = [
        "| typology | plain | disguised | knows the thresholds | twins alerted | hours to detect | unexpected |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        recall = " | ".join(_said(row.recall[level]) for level in LEVELS)
        hours = row.median_hours["plain"]
        lines.append(
            f"| {row.typology}{' (shadow)' if row.shadow else ''} | {recall} | {_said(row.twins_alerted)} "
            f"| {'' if hours is None else hours} | {row.unexpected:.2f} |"
        )
    return lines


def _said(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return ""
    return f"{share.share:.2f} ({share.low:.2f} to {share.high:.2f})"
