"""A backtest with a trained model: its scores are the worker's calls of it, and labels tell how good each part is."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.manifest import Data
from models.persistence import dumped, load, save
from models.split import split
from models.train import described_by, fit
from streams.errors import ModelError
from streams.offline import Offline
from streams.subject.subjects import Applied
from tests.backtest.made import run, write
from tests.flows.worlds import CATALOGUE, REFERENCE, SETTINGS, stream_of
from tests.models.conftest import made_rows

TRANSACTIONS = stream_of(1)
LABELS = ["fraud" if number % 4 == 0 else "" for number in range(len(TRANSACTIONS))]


def model(folder: Path, labelled: bool) -> Path:
    rows = made_rows(4000)
    labels = (np.nan_to_num(rows.signals[:, 40]) > np.nanquantile(rows.signals[:, 40], 0.95)).astype(np.int8)
    parts, told = split(rows.times_us), labels if labelled else None
    trained = fit(rows, parts, told, seed=3)
    data = dumped(trained.model, trained.ranker)
    known = Data("made.csv", "0" * 64, None, 1, {}, 1, 1.0, "fraud" if labelled else None)
    save(folder, data, described_by(trained, rows, parts, told, known, hashlib.sha256(data).hexdigest(), seed=3))
    return folder


def steps() -> list[tuple[np.ndarray, np.ndarray]]:
    """Signals and kinds of party of the movements, as the worker's evaluation shows them."""
    seen: list[tuple[np.ndarray, np.ndarray]] = []
    offline = Offline(CATALOGUE, SETTINGS, REFERENCE, observe=lambda _, applied, __: seen.append(_of(applied)))
    for _ in offline.judge(TRANSACTIONS):
        pass
    return seen


def _of(applied: Applied) -> tuple[np.ndarray, np.ndarray]:
    return applied.matrix, applied.kinds


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("model")
    write(made, TRANSACTIONS, LABELS)
    run(made, labels="verdict", model=model(made / "model", labelled=True))
    return made


def test_scores_are_those_of_the_model_on_the_same_signals(folder: Path):
    model, ranker, _ = load(folder / "model")
    assert ranker is not None
    tails: list[float] = []
    ranks: list[float] = []
    for matrix, kinds in steps():
        found = model.score(matrix, kinds)
        tails.extend(found.tolist())
        ranks.extend(ranker.rank(matrix[:, model.columns], found).tolist())
    scores = pl.read_parquet(folder / "out" / "scores.parquet")
    assert len(scores) == len(tails)
    assert sorted(scores["anomaly_tail"].to_list()) == pytest.approx(sorted(tails))
    assert sorted(scores["ranker"].to_list()) == pytest.approx(sorted(ranks))
    assert scores["score"].is_between(0, 1).all()


def test_the_rules_are_what_they_are_without_a_model(folder: Path, tmp_path: Path):
    write(tmp_path, TRANSACTIONS, LABELS)
    run(tmp_path, labels="verdict")
    plain = pl.read_parquet(tmp_path / "out" / "scores.parquet")
    scores = pl.read_parquet(folder / "out" / "scores.parquet")
    assert plain.columns == ["transaction", "subject", "time", "kind", "score", "fired"]
    assert scores["rules"].to_list() == plain["score"].to_list()
    assert scores["fired"].to_list() == plain["fired"].to_list()
    alone = json.loads((folder / "out" / "metrics.json").read_text())["labels"]["alone"]
    without = json.loads((tmp_path / "out" / "metrics.json").read_text())["labels"]
    assert alone["rules"]["by_subject"] == without["by_subject"]
    assert alone.keys() == {"rules", "anomaly", "ranker"}


def test_metrics_and_page_name_the_model_and_each_part(folder: Path):
    version = load(folder / "model").manifest.version
    metrics = json.loads((folder / "out" / "metrics.json").read_text())
    assert (metrics["model"]["version"], metrics["model"]["ranker"]) == (version, True)
    page = (folder / "out" / "report.html").read_text()
    assert f"model {version}" in page
    assert all(f"<td>{name}</td>" in page for name in ("rules", "anomaly", "ranker", "together"))


def test_a_model_without_labels_has_no_ranker(tmp_path: Path):
    write(tmp_path, TRANSACTIONS, LABELS)
    summary = run(tmp_path, labels="verdict", model=model(tmp_path / "model", labelled=False))
    assert summary.metrics["labels"]["alone"].keys() == {"rules", "anomaly"}
    assert "ranker" not in pl.read_parquet(tmp_path / "out" / "scores.parquet").columns


def test_a_folder_that_holds_no_model_is_refused_before_anything_is_written(tmp_path: Path):
    write(tmp_path, TRANSACTIONS, LABELS)
    with pytest.raises(ModelError):
        run(tmp_path, model=tmp_path)
    assert not (tmp_path / "out").exists()


def test_the_worker_does_not_need_the_models_package_to_start():
    code = "import sys, streams.backtest; print(any(name.split('.')[0] == 'models' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
