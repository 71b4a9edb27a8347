"""Narratives: templates whose gaps are filled with the numbers of one row.

A gap is `{signal}`, `{threshold.name}`, `{params.name}` or `{window}`, with a format after a colon where the unit does
not say it all: `{params.min_value:money}`. Nothing else stands in braces, and nothing from a transaction is ever
read as a template.

A clause in square brackets is told only where each signal in it is known and not zero, so that an alert speaks of what
was done and not of what was not: `{in_sum_7d} came in[, {cash_in_sum_7d} of it in cash].`
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from streams.catalogue.duration import spell_duration
from streams.catalogue.language import suggestion
from streams.errors import CatalogueError

FORMATS = ("number", "count", "money", "threshold_money", "share", "days", "hours", "years", "km", "kmh")
"""What may stand after a colon; a signal's unit chooses one where nothing does."""

_CLAUSE = re.compile(r"\[([^\[\]]*)\]")
_GAP = re.compile(r"\{([^{}]*)\}")
_FIELD = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?::([a-z_]+))?")
_SHARE_SHOWN = 0.00005
"""A smaller one would be written as nothing."""
_UNIT_FORMATS = {"ratio": "number", "z": "number", "flag": "number"}


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies in which amounts are shown; `threshold` is that of the threshold in force, empty for none."""

    base: str
    threshold: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: a column to read, or a constant, and its format."""

    column: str
    constant: float
    format: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What is told only where all its signals are known and not zero."""

    parts: tuple[str | Gap, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The signals in it."""
        return tuple(part.column for part in self.parts if isinstance(part, Gap) and part.column)


Segment = str | Gap | Clause


def parse_narrative(
    template: str, units: Mapping[str, str], params: Mapping[str, float], window: str, where: str
) -> tuple[Segment, ...]:
    """The text, the gaps and the clauses of a template, in order. Raises CatalogueError that starts with `where`."""

    def parts(text: str) -> tuple[str | Gap, ...]:
        return _parts(text, units, params, window, where)

    text = " ".join(template.split())
    segments: list[Segment] = []
    end = 0
    for match in _CLAUSE.finditer(text):
        clause = Clause(parts(match[1]))
        if not clause.columns:
            raise CatalogueError(f"{where}: [{match[1]}] has no signal in it that says whether it is told")
        segments += [*parts(text[end : match.start()]), clause]
        end = match.end()
    return (*segments, *parts(text[end:]))


def _parts(
    text: str, units: Mapping[str, str], params: Mapping[str, float], window: str, where: str
) -> tuple[str | Gap, ...]:
    parts: list[str | Gap] = []
    end = 0
    for match in _GAP.finditer(text):
        parts += [text[end : match.start()], _gap(match[1], units, params, window, where)]
        end = match.end()
    parts.append(text[end:])
    for part in parts:
        if isinstance(part, str) and re.search(r"[{}\[\]]", part):
            raise CatalogueError(f"{where}: a brace or a bracket without its partner")
    return tuple(part for part in parts if part != "")


def fill(segments: Sequence[Segment], read: Callable[[str], float], currencies: Currencies) -> str:
    """The narrative for one row; `read` gives the number behind a signal."""
    told = []
    for segment in segments:
        match segment:
            case str():
                told.append(segment)
            case Gap(column, constant, unit):
                told.append(show(read(column) if column else constant, unit, currencies))
            case Clause(parts):
                if all(read(column) != 0 and not math.isnan(read(column)) for column in segment.columns):
                    told.append(fill(parts, read, currencies))
    return "".join(told)


def show(value: float, unit: str, currencies: Currencies) -> str:
    """A number in its unit as people write it; `unknown` for nan."""
    if math.isnan(value):
        return "unknown"
    match unit:
        case "money":
            return f"{_amount(value)} {currencies.base}"
        case "threshold_money":
            return f"{_amount(value)} {currencies.threshold}".rstrip()
        case "share":
            return f"{_number(100 * value, 2)} %" if not 0 < value < _SHARE_SHOWN else "less than 0.01 %"
        case "days" | "hours":
            number = _number(value, 1)
            return f"{number} {unit.removesuffix('s') if number == '1' else unit}"
        case "years":
            return f"{math.floor(value)} years"
        case "km":
            return f"{_number(value, 0)} km"
        case "kmh":
            return f"{_number(value, 0)} km/h"
        case "count":
            return _number(value, 0)
        case _:
            return _number(value, 2)


def _amount(value: float) -> str:
    """Cents in full, or not at all."""
    text = f"{value:,.2f}"
    return text.removesuffix(".00")


def _number(value: float, decimals: int) -> str:
    """Decimals only as far as they say something."""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").removesuffix(".") if decimals else text
    return "0" if text == "-0" else text


def _gap(field: str, units: Mapping[str, str], params: Mapping[str, float], window: str, where: str) -> str | Gap:
    match = _FIELD.fullmatch(field)
    if match is None:
        raise CatalogueError(f"{where}: {{{field}}} is not of the form {{name}} or {{name:format}}")
    name, wanted = match[1], match[2] or ""
    if wanted and wanted not in FORMATS:
        raise CatalogueError(f"{where}: unknown format {wanted}{suggestion(wanted, FORMATS)}")
    if name == "window":
        return spell_duration(window)
    if name.startswith("params."):
        parameter = name.removeprefix("params.")
        if parameter not in params:
            raise CatalogueError(f"{where}: unknown parameter {name}{suggestion(parameter, params)}")
        return Gap("", params[parameter], wanted or "number")
    column = name.replace("threshold.", "threshold_", 1) if name.startswith("threshold.") else name
    if column not in units:
        raise CatalogueError(f"{where}: unknown name {name}{suggestion(column, units)}")
    own = _UNIT_FORMATS.get(units[column], units[column])
    if wanted and wanted != own and not (wanted == "money" and own == "threshold_money"):
        raise CatalogueError(f"{where}: {name} is shown as {own}, not as {wanted}")
    return Gap(column, math.nan, own)
