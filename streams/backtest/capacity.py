"""What a team that can look at so many alerts a day would not get to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from streams.alerts.published import Raised
from streams.records import Alert


@dataclass(frozen=True, slots=True)
class Loss:
    """What a limit loses, the alerts of least risk on each full day."""

    alerts_a_day: int
    alerts: int
    """New alerts in all."""
    alerts_lost: int
    days: int
    """Days with an alert."""
    days_over: int
    """Days with more than the limit."""
    by_typology: dict[str, int]
    """Alerts lost."""
    labelled_subjects_alerted: int | None
    """Subjects with a labelled transaction that have an alert; None without labels."""
    labelled_subjects_lost: int | None
    """Those of them of whom no alert would be looked at."""


def loss(raised: list[Raised], alerts_a_day: int, labelled: Set[str] | None) -> Loss:
    """What is lost of new alerts where only so many with the highest risk are looked at each day (UTC).

    The risk is that of the moment; of the same risk the alert that came first goes first.
    """
    by_day = defaultdict(list)
    for each in raised:
        by_day[each.alert.detected_at.date()].append(each.alert)
    seen: list[Alert] = []
    lost: list[Alert] = []
    for alerts in by_day.values():
        ordered = sorted(alerts, key=lambda alert: (-alert.risk, alert.detected_at, alert.id))
        seen += ordered[:alerts_a_day]
        lost += ordered[alerts_a_day:]
    counted: dict[str, int] = defaultdict(int)
    for alert in lost:
        counted[alert.typology] += 1
    still = {alert.subject.id for alert in seen}
    alerted = None if labelled is None else {each.alert.subject.id for each in raised} & labelled
    return Loss(
        alerts_a_day=alerts_a_day,
        alerts=len(raised),
        alerts_lost=len(lost),
        days=len(by_day),
        days_over=sum(len(alerts) > alerts_a_day for alerts in by_day.values()),
        by_typology=dict(sorted(counted.items())),
        labelled_subjects_alerted=None if alerted is None else len(alerted),
        labelled_subjects_lost=None if alerted is None else len(alerted - still),
    )
