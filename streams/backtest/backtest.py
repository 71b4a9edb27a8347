"""The whole of a backtest: read, judge, measure, compare, and write what was found into a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from streams.alerts.published import Raised
from streams.backtest.border import above
from streams.backtest.capacity import loss
from streams.backtest.compare import Difference, compare, other_catalogue
from streams.backtest.findings import Findings
from streams.backtest.labels import Known, check_column, read_labels
from streams.backtest.metrics import Curve, alone, by_kind, labelled_subjects, loudness, quality
from streams.backtest.opinion import Opinion
from streams.backtest.page import page
from streams.backtest.reading import Stream, read, refused_rows
from streams.backtest.run import Judge, Judged, Observed, new_alerts
from streams.catalogue.catalogue import Catalogue
from streams.errors import MappingError
from streams.intake.rejected import encode as encode_rejected
from streams.mapping import Mapping
from streams.records import Alert, Rejected
from streams.reference import Reference
from streams.replay import open_source
from streams.settings import Settings

OnProgress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for."""

    file: Path
    mapping: Path | None
    out: Path
    labels: str | None = None
    """Column of the file that says what was wrong."""
    compare: Path | None = None
    """Folder of typologies."""
    capacity: int | None = None
    """Alerts that can be looked at in a day."""
    model: Path | None = None
    """Folder of a model that `counterflow train` wrote."""


class Published(msgspec.Struct, frozen=True):
    """A line of `alerts.jsonl`."""

    topic: str
    """Without the prefix."""
    alert: Alert


@dataclass(frozen=True, slots=True)
class Summary:
    """What was found and where it is written."""

    metrics: dict[str, Any]
    rejected: Counter[str]
    """Rejected rows by reason."""
    written: list[Path]


def backtest(
    options: Options, settings: Settings, catalogue: Catalogue, on_progress: OnProgress = lambda *_: None
) -> Summary:
    """Judge a file by a catalogue and write alerts, scores, figures and the page; rejected rows are written too.

    Raises MappingError where the file, the mapping or the column of labels cannot be used, CatalogueError where the
    other catalogue cannot, ModelError where the model cannot, and OSError where the folder cannot be written.
    """
    source = open_source(options.file, options.mapping)
    mapping = _mapping_with_labels(options)
    other = other_catalogue(options.compare, catalogue) if options.compare is not None else None
    opinion = Opinion.load(options.model) if options.model is not None else None
    options.out.mkdir(parents=True, exist_ok=True)
    reference = Reference.load(settings.reference_dir, settings.watch_list)
    judge = Judge(settings, reference, opinion.scorer if opinion is not None else None)

    began = time.perf_counter()
    stream = read(options.file, source, settings, lambda: on_progress("reading", source.done, source.total))
    read_at = time.perf_counter()
    observed = Observed(catalogue, opinion)
    judged = _judged(judge, stream, catalogue, "judging", on_progress, observed)
    ended = time.perf_counter()

    new = new_alerts(judged.raised)
    scores = observed.scores.frame(stream.transactions, judged.raised, opinion)
    known = _known(options, mapping, stream)
    rejected = [*stream.rejected, *refused_rows(options.file, source, settings, judged.refused)]
    figures, curves = _measured(scores, known)
    metrics = {
        "file": options.file.name,
        "catalogue_digest": catalogue.digest,
        **({"model": opinion.told()} if opinion is not None else {}),
        **_counts(stream, judged, rejected),
        **loudness(judged, len(stream.transactions)),
        "alerts_by_party_kind": by_kind(scores, new),
        **_speed(len(stream.transactions), read_at - began, ended - read_at),
        **figures,
    }
    differences = None
    if other is not None:
        differences = compare(judged.raised, _judged(judge, stream, other, "comparing", on_progress).raised)
        metrics["compare"] = {"catalogue_digest": other.digest, "typologies": _told(differences)}
    if options.capacity is not None:
        labelled = labelled_subjects(scores, known.kinds).keys() if known is not None else None
        metrics["capacity"] = msgspec.to_builtins(loss(new, options.capacity, labelled))
    findings = Findings(
        metrics=metrics,
        alerts=[each.alert for each in new],
        scores=scores["score"],
        curves=curves,
        differences=differences,
        above=above(judged.raised),
        below=observed.border.below(stream.transactions),
    )
    written = _written(options.out, judged, scores, rejected, findings)
    return Summary(metrics, Counter(each.reason for each in rejected), written)


def _mapping_with_labels(options: Options) -> Mapping | None:
    if options.labels is None:
        return None
    if options.mapping is None:
        raise MappingError("labels are a column beside those that a mapping reads: say which file maps with --map")
    mapping = Mapping.load(options.mapping)
    check_column(options.file, mapping, options.labels)
    return mapping


def _judged(
    judge: Judge,
    stream: Stream,
    catalogue: Catalogue,
    phase: str,
    on_progress: OnProgress,
    observed: Observed | None = None,
) -> Judged:
    total = len(stream.transactions)
    return judge.judge(stream, catalogue, lambda done: on_progress(phase, done, total), observed)


def _known(options: Options, mapping: Mapping | None, stream: Stream) -> Known | None:
    if mapping is None or options.labels is None:
        return None
    rows = zip(stream.rows, (each.id for each in stream.transactions), strict=True)
    return read_labels(options.file, mapping, options.labels, rows)


def _counts(stream: Stream, judged: Judged, rejected: Sequence[Rejected]) -> dict[str, Any]:
    return {
        "rows": stream.rows_read,
        "transactions": len(stream.transactions),
        "movements": judged.movements,
        "rejected": dict(sorted(Counter(each.reason for each in rejected).items())),
        "not_settled": judged.not_settled,
        "movements_repeated": judged.repeated,
    }


def _speed(transactions: int, reading: float, judging: float) -> dict[str, Any]:
    return {
        "seconds_reading": round(reading, 3),
        "seconds_judging": round(judging, 3),
        "transactions_per_second": round(transactions / (reading + judging)),
    }


def _measured(scores: pl.DataFrame, known: Known | None) -> tuple[dict[str, Any], dict[str, Curve]]:
    if known is None:
        return {}, {}
    figures, curves = quality(scores, known.kinds)
    without = len(known.kinds.keys() - set(scores["transaction"].to_list()))
    labels = {"labelled_without_score": known.rows_rejected + without, **figures}
    if "rules" in scores.columns:
        labels["alone"] = alone(scores, known.kinds)
    return {"labels": labels}, curves


def _told(differences: dict[str, Difference]) -> dict[str, Any]:
    """Differences as figures; the page has examples."""
    figures = ("kept", "gained", "lost", "subjects_gained", "subjects_lost")
    return {name: {figure: getattr(each, figure) for figure in figures} for name, each in differences.items()}


def _written(
    out: Path, judged: Judged, scores: pl.DataFrame, rejected: Sequence[Rejected], findings: Findings
) -> list[Path]:
    """Write everything; the files, in the order in which one would look at them."""
    names = ("report.html", "metrics.json", "alerts.jsonl", "scores.parquet", "rejected.jsonl")
    paths = [out / name for name in names]
    page_file, metrics_file, alerts_file, scores_file, rejected_file = paths
    page_file.write_text(page(findings), encoding="utf-8")
    metrics_file.write_bytes(msgspec.json.format(msgspec.json.encode(findings.metrics), indent=2) + b"\n")
    _write_lines(alerts_file, map(_published, judged.raised))
    scores.write_parquet(scores_file)
    _write_lines(rejected_file, map(encode_rejected, rejected))
    return paths


def _published(raised: Raised) -> bytes:
    return msgspec.json.encode(Published(raised.topic, raised.alert))


def _write_lines(file: Path, lines: Iterable[bytes]) -> None:
    with file.open("wb") as written:
        for line in lines:
            written.write(line + b"\n")
