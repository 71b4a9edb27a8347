"""Training: a file of transactions to a folder with a model.

Signals are computed in event-time order, each from its subject's past alone. What fits comes before what calibrates,
and both before the holdout, of which nothing is learned.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import evaluate
from models.anomaly import ALL, SEGMENTS, Model, Segment, fit_segment
from models.calibration import ROWS_MIN
from models.drift import Reference as Distribution
from models.features import candidates, is_logged, varying, version_of
from models.labels import by_key, of_rows, read_labels
from models.manifest import FORMAT, Data, Kind, Manifest, Used
from models.peers import fit_peers
from models.persistence import dumped, save
from models.ranker import Ranker, fit_ranker, oddness
from models.rows import ROWS_MAX, Rows, gather
from models.split import described, split
from models.verdicts import read_verdicts
from streams.errors import ModelError
from streams.movement import PartyCode
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.family import Signal
from streams.signals.model import PEERS

FIT_MIN = 1000
"""Rows that a kind of party needs in the first part for a segment of its own; in the second it needs `ROWS_MIN`."""
_LIBRARIES = ("scikit-learn", "skops", "numpy", "numba")


@dataclass(frozen=True, slots=True)
class Trained:
    """What training made, in memory."""

    model: Model
    """Its columns are those of `rows`."""
    ranker: Ranker | None
    signals: list[Signal]
    constant: list[str]


def train(
    file: Path,
    mapping: Path | None,
    out: Path,
    settings: Settings,
    reference: Reference,
    *,
    label: str | None = None,
    dispositions: Path | None = None,
    seed: int = 1,
    rows_max: int = ROWS_MAX,
) -> Manifest:
    """Train on a file, write the folder `out`, and say what it is.

    Raises MappingError where the file cannot be read, and ModelError where nothing can be learned from it or its labels
    cannot be used.
    """
    told = read_labels(file, mapping, label) if label is not None else None
    decided = read_verdicts(dispositions) if dispositions is not None else {}
    rows, reading = gather(file, mapping, settings, reference, rows_max)
    labels = None
    if told is not None or decided:
        # A column is what turned out; what an analyst thought stands in where it says nothing.
        said = decided | (by_key(reading.keys, told) if told is not None else {})
        labels = of_rows(rows.transactions, said)
    parts = split(rows.times_us)
    trained = fit(rows, parts, labels, seed)
    data = dumped(trained.model, trained.ranker)
    known = Data(
        file=file.name,
        sha256=_digest(file),
        mapping_sha256=_digest(mapping) if mapping is not None else None,
        transactions=reading.transactions,
        rejected=reading.rejected,
        movements=reading.movements,
        kept_share=reading.kept_share,
        labels=" and ".join(each for each in (label, dispositions and dispositions.name) if each) or None,
    )
    manifest = described_by(trained, rows, parts, labels, known, hashlib.sha256(data).hexdigest(), seed)
    save(out, data, manifest)
    return manifest


def fit(rows: Rows, parts: list[npt.NDArray[np.bool_]], labels: npt.NDArray[np.int8] | None, seed: int) -> Trained:
    """Everything that is learned, from the first two parts; the holdout teaches nothing.

    The ranker learns from both: what is calibrated on the second is the forest, which sees no labels.

    Raises ModelError where rows or labels are too few.
    """
    fitting, calibrating, _ = parts
    if fitting.sum() < FIT_MIN or calibrating.sum() < ROWS_MIN:
        raise ModelError(
            f"{fitting.sum():,} movements fit and {calibrating.sum():,} calibrate, where {FIT_MIN:,} and {ROWS_MIN:,}"
            " are needed: give a longer file"
        )
    known = candidates()
    columns = np.flatnonzero(varying(rows.signals[fitting]))
    signals = [known[column] for column in columns.tolist()]
    segments = _segments(rows, fitting, calibrating, columns, signals, seed)
    model = Model([each.name for each in signals], columns.astype(np.int64), segments)
    ranker = None
    if labels is not None:
        told = (fitting | calibrating) & (labels >= 0)
        chosen = rows.where(told)
        tails = model.score(chosen.signals, chosen.kinds)
        ranker = fit_ranker(chosen.signals[:, columns], tails, labels[told] == 1, seed)
    constant = [each.name for each in known if each not in signals]
    return Trained(model, ranker, signals, constant)


def _segments(
    rows: Rows,
    fitting: npt.NDArray[np.bool_],
    calibrating: npt.NDArray[np.bool_],
    columns: npt.NDArray[np.intp],
    signals: list[Signal],
    seed: int,
) -> dict[str, Segment]:
    logged = np.array([is_logged(each) for each in signals])
    everyone = np.ones(len(rows), np.bool_)
    members = {ALL: everyone, **{name: rows.kinds == code for name, code in SEGMENTS.items()}}
    standing = {each.name: column for column, each in enumerate(candidates()) if each.name in PEERS}
    return {
        name: fit_segment(
            name,
            rows.signals[fitting & own][:, columns],
            rows.signals[calibrating & own][:, columns],
            logged,
            fit_peers(rows.signals[fitting & own], standing),
            seed,
        )
        for name, own in members.items()
        if (fitting & own).sum() >= FIT_MIN and (calibrating & own).sum() >= ROWS_MIN
    }


def described_by(
    trained: Trained,
    rows: Rows,
    parts: list[npt.NDArray[np.bool_]],
    labels: npt.NDArray[np.int8] | None,
    data: Data,
    digest: str,
    seed: int,
) -> Manifest:
    """What is said of a model, whose saved form has this digest."""
    fitting, calibrating, _ = parts
    model = trained.model
    calibrated = rows.where(calibrating)
    return Manifest(
        format=FORMAT,
        digest=digest,
        seed=seed,
        libraries={name: version(name) for name in _LIBRARIES},
        data=data,
        parts=described(rows.times_us, parts),
        signals=[Used(each.name, each.unit, version_of(each)) for each in trained.signals],
        constant=trained.constant,
        kinds=_kinds(model, rows, parts),
        reference={
            name: Distribution.of(rows.signals[fitting, column])
            for name, column in zip(model.signals, model.columns.tolist(), strict=True)
        },
        score_reference=Distribution.of(model.score(calibrated.signals, calibrated.kinds)),
        holdout=_holdout(trained, rows, parts[2], labels),
    )


def _kinds(model: Model, rows: Rows, parts: list[npt.NDArray[np.bool_]]) -> list[Kind]:
    found = []
    for code in PartyCode:
        own = rows.kinds == code
        fitted = rows.signals[parts[0] & own][:, model.columns]
        unknown = float((~np.isfinite(fitted)).mean()) if len(fitted) else 0.0
        fit_rows, calibrate_rows, holdout_rows = (int((part & own).sum()) for part in parts)
        name = code.name.lower() if code is not PartyCode.NONE else "not said"
        found.append(Kind(name, model.segment(code).name, fit_rows, calibrate_rows, holdout_rows, unknown))
    return found


def _holdout(
    trained: Trained, rows: Rows, part: npt.NDArray[np.bool_], labels: npt.NDArray[np.int8] | None
) -> evaluate.Holdout:
    model, held = trained.model, rows.where(part)
    tails = model.score(held.signals, held.kinds)
    segments = np.array([model.segment(kind).name for kind in held.kinds.tolist()], dtype=object)
    found = evaluate.oddness(tails, segments, list(model.segments))
    if labels is None:
        return evaluate.Holdout(found, [])
    scores = {"anomaly": oddness(tails)}
    if trained.ranker is not None:
        scores["ranker"] = trained.ranker.rank(held.signals[:, model.columns], tails)
    keys = {"transactions": held.transactions, "subjects": held.subjects}
    return evaluate.Holdout(found, evaluate.rankings(scores, labels[part], keys))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
