"""What can be wrong with a mapping file, found before the first row is read."""

from __future__ import annotations

import codecs
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from streams.errors import MappingError
from streams.mapping.fields import Field, literal

if TYPE_CHECKING:
    from streams.mapping.rules import Mapping, Rule

_REQUIRED = ("id", "time", "amount", "currency")
_IDENTITIES = ("account", "customer", "wallet", "name")


def check_rule(path: str, rule: Rule, field: Field) -> None:
    """Raise MappingError, which names the field, where the rule contradicts itself or cannot fill the field."""
    if sum(source is not None for source in (rule.column, rule.template, rule.constant)) != 1:
        raise MappingError(f"{path}: needs exactly one of column, template and constant")
    conversions = _conversions(rule)
    if rule.constant is not None and (conversions or rule.null_values is not None):
        raise MappingError(f"{path}: a constant is not converted")
    if len(conversions) > 1:
        raise MappingError(f"{path}: {' and '.join(sorted(conversions))} exclude each other")
    if {"unit", "format or zone"} & conversions and field.kind not in ("time", "date"):
        raise MappingError(f"{path}: unit, format and zone are for times and dates")
    if "scale or decimal_mark" in conversions and field.kind != "decimal":
        raise MappingError(f"{path}: scale and decimal_mark are for amounts and quantities")
    _check_time(path, rule, field)
    if rule.scale is not None and (not rule.scale.is_finite() or rule.scale <= 0):
        raise MappingError(f"{path}: scale must be above zero")
    if rule.otherwise is not None and rule.values is None:
        raise MappingError(f"{path}: `otherwise` needs `values`")
    for content in (rule.constant, rule.otherwise, *(rule.values or {}).values()):
        if content is not None:
            literal(path, content, field)


def _conversions(rule: Rule) -> set[str]:
    wanted = {
        "values": rule.values is not None,
        "unit": rule.unit is not None or rule.from_ is not None,
        "format or zone": rule.format is not None or rule.zone is not None,
        "scale or decimal_mark": rule.scale is not None or rule.decimal_mark is not None,
    }
    return {name for name, is_wanted in wanted.items() if is_wanted}


def _check_time(path: str, rule: Rule, field: Field) -> None:
    if (rule.unit is None) != (rule.from_ is None):
        raise MappingError(f"{path}: `unit` and `from` go together")
    if rule.from_ is not None and rule.from_.tzinfo is None:
        raise MappingError(f"{path}: `from` needs a zone, as in 2023-01-01T00:00:00Z")
    if rule.zone is not None:
        try:
            ZoneInfo(rule.zone)
        except (KeyError, ValueError, OSError):
            raise MappingError(f"{path}: {rule.zone!r} is no IANA time zone, such as Europe/Zurich") from None
    if rule.format is not None:
        if not _can_be_read(rule.format):
            raise MappingError(
                f"{path}: nothing can be read as {rule.format!r}; hours need minutes, days months and years"
            )
        if field.kind == "time" and rule.zone is None and "%z" not in rule.format:
            raise MappingError(f"{path}: a format without %z needs `zone`")


def _can_be_read(format_: str) -> bool:
    """Whether a day that is written in the format comes back as the same day."""
    moment = pl.Series([datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)])
    try:
        returned = moment.dt.strftime(format_).str.to_datetime(format_, strict=False)
        return returned.dt.date().to_list() == [date(2001, 2, 3)]
    except pl.exceptions.PolarsError:
        return False


def check_mapping(mapping: Mapping) -> None:
    """Raise MappingError where a transaction could never come out, a label would be read, or the file could not."""
    for path, rule in mapping.fields.items():
        for column in rule.columns:
            if column in mapping.labels:
                raise MappingError(f"{path}: {column!r} is a label, and what it knows is no part of a transaction")
    missing = [path for path in _REQUIRED if path not in mapping.fields]
    if missing:
        raise MappingError(f"nothing is said about {', '.join(missing)}, which every transaction needs")
    if not any(f"{side}.{name}" in mapping.fields for side in ("debtor", "creditor") for name in _IDENTITIES):
        raise MappingError(f"neither debtor nor creditor has any of {', '.join(_IDENTITIES)}")
    if len(mapping.separator) != 1 or not mapping.separator.isascii() or mapping.separator in '"\r\n':
        raise MappingError(f"separator {mapping.separator!r} is not one ASCII character")
    try:
        codecs.lookup(mapping.encoding)
        compatible = "\n".encode(mapping.encoding) == b"\n"
    except LookupError:
        raise MappingError(f"encoding {mapping.encoding!r} is unknown") from None
    if not compatible:
        raise MappingError(f"encoding {mapping.encoding!r} is not an extension of ASCII; convert the file first")
