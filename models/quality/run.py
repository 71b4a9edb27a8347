"""The two ways to measure: a look at some typologies, and everything, for the record."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import count
from math import ceil
from pathlib import Path

import msgspec

from models.quality.explain import nearest
from models.quality.measure import Outcome, Plan, measure, town_of
from models.quality.report import loudness, rows, table
from models.synthetic import Level, crimes
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.signals.registry import SIGNALS
from streams.warm import calm_garbage_collector

BUDGET = 10.0
"""Alerts per 1,000 subjects and month that honest customers may cause, all typologies together: one in a hundred."""
_GROUPS, _TIMES_A_TOWN = 5, 8
"""Groups that all typologies are put in, each to share a town, and how often each is injected there: so few that most
customers of a town take part in nothing, and that there are enough of each trade. Neighbours in the alphabet are in
different groups, since they often are of one trade."""


def look(typologies: Sequence[str], times: int, levels: Sequence[Level], seed: int, explained: bool = False) -> int:
    """Print what is found of some typologies; explained, what each missed injection was wanting at its nearest."""
    outcomes = [measure(Plan(seed, level, tuple(typologies), times, times)) for level in levels]
    print("\n".join(table(rows(outcomes, _in_shadow()))))
    for level, outcome in zip(levels, outcomes, strict=True):
        print(f"{level}: on honest customers {outcome.unexpected}; in shadow {outcome.unexpected_in_shadow}")
        missed = [each.subject for each in outcome.found if each.delay_seconds is None and not each.twin]
        alerted = [each.subject for each in outcome.found if each.delay_seconds is not None and each.twin]
        print(f"{level}: missed {' '.join(missed) or 'none'}; twins alerted {' '.join(alerted) or 'none'}")
        if explained:
            _explain(Plan(seed, level, tuple(typologies), times, times), missed)
    return 0


def _explain(plan: Plan, missed: Sequence[str]) -> None:
    town = town_of(plan)
    for each in nearest(town, [scene for scene in town.injections if scene.subject in missed]):
        print(f"  {each.typology} {each.subject}: " + "; ".join(each.wanting))


def plans(times: int, levels: Sequence[Level], seed: int, typologies: Collection[str] = ()) -> list[Plan]:
    """Towns in which every typology, or each of some, is injected `times` times at each level, with as many twins."""
    names, seeds = sorted(typologies or crimes.names(), key=crimes.in_order), count(seed)
    groups = ceil(len(names) * _GROUPS / len(crimes.names()))
    found = []
    for level in levels:
        for group in range(groups):
            for done in range(0, times, _TIMES_A_TOWN):
                each = min(_TIMES_A_TOWN, times - done)
                found.append(Plan(next(seeds), level, tuple(names[group::groups]), each, each))
    return found


def record(planned: Sequence[Plan], jobs: int, out: Path, name: str) -> int:
    """Measure all that is planned and write `name`.json and .md; 1 where honest customers exceed the budget."""
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(jobs, initializer=calm_garbage_collector) as pool:
        for number, outcome in enumerate(pool.map(measure, planned), start=1):
            outcomes.append(outcome)
            print(f"\r{number} of {len(planned)} towns", end="", flush=True)
    print()
    shadow = _in_shadow()
    found, loud = rows(outcomes, shadow), loudness(outcomes, BUDGET)
    said = {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": min(plan.seed for plan in planned),
        "towns": len(planned),
        "transactions": sum(outcome.transactions for outcome in outcomes),
        "catalogue": Catalogue.load([SHIPPED], None, SIGNALS).digest,
        "honest_customers": msgspec.to_builtins(loud),
        "typologies": msgspec.to_builtins(found),
    }
    (out / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n")
    times = max(row.twins_alerted.of for row in found) // len({plan.level for plan in planned})
    lines = [
        "# What the catalogue finds",
        "",
        f"Written by `make quality` on {said['date']}: {times} injections of each typology at each level and"
        f" as many twins, in {len(planned)} towns of the seeds from {said['seed']} on,"
        f" {said['transactions']:,} transactions, catalogue `{str(said['catalogue'])[:12]}`.",
        "",
        f"Customers who take part in nothing cause {loud.per_1000_subjects_and_month:.2f} alerts per 1,000 subjects and"
        f" month, all typologies together; the budget is {loud.budget:g}. ({loud.elsewhere:,} more alerts, on"
        f" {loud.subject_months:,.0f} subject months, fall on accounts at other institutions, of which only a part is"
        " seen here.) Shares come with Wilson's interval of 95 per"
        " cent; *unexpected* is per 1,000 subjects and month, *hours to detect* the median of plain injections, from"
        " their first transaction to the first alert.",
        "",
        *table(found),
    ]
    (out / f"{name}.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return 0 if loud.within_budget else 1


def _in_shadow() -> frozenset[str]:
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    return frozenset(typology.id for typology in catalogue.typologies if typology.status == "shadow")
