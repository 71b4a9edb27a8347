"""The changes that a deployment makes to its typologies: dated, signed and explained, in one YAML file.

The file is a list to which changes are appended:

    - id: c81f0a2be
      effective: "2026-03-02T08:00:00Z"
      typology: fan-in
      params: {day_senders: 8}
      author: Analyst 4
      approver: Officer 2
      reason: Tenants of a new housing firm made half of the alerts of February.

Each counts from its `effective` time on, by the clock of the worker. What was changed is never edited or deleted: a
further change says otherwise, or `reverts` an earlier one by its id.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from streams.catalogue import strict_yaml
from streams.catalogue.language import suggestion
from streams.catalogue.typology import Line, Paragraph, Parameter, Slug, Status
from streams.errors import CatalogueError

FILE_BYTES_MAX = 1 << 20
"""Some three thousand changes."""

ChangeId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One change of one typology, or the way back from one."""

    id: ChangeId = ""
    """What `reverts` names; made from the rest where the file says none."""
    effective: Annotated[datetime, msgspec.Meta(tz=True)]
    """From when on it counts."""
    typology: Slug | None = None
    params: dict[Parameter, float] = {}
    status: Status | None = None
    reverts: ChangeId | None = None
    """Put back what held before that change took effect, in everything that it changed."""
    author: Line
    approver: Line | None = None
    reason: Paragraph

    def __post_init__(self) -> None:
        if self.reverts is not None:
            if self.typology or self.params or self.status:
                raise ValueError("a change that reverts another one changes nothing else")
        elif self.typology is None:
            raise ValueError("it names neither a typology nor a change that it reverts")
        elif not self.params and self.status is None:
            raise ValueError("it changes neither params nor status")
        for name, value in self.params.items():
            if not math.isfinite(value):
                raise ValueError(f"parameter {name} is not a finite number")

    def named(self) -> Change:
        """The change with its id, which is made from its content where it has none."""
        if self.id:
            return self
        content = msgspec.json.encode(self, order="deterministic")
        return msgspec.structs.replace(self, id=f"c{hashlib.sha256(content).hexdigest()[:8]}")


class Knob(NamedTuple):
    """What can be changed: a parameter of a typology, or its status where `param` is None."""

    typology: str
    param: str | None

    @property
    def label(self) -> str:
        """The parameter's name, or `status`."""
        return "status" if self.param is None else self.param


class Override(NamedTuple):
    """The value that a change gave to a knob."""

    value: float | Status
    by: str
    """File and change, for messages."""


Overrides = Mapping[Knob, Override]
"""All that differs from the typology files at one moment."""


class Stage(NamedTuple):
    """A change with what held before and after it."""

    change: Change
    knobs: tuple[Knob, ...]
    """What it changed, or put back."""
    before: Overrides
    after: Overrides


@dataclass(frozen=True, slots=True)
class Tuning:
    """The changes of a deployment, in the order in which they take effect."""

    stages: tuple[Stage, ...] = ()

    def at(self, moment: datetime) -> Overrides:
        """What differs from the typology files at a moment."""
        overrides: Overrides = {}
        for stage in self.stages:
            if stage.change.effective <= moment:
                overrides = stage.after
        return overrides

    def after(self, moment: datetime) -> Iterator[Stage]:
        """The stages that are still to come."""
        return (stage for stage in self.stages if stage.change.effective > moment)


def read_tuning(path: Path, needs_approver: bool = False) -> Tuning:
    """Read a file of changes. With `needs_approver` somebody other than the author must have approved each.

    Raises CatalogueError that names the file and the change.
    """
    content = strict_yaml.read(path, FILE_BYTES_MAX)
    if isinstance(content, Mapping):
        raise CatalogueError(f"{path}: it must be a list of changes, each with effective, author and reason")
    try:
        changes = [change.named() for change in msgspec.convert(content or [], list[Change])]
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{path}: {error}") from error
    for change in changes:
        if needs_approver and not _approved(change):
            raise CatalogueError(f"{path}: change {change.id}: it must be approved by somebody other than its author")
    return Tuning(tuple(_stages(changes, path)))


def _approved(change: Change) -> bool:
    return change.approver is not None and change.approver.strip().casefold() != change.author.strip().casefold()


def _stages(changes: list[Change], path: Path) -> Iterator[Stage]:
    # Changes of one moment take effect in the order of the file.
    seen: dict[str, Stage] = {}
    overrides: Overrides = {}
    for change in sorted(changes, key=lambda each: each.effective):
        by = f"{path}: change {change.id}"
        if change.id in seen:
            raise CatalogueError(f"{by}: its id stands twice; give one of them another id")
        stage = _stage(change, overrides, seen, by)
        seen[change.id] = stage
        overrides = stage.after
        yield stage


def _stage(change: Change, before: Overrides, seen: Mapping[str, Stage], by: str) -> Stage:
    if change.reverts is None:
        assert change.typology is not None
        given = {Knob(change.typology, name): Override(value, by) for name, value in change.params.items()}
        if change.status is not None:
            given[Knob(change.typology, None)] = Override(change.status, by)
        return Stage(change, tuple(given), before, {**before, **given})
    if change.reverts not in seen:
        known = suggestion(change.reverts, seen)
        raise CatalogueError(f"{by}: it reverts {change.reverts}, which is no change before it{known}")
    reverted, after = seen[change.reverts], dict(before)
    for knob in reverted.knobs:
        if knob in reverted.before:
            after[knob] = reverted.before[knob]
        else:
            after.pop(knob, None)
    return Stage(change, reverted.knobs, before, after)
