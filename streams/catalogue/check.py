"""Proves a catalogue before it is used: every finding names the file, what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import timedelta

from streams.catalogue.cases import Evaluate, expand, failures
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.duration import parse_duration
from streams.catalogue.expression import AllOf, AnyOf, Compare, Condition, comparisons, names, negate
from streams.catalogue.fairness import is_protected, turns_on_behaviour
from streams.catalogue.needed import FIELDS, PROVIDED, alternatives
from streams.catalogue.reach import farthest, window_of
from streams.catalogue.solver import witness
from streams.catalogue.typology import NEVER_HELD_BACK, Typology
from streams.catalogue.words import unit_of
from streams.errors import CatalogueError
from streams.signals.family import Signal
from streams.signals.flows import BORDERS, GATHERED, PATH, SHARED

HISTORY_COLUMNS_DAYS = 90
"""How far back single movements are kept, and so signals over them and evidence reach, bounds of the kept history
permitting; an alert says where it was cut. Only daily signals remember more."""

_TIME_WINDOW = re.compile(r"\b\d+ (hours?|days?|weeks?|months?|years?)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend."""

    file: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}: {self.do}"


def check(
    catalogue: Catalogue,
    history_days: int = 400,
    evaluate: Evaluate | None = None,
    only: Set[str] | None = None,
) -> list[Finding]:
    """Everything that is wrong with a catalogue, in the order of its files; empty where nothing is.

    `history_days` is how many daily aggregates the state keeps. With `evaluate` the cases are run as well. With `only`
    no more than these typologies are looked at, and their clashes with any other. Unknown names, unknown keys and two
    files of one id are refused before, by `Catalogue.load`.
    """
    findings = []
    for typology in catalogue.typologies:
        if only is not None and typology.id not in only:
            continue
        for examine in _EXAMINATIONS:
            findings += [Finding(typology.file, what, do) for what, do in examine(typology)]
        findings += [Finding(typology.file, *each) for each in _window(typology, history_days)]
        if evaluate is not None:
            findings += [
                Finding(typology.file, problem, "mend the condition or the case")
                for problem in failures(typology.id, typology.cases, evaluate)
            ]
    return findings + list(_clashes(catalogue, only))


Problem = tuple[str, str]
"""What is wrong, and what to do."""


def _fires_and_rests(typology: Typology) -> Iterator[Problem]:
    units = typology.vocabulary.units
    if witness(typology.condition, units) is None:
        yield "no values were found under which it fires", "loosen `when`; two comparisons may contradict each other"
    if witness(negate(typology.condition), units) is None:
        yield "no values were found under which it stays quiet", "tighten `when`"


def _currencies(typology: Typology) -> Iterator[Problem]:
    units = typology.vocabulary.units
    for leaf in comparisons(typology.condition):
        kinds = {units[name] for name in names(leaf)} & {"money", "threshold_money"}
        if len(kinds) == 2 or {unit_of(leaf.left, units), unit_of(leaf.right, units)} == {"money", "threshold_money"}:
            yield (
                f"`{leaf}` mixes the base currency with the currency of the threshold",
                "compare amounts of one currency only",
            )


def _protected(typology: Typology) -> Iterator[Problem]:
    if typology.topic == "reports.due":
        # The law says what is reported without suspicion.
        return
    if not turns_on_behaviour(typology.condition, typology.vocabulary.units):
        about = ", ".join(sorted(filter(is_protected, typology.signals)))
        yield (
            f"it can fire on an ordinary payment{f', by {about} alone' if about else ''}",
            "add a comparison of what was done, and that one ordinary payment does not meet, to every way to fire",
        )


_SCENES = tuple(frozenset(signal.name for signal in several) for several in (PATH, GATHERED, SHARED, BORDERS))


def _scenes(typology: Typology) -> Iterator[Problem]:
    """Signals of a movement, of one origin's paths, of all paths and of an identifier are never known together."""
    for names_of in _ways(typology.condition):
        scenes = {next((i for i, scene in enumerate(_SCENES) if name in scene), -1) for name in names_of}
        if len(scenes) > 1:
            yield (
                f"it compares {', '.join(sorted(names_of))} in one way to fire, which are never known together",
                "compare signals of a movement, of paths, of all paths together or of an identifier, each by itself",
            )
            return


def _ways(condition: Condition) -> list[frozenset[str]]:
    """The signals of each way in which a condition can become true."""
    match condition:
        case Compare():
            return [frozenset(names(condition))]
        case AnyOf(parts):
            return list(dict.fromkeys(way for part in parts for way in _ways(part)))
        case AllOf(parts):
            found = [frozenset[str]()]
            for part in parts:
                found = list(dict.fromkeys(one | other for one in found for other in _ways(part)))
            return found


def _papers(typology: Typology) -> Iterator[Problem]:
    if not typology.references:
        yield "it has no reference", "cite the publication that describes the pattern"
    for number, reference in enumerate(typology.references, start=1):
        if not reference.amltrix and not (reference.source and reference.document):
            yield f"reference {number} names no source and document", "give source, document, date and section"
    if not typology.crimes and typology.topic == "alerts":
        yield "it names no crime", "list the crimes that the pattern points to"
    if not typology.false_positives:
        yield "it names no false positives", "write down which honest behaviour looks the same"
    if not typology.runbook.strip():
        yield "it has no runbook", "say what the analyst should look at, over which time window"
    elif not _TIME_WINDOW.search(typology.runbook):
        yield "its runbook names no time window", "say how far back to look, such as `90 days`"


def _suppressible(typology: Typology) -> Iterator[Problem]:
    if typology.suppressible and NEVER_HELD_BACK in typology.crimes:
        yield (
            f"its alerts could be snoozed, though it names {NEVER_HELD_BACK}",
            "write `suppressible: false`",
        )


def _needs(typology: Typology) -> Iterator[Problem]:
    for needed in typology.needs:
        for field in alternatives(needed):
            if field not in FIELDS and field not in PROVIDED:
                yield f"it needs `{field}`, which no transaction has", "name a field of a transaction, or `party.…`"


def _has_cases(typology: Typology) -> Iterator[Problem]:
    kinds: dict[str, list[bool | None]] = {"fires": [], "quiet": [], "at_the_line": []}
    for name, case, _ in typology.cases.each():
        kind = name.rsplit("-", 1)[0]
        kinds[kind].append(case.fires)
        if (case.fires is None) == (kind == "at_the_line"):
            yield f"case {name} is unclear", "say `fires:` for cases at the line, and only for them"
        try:
            expand(case, f"{typology.id}-{name}")
        except CatalogueError as error:
            yield f"a case cannot be expanded: {error}", "mend the case"
    for kind, found in kinds.items():
        if not found:
            yield f"it has no case `{kind}`", "write one"


def _window(typology: Typology, history_days: int) -> Iterator[Problem]:
    window = parse_duration(typology.window)
    if not timedelta() < window <= timedelta(days=HISTORY_COLUMNS_DAYS):
        yield (
            f"its window of {typology.window} is outside what the state keeps",
            f"choose at most {HISTORY_COLUMNS_DAYS}d",
        )
    far = farthest(typology.condition, typology.vocabulary)
    if far is not None and window_of(far) > window:
        yield (
            f"its window of {typology.window} cuts off evidence, for it fires on {far.name}",
            f"gather evidence over {far.window}, or demand a signal of a shorter window",
        )
    for name in typology.signals:
        signal: Signal = typology.vocabulary[name]
        if signal.daily and window_of(signal) > timedelta(days=history_days):
            yield f"it reads {name} over {signal.window}, and {history_days} days are kept", "keep more history_days"


def _clashes(catalogue: Catalogue, only: Set[str] | None) -> Iterator[Finding]:
    seen: dict[str, Typology] = {}
    for typology in catalogue.typologies:
        other = seen.setdefault(_canonical(typology.condition), typology)
        if other is not typology and (only is None or not only.isdisjoint({typology.id, other.id})):
            yield Finding(typology.file, f"its condition is that of {other.file}", "merge the two, or tell them apart")


def _canonical(condition: Condition) -> str:
    match condition:
        case Compare():
            return str(condition)
        case AllOf(parts):
            return f"all({', '.join(sorted(map(_canonical, parts)))})"
        case AnyOf(parts):
            return f"any({', '.join(sorted(map(_canonical, parts)))})"


_EXAMINATIONS: tuple[Callable[[Typology], Iterator[Problem]], ...] = (
    _fires_and_rests,
    _currencies,
    _protected,
    _scenes,
    _papers,
    _suppressible,
    _needs,
    _has_cases,
)
