"""Towns with injections and twins, judged offline by the shipped catalogue: what was found of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from models.synthetic import Injection, Level, Town, build
from models.synthetic.score import DUTIES, detections
from streams.alerts.published import Raised
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.offline import Offline
from streams.reference import Reference
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.signals.registry import SIGNALS

DAYS_A_MONTH = 30
_SEEDS, _OTHER_SEED = 5, 1_000_000


class Plan(NamedTuple):
    """One town to build."""

    seed: int
    level: Level
    typologies: tuple[str, ...]
    injections: int
    """Of each typology."""
    twins: int
    subjects: int = 3200
    days: int = 90


class Found(msgspec.Struct, frozen=True):
    """What became of one injection or twin."""

    typology: str
    level: Level
    twin: bool
    subject: str
    delay_seconds: float | None
    """Event time from its first transaction to the first alert of its typology; None where there was none."""


class Outcome(msgspec.Struct, frozen=True):
    """What one town showed."""

    seed: int
    found: list[Found]
    honest: int
    """Customers outside all injections and twins."""
    days: int
    transactions: int
    unexpected: dict[str, int]
    """Alerts on those customers, by typology, what is in shadow apart."""
    unexpected_in_shadow: dict[str, int]
    elsewhere: int
    """Alerts on accounts at other institutions outside all injections and twins, of which only a part is seen here."""


def measure(plan: Plan) -> Outcome:
    """Build the town of a plan and judge it."""
    return judge(plan.seed, town_of(plan), plan.days)


def town_of(plan: Plan) -> Town:
    """The town of a plan; one that has too few of some trade for it is built anew from another seed.

    Raises ValueError where none of `_SEEDS` towns has enough.
    """
    for attempt in range(_SEEDS - 1):
        try:
            return _built(plan, plan.seed + attempt * _OTHER_SEED)
        except ValueError:
            continue
    return _built(plan, plan.seed + (_SEEDS - 1) * _OTHER_SEED)


def _built(plan: Plan, seed: int) -> Town:
    return build(
        seed,
        plan.subjects,
        plan.days,
        plan.injections,
        twins=plan.twins,
        level=plan.level,
        typologies=plan.typologies,
    )


def judge(seed: int, town: Town, days: int) -> Outcome:
    """Let the shipped catalogue judge a town."""
    raised = alerts(town)
    scenes = [*town.injections, *town.twins]
    participants = {subject for scene in scenes for subject in scene.participants}
    outside = {f"customer:{customer}" for customer in town.customers} - participants
    return Outcome(
        seed=seed,
        found=_found(scenes, raised),
        honest=len(outside),
        days=days,
        transactions=len(town.transactions),
        unexpected=_on(outside, raised, shadow=False),
        unexpected_in_shadow=_on(outside, raised, shadow=True),
        elsewhere=_on_accounts_elsewhere(raised, participants),
    )


def alerts(town: Town) -> list[Raised]:
    """Every alert of the shipped catalogue on a town, revisions included."""
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    offline = Offline(catalogue, Settings(), Reference.load(), town.watch, scorer=with_shipped_model())
    return list(offline.judge(town.transactions))


def _found(scenes: Sequence[Injection], raised: Sequence[Raised]) -> list[Found]:
    delays = detections(scenes, [msgspec.to_builtins(each.alert) for each in raised])
    return [
        Found(scene.typology, scene.level, scene.twin, scene.subject, delay)
        for scene, delay in zip(scenes, delays, strict=True)
    ]


def _on(subjects: set[str], raised: Sequence[Raised], shadow: bool) -> dict[str, int]:
    """New alerts on some subjects, duties apart, by typology."""
    counted = Counter(
        each.alert.typology
        for each in raised
        if each.alert.status == "new"
        and each.alert.typology not in DUTIES
        and each.alert.subject.id in subjects
        and (each.topic == "alerts.shadow") == shadow
    )
    return dict(sorted(counted.items()))


def _on_accounts_elsewhere(raised: Sequence[Raised], participants: set[str]) -> int:
    accounts = {
        each.alert.subject.id
        for each in raised
        if not each.alert.subject.id.startswith("customer:") and each.alert.subject.id not in participants
    }
    return sum(_on(accounts, raised, shadow=False).values())
