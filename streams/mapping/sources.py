"""Which kind of file it is, by its name."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from streams.errors import MappingError
from streams.mapping.csv_source import CsvSource
from streams.mapping.json_source import JsonLinesSource
from streams.mapping.parquet_source import ParquetSource
from streams.mapping.rules import Mapping
from streams.mapping.source import Source


def open_source(path: Path, mapping: Mapping) -> Source:
    """The source for a file, by its name. Raises MappingError where the file or its beginning cannot be read."""
    name = path.name.lower().removesuffix(".gz")
    try:
        if name.endswith((".csv", ".tsv", ".txt")):
            return CsvSource(path, mapping)
        if name.endswith((".jsonl", ".ndjson", ".json")):
            return JsonLinesSource(path)
        if name.endswith(".parquet"):
            return ParquetSource(path)
    except (OSError, EOFError, pl.exceptions.PolarsError) as error:
        raise MappingError(f"{path}: cannot be read: {error}") from error
    raise MappingError(f"{path}: not a .csv, .jsonl (both also .gz) or .parquet file")
