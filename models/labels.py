"""Labels: the column that says what turned out to be a crime. A target and a score, never an input.

A label must not reach the signals. Refused is a mapping that reads the label's column, and one that reads a column
which gives the label away: whose contents, or whose being empty, tell crimes from the rest, as the day of a report
does that is entered after the fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.backtest.labels import NOTHING, is_wrong
from streams.errors import MappingError, ModelError
from streams.mapping import Mapping
from streams.mapping.fields import field_at, suggestion
from streams.mapping.sources import open_source

_GIVEN_AWAY = 0.98
"""A column from which this share of crimes is known with this precision gives the label away."""
_CRIMES_MIN = 10
"""With fewer crimes anything may go with them by chance; too few for a ranker anyway."""
_ROWS_EACH, _VALUES = 20, 50
"""Columns with more distinct contents than one in so many rows, and than so many, are measurements or names; of these
only their being empty is looked at."""
_IDENTITIES = frozenset({"id", "uetr", "account", "customer", "wallet", "name"})
"""Fields that no signal holds."""
_LABEL = "\0label"
"""A name that no column has."""


def read_labels(file: Path, mapping: Path | None, column: str) -> list[bool | None]:
    """Whether each row of the file is labelled as a crime, read as a backtest reads labels.

    None, for unknown, is what is empty in a column that elsewhere says no: 0, false, normal or the like.
    Raises ModelError where the column is missing or gets into the transactions, and MappingError where the file cannot
    be read.
    """
    rules = Mapping.load(mapping) if mapping is not None else None
    source = open_source(file, rules or Mapping(fields={}))
    present = source.schema.names()
    if column not in present:
        raise ModelError(f"{file}: has no column {column!r}{suggestion(column, present)} to take labels from")
    inputs = _inputs(rules, present)
    if column in inputs:
        raise ModelError(f"{column!r} is read as a part of transactions ({inputs[column]}): what is put in is no label")
    frame = pl.concat([batch.frame.select(pl.all().cast(pl.String)) for batch in source.batches([column, *inputs])])
    labels = _labels([(text or "").strip() for text in frame[column].to_list()])
    _check_not_given_away(frame.select(list(inputs)), inputs, labels)
    return labels


def _inputs(rules: Mapping | None, present: Sequence[str]) -> dict[str, str]:
    """The columns that get into transactions as more than a name, each with the field that it fills."""
    if rules is None:
        fields = {name: name for name in present if _is_field(name)}
    else:
        fields = {column: path for path, rule in rules.fields.items() for column in rule.columns if column in present}
    return {column: path for column, path in fields.items() if path.rpartition(".")[2] not in _IDENTITIES}


def _is_field(name: str) -> bool:
    try:
        field_at(name)
    except MappingError:
        return False
    return True


def _labels(texts: Sequence[str]) -> list[bool | None]:
    says_no = any(text and text.lower() in NOTHING for text in texts)
    return [None if says_no and not text else is_wrong(text) for text in texts]


def _check_not_given_away(frame: pl.DataFrame, inputs: dict[str, str], labels: Sequence[bool | None]) -> None:
    known = frame.with_columns(pl.Series(_LABEL, labels, dtype=pl.Boolean)).filter(pl.col(_LABEL).is_not_null())
    positive = known[_LABEL].sum()
    if not _CRIMES_MIN <= positive < known.height:
        return
    for column, path in inputs.items():
        for told in _readings(known, column):
            counts = known.group_by(told.alias("content")).agg(pl.len(), pl.col(_LABEL).sum().alias("crimes"))
            accused = counts.filter(pl.col("crimes") * 2 >= pl.col("len"))
            crimes = accused["crimes"].sum()
            if crimes >= _GIVEN_AWAY * float(max(positive, accused["len"].sum())):
                raise ModelError(
                    f"column {column!r} ({path}) gives the label away: from it alone {crimes:,} of {positive:,} crimes"
                    " are known; take it out of the mapping, or name it under `labels`"
                )


def _readings(frame: pl.DataFrame, column: str) -> Iterator[pl.Expr]:
    content = pl.col(column)
    yield content.is_null() | (content == "")
    if frame[column].n_unique() <= max(_VALUES, frame.height // _ROWS_EACH):
        yield content


def by_key(keys: Sequence[int | None], labels: Sequence[bool | None]) -> dict[int, bool]:
    """The known labels by the hash of the transaction's id. Raises ModelError where records and rows do not agree."""
    if len(keys) != len(labels):
        raise ModelError(f"the file has {len(keys):,} records and {len(labels):,} rows; give it a mapping file")
    return {key: label for key, label in zip(keys, labels, strict=True) if key is not None and label is not None}


def of_rows(transactions: npt.NDArray[np.uint64], known: dict[int, bool]) -> npt.NDArray[np.int8]:
    """The label of each movement, that of its transaction: 1, 0, or -1 for unknown."""
    return np.fromiter((int(known.get(key, -1)) for key in transactions.tolist()), np.int8, len(transactions))
