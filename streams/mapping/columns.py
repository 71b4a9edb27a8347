"""A rule as column expressions: the content of its field as JSON text, and which rows the rule could not read.

What cannot be read is published as the text that it is. So nothing is lost, and intake refuses it with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Context, Decimal, Inexact, InvalidOperation

import polars as pl

from streams.mapping.fields import Field, literal
from streams.mapping.json_text import quoted
from streams.mapping.rules import Rule

_MICROSECONDS = {"second": 10**6, "minute": 60 * 10**6, "hour": 3600 * 10**6, "day": 86400 * 10**6}
_RFC3339 = "%Y-%m-%dT%H:%M:%S%.fZ"
_LOCAL = "%Y-%m-%dT%H:%M:%S%.f"
_DAY = "%Y-%m-%d"
_BLANKS = r"'\x{2019} \x{a0}\x{202f}"
_GROUPED = {
    mark: (rf"^[+-]?([0-9]+|[0-9]{{1,3}}([{group}{_BLANKS}][0-9]{{3}})+)([{mark}][0-9]+)?$", rf"[{group}{_BLANKS}]")
    for mark, group in ((",", "."), (".", ","))
}
"""For each decimal mark: what a number may look like, and the signs between groups of digits."""
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])


@dataclass(frozen=True, slots=True)
class Column:
    """One field of every row: `content` is JSON text or null, `unreadable` is true where the rule failed."""

    content: pl.Expr
    unreadable: pl.Expr | None = None


def column(path: str, rule: Rule, field: Field, schema: pl.Schema, null_values: Sequence[str]) -> Column:
    """The expressions of the rule over a frame of `schema`."""
    if rule.constant is not None:
        return Column(pl.lit(literal(path, rule.constant, field)))
    text = _text(rule, rule.null_values if rule.null_values is not None else null_values)
    converted = _converted(path, rule, field, schema, text)
    if converted is None:
        return Column(quoted(text))
    return Column(pl.coalesce(converted, quoted(text)), text.is_not_null() & converted.is_null())


def _text(rule: Rule, null_values: Sequence[str]) -> pl.Expr:
    if rule.column is not None:
        text = _column_text(rule.column, null_values)
    else:
        text = pl.concat_str(
            [_column_text(part, null_values) if is_column else pl.lit(part) for is_column, part in rule.template_parts]
        )
    return text


def _column_text(name: str, null_values: Sequence[str]) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(~text.is_in(list(null_values))).then(text)


def _converted(path: str, rule: Rule, field: Field, schema: pl.Schema, text: pl.Expr) -> pl.Expr | None:
    """The content as JSON text, null where it cannot be had; None where the text is published as it is."""
    if rule.values is not None:
        return _looked_up(path, rule, field, text)
    if rule.unit is not None:
        return quoted(_written(_counted(rule, text), field))
    if rule.scale is not None or rule.decimal_mark is not None:
        return quoted(_scaled(rule, text))
    if field.kind in ("time", "date"):
        moment = _moment(rule, field, schema, text)
        return None if moment is None else quoted(_written(moment, field))
    if field.kind == "boolean":
        return text.str.to_lowercase().replace_strict({"true": "true", "false": "false"}, default=None)
    if field.kind == "number":
        number = text.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number.cast(pl.String))
    return None


def _looked_up(path: str, rule: Rule, field: Field, text: pl.Expr) -> pl.Expr:
    table = {key: literal(path, content, field) for key, content in (rule.values or {}).items()}
    default = None if rule.otherwise is None else literal(path, rule.otherwise, field)
    found = text.replace_strict(table, default=default, return_dtype=pl.String)
    return pl.when(text.is_not_null()).then(found)


def _counted(rule: Rule, text: pl.Expr) -> pl.Expr:
    assert rule.unit is not None
    assert rule.from_ is not None
    microseconds = (text.cast(pl.Float64, strict=False) * _MICROSECONDS[rule.unit]).round().cast(pl.Int64, strict=False)
    return pl.lit(rule.from_.astimezone(UTC)).dt.cast_time_unit("us") + microseconds.cast(pl.Duration("us"))


def _moment(rule: Rule, field: Field, schema: pl.Schema, text: pl.Expr) -> pl.Expr | None:
    """Date or time with zone; None where the text is for intake to read."""
    stored = schema[rule.column] if rule.column is not None else pl.String()
    if isinstance(stored, pl.Datetime | pl.Date):
        moment = pl.col(rule.column or "").cast(pl.Datetime("us", getattr(stored, "time_zone", None)))
        has_zone = getattr(stored, "time_zone", None) is not None
    elif rule.format is not None and "%z" in rule.format:
        moment, has_zone = text.str.to_datetime(rule.format, time_unit="us", strict=False), True
    elif rule.format is not None:
        moment, has_zone = text.str.to_datetime(rule.format, time_unit="us", strict=False), False
    elif rule.zone is not None:
        moment, has_zone = (
            text.str.replace(" ", "T", literal=True).str.to_datetime(_LOCAL, time_unit="us", strict=False),
            False,
        )
    else:
        return None
    if field.kind == "date":
        return moment
    if has_zone:
        return moment.dt.convert_time_zone("UTC")
    if rule.zone is None:
        return None
    local = moment.dt.replace_time_zone(rule.zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")


def _written(moment: pl.Expr, field: Field) -> pl.Expr:
    return moment.dt.strftime(_DAY if field.kind == "date" else _RFC3339)


def _scaled(rule: Rule, text: pl.Expr) -> pl.Expr:
    if rule.decimal_mark is not None:
        shape, separators = _GROUPED[rule.decimal_mark]
        plain = text.str.replace_all(separators, "").str.replace(",", ".", literal=True)
        text = pl.when(text.str.contains(shape)).then(plain)
    scale = rule.scale
    if scale is None:
        return text
    return text.map_batches(lambda texts: _multiplied(texts, scale), return_dtype=pl.String)


def _multiplied(texts: pl.Series, scale: Decimal) -> pl.Series:
    return pl.Series(texts.name, [_product(text, scale) for text in texts.to_list()], dtype=pl.String)


def _product(text: str | None, scale: Decimal) -> str | None:
    if text is None:
        return None
    try:
        product = _EXACT.multiply(Decimal(text), scale)
    except (Inexact, InvalidOperation):
        return None
    return str(product) if product.is_finite() else None
