"""Rows to train on, made up."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from models.features import candidates, is_logged
from models.manifest import Data, Manifest
from models.persistence import dumped
from models.rows import Rows
from models.split import split
from models.train import Trained, described_by, fit
from streams.movement import PartyCode
from streams.signals.registry import INDEX, WIDTH

DAY_US = 86_400_000_000
DATA = Data("made.csv", "0" * 64, None, 3000, {"no_party": 2}, 6000, 0.5, "fraud")


def made_rows(count: int = 6000, seed: int = 5, npos: int = 40) -> Rows:
    """Rows of persons, businesses and few non-profits, over 100 days; an eighth of the values is unknown."""
    rng = np.random.default_rng(seed)
    logged = np.array([is_logged(each) for each in candidates()])
    signals = rng.normal(2.0, 1.0, (count, len(logged)))
    signals[:, logged] = np.exp(signals[:, logged])
    signals[rng.random(signals.shape) < 0.125] = np.nan
    kinds = np.where(rng.random(count) < 0.6, PartyCode.PERSON, PartyCode.BUSINESS).astype(np.uint8)
    kinds[rng.choice(count, npos, replace=False)] = PartyCode.NPO
    signals[kinds == PartyCode.BUSINESS] *= 50
    signals[:, -1] = 7.0
    times = np.sort(rng.integers(0, 100 * DAY_US, count))
    ids = rng.integers(0, 2**64, count, dtype=np.uint64)
    return Rows(signals.astype(np.float32), kinds, times, ids, rng.integers(0, 300, count).astype(np.uint64))


@pytest.fixture(scope="session")
def rows() -> Rows:
    """Made-up rows."""
    return made_rows()


@pytest.fixture(scope="session")
def trained(rows: Rows) -> Trained:
    """A model of them."""
    return fit(rows, split(rows.times_us), None, seed=3)


def wide(rows: Rows) -> np.ndarray:
    """The rows with the columns of all signals."""
    matrix = np.full((len(rows), WIDTH), np.nan)
    matrix[:, [INDEX[each.name] for each in candidates()]] = rows.signals
    return matrix


@pytest.fixture(scope="session")
def labelled(rows: Rows) -> tuple[Trained, Manifest, bytes]:
    """A model with a ranker of them, what is said of it, and its saved form."""
    labels = (np.nan_to_num(rows.signals[:, 40]) > np.nanquantile(rows.signals[:, 40], 0.95)).astype(np.int8)
    parts = split(rows.times_us)
    trained = fit(rows, parts, labels, seed=3)
    data = dumped(trained.model, trained.ranker)
    manifest = described_by(trained, rows, parts, labels, DATA, hashlib.sha256(data).hexdigest(), seed=3)
    return trained, manifest, data
