"""What another catalogue would change: which alerts come and which go, typology by typology."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streams.alerts.published import Raised
from streams.backtest.run import new_alerts
from streams.catalogue.catalogue import Catalogue, read_definitions
from streams.catalogue.typology import Typology, compile_typology
from streams.errors import CatalogueError
from streams.records import Alert

EXAMPLES = 3
"""Of each typology, gained and lost."""


@dataclass(slots=True)
class Difference:
    """One typology under both catalogues; only alerts of the topic `alerts` count."""

    kept: int = 0
    gained: int = 0
    lost: int = 0
    subjects_gained: int = 0
    """With an alert of it under the other catalogue only; below, under the one in force only."""
    subjects_lost: int = 0
    gained_examples: list[Alert] = field(default_factory=list)
    lost_examples: list[Alert] = field(default_factory=list)


def other_catalogue(folder: Path, in_force: Catalogue) -> Catalogue:
    """The catalogue in force with the typologies of a folder in the place of those of the same id, or beside them.

    What the folder says is taken as it stands there: changes made by `counterflow catalogue set` touch the catalogue in
    force only. Raises CatalogueError.
    """
    definitions = read_definitions([folder])
    if not definitions:
        raise CatalogueError(
            f"{folder}: holds no typology to compare with; one is a file such as cash-structuring.yaml"
        )
    typologies: dict[str, Typology] = {each.id: each for each in in_force.typologies}
    for name, (definition, path) in definitions.items():
        typologies[name] = compile_typology(definition, path.name, in_force.vocabulary)
    return Catalogue.of([typologies[name] for name in sorted(typologies)], in_force.vocabulary)


def compare(before: Sequence[Raised], after: Sequence[Raised]) -> dict[str, Difference]:
    """By typology, what raised `before` but not `after` (lost), the other way round (gained), or in both (kept).

    An alert is the same where its id is: typology, subject and the transaction that opened it. Where a subject only
    gets its alert at another moment one is lost and one gained, and the subject is neither.
    """
    ours, theirs = _by_id(before), _by_id(after)
    found: dict[str, Difference] = defaultdict(Difference)
    for name in ours.keys() & theirs.keys():
        found[ours[name].typology].kept += 1
    for alert in _missing(theirs, ours):
        of_typology = found[alert.typology]
        of_typology.gained += 1
        if len(of_typology.gained_examples) < EXAMPLES:
            of_typology.gained_examples.append(alert)
    for alert in _missing(ours, theirs):
        of_typology = found[alert.typology]
        of_typology.lost += 1
        if len(of_typology.lost_examples) < EXAMPLES:
            of_typology.lost_examples.append(alert)
    our_subjects, their_subjects = _subjects(ours.values()), _subjects(theirs.values())
    for typology, count in Counter(name for name, _ in their_subjects - our_subjects).items():
        found[typology].subjects_gained = count
    for typology, count in Counter(name for name, _ in our_subjects - their_subjects).items():
        found[typology].subjects_lost = count
    return dict(sorted(found.items()))


def _by_id(raised: Sequence[Raised]) -> dict[str, Alert]:
    return {each.alert.id: each.alert for each in new_alerts(raised)}


def _missing(some: dict[str, Alert], others: dict[str, Alert]) -> list[Alert]:
    """Those of some that are not among others, in the order in which they were raised."""
    return [alert for name, alert in some.items() if name not in others]


def _subjects(alerts: Iterable[Alert]) -> set[tuple[str, str]]:
    return {(alert.typology, alert.subject.id) for alert in alerts}
