"""Who changed what and when, and which catalogue was in force from then on.

Digests are computed from the typology files as they are now. The catalogue of an earlier release of Counterflow, or of
a folder that was edited since, is found with those files only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from streams.catalogue.catalogue import Catalogue, apply, digest_of
from streams.catalogue.deployment import Deployment
from streams.catalogue.tuning import Change, Knob, Overrides
from streams.catalogue.typology import Typology, compile_typology
from streams.errors import CatalogueError

Value = float | str | None
"""Of a parameter or status; None where the typology files do not know it."""


class Edit(NamedTuple):
    """What a change did to a knob."""

    knob: Knob
    old: Value
    new: Value


class Entry(NamedTuple):
    """One change."""

    change: Change
    edits: tuple[Edit, ...]
    digest: str | None
    """The catalogue's from then on; None where the changes do not fit the typology files."""


class Span(NamedTuple):
    """A time during which a catalogue was in force."""

    since: datetime | None
    """None: from before the first change."""
    until: datetime | None
    """None: no change is known that ends it."""


def history(deployment: Deployment) -> Iterator[Entry]:
    """Every change, in the order in which they take effect, those to come included."""
    typologies = {name: _typology(deployment, name, {}) for name in deployment.definitions}
    for stage in deployment.tuning.stages:
        for name in {knob.typology for knob in stage.knobs} & typologies.keys():
            typologies[name] = _typology(deployment, name, stage.after)
        edits = tuple(
            Edit(knob, _value(deployment, knob, stage.before), _value(deployment, knob, stage.after))
            for knob in stage.knobs
        )
        compiled = [typology for typology in typologies.values() if typology is not None]
        strays = any(knob.typology not in typologies for knob in stage.after)
        fits = not strays and len(compiled) == len(typologies)
        yield Entry(stage.change, edits, digest_of(compiled) if fits else None)


def find(deployment: Deployment, digest: str) -> tuple[str, list[Span]]:
    """The whole digest that begins so, and when its catalogue was in force.

    Raises CatalogueError where there is none, or more than one.
    """
    untuned = Catalogue.tuned(deployment.definitions, {}, deployment.vocabulary).digest
    entries = list(history(deployment))
    digests = [untuned, *(entry.digest for entry in entries)]
    times = [None, *(entry.change.effective for entry in entries)]
    found: dict[str, list[Span]] = {}
    for each, since, until in zip(digests, times, [*times[1:], None], strict=True):
        if each is None or not each.startswith(digest) or (since is not None and since == until):
            continue
        spans = found.setdefault(each, [])
        if spans and spans[-1].until == since:
            since = spans.pop().since
        spans.append(Span(since, until))
    if not found:
        raise CatalogueError(
            f"no catalogue of these files has digest {digest}: its typologies may be of another release, or edited"
        )
    if len(found) > 1:
        raise CatalogueError(f"{len(found)} catalogues have a digest that begins with {digest}: give more of it")
    return next(iter(found.items()))


def _typology(deployment: Deployment, name: str, overrides: Overrides) -> Typology | None:
    definition, path = deployment.definitions[name]
    try:
        return compile_typology(apply(definition, overrides), path.name, deployment.vocabulary)
    except CatalogueError:
        return None


def _value(deployment: Deployment, knob: Knob, overrides: Overrides) -> Value:
    if knob in overrides:
        return overrides[knob].value
    if knob.typology not in deployment.definitions:
        return None
    definition, _ = deployment.definitions[knob.typology]
    return definition.status if knob.param is None else definition.params.get(knob.param)
