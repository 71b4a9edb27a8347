from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.manifest import Manifest
from models.persistence import Loaded, load, save
from models.rows import Rows
from models.serving import DEFAULT, ServedModel, serve
from models.train import Trained
from streams.signals.model import PEERS
from streams.signals.model import SIGNALS as OF_MODEL
from streams.signals.registry import INDEX, WIDTH
from tests.models.conftest import wide

TAIL, LIKENESS = 0, 1


@pytest.fixture(scope="module")
def loaded(labelled: tuple[Trained, Manifest, bytes], tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A model with a ranker that was written and read again."""
    _, manifest, data = labelled
    folder = tmp_path_factory.mktemp("served")
    save(folder, data, manifest)
    return load(folder)


@pytest.fixture
def served(loaded: Loaded) -> ServedModel:
    return ServedModel(loaded)


def test_the_columns_are_tail_likeness_and_place_among_peers(served: ServedModel, loaded: Loaded, rows: Rows):
    matrix = wide(rows)[:200]
    columns = served.judge(matrix, rows.kinds[:200])
    assert columns.shape == (200, len(OF_MODEL))
    assert columns[:, TAIL].tolist() == loaded.model.score(matrix, rows.kinds[:200]).tolist()
    assert loaded.ranker is not None
    ranked = loaded.ranker.rank(matrix[:, loaded.model.columns], columns[:, TAIL])
    assert columns[:, LIKENESS].tolist() == ranked.tolist()
    known = np.isfinite(matrix[:, INDEX[PEERS[0]]])
    assert np.isfinite(columns[known, LIKENESS + 1]).all()
    assert np.nanmin(columns) >= 0
    assert np.nanmax(columns) <= 1


def test_where_a_row_stands_does_not_depend_on_the_rows_beside_it(served: ServedModel, rows: Rows):
    matrix = wide(rows)[:64]
    together = served.judge(matrix, rows.kinds[:64])
    alone = [served.judge(matrix[at : at + 1], rows.kinds[at : at + 1])[0] for at in range(64)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@pytest.mark.parametrize(("signal", "column", "sign"), [("anomaly_tail", TAIL, -1), ("crime_likeness", LIKENESS, 1)])
def test_what_is_unusual_made_the_score_and_the_score_falls_when_it_is_usual_again(
    served: ServedModel, loaded: Loaded, rows: Rows, signal: str, column: int, sign: int
):
    matrix = wide(rows)
    scores = sign * served.judge(matrix, rows.kinds)[:, column]
    for at in np.argsort(-scores, kind="stable")[:20].tolist():
        kind = rows.kinds[at : at + 1]
        median = dict(zip(loaded.model.signals, loaded.model.segment(kind[0]).scale.median, strict=True))
        unusual = served.unusual(signal, matrix[at], int(kind[0]))
        assert unusual
        for each in unusual:
            assert each.value == matrix[at, INDEX[each.signal]]
            usual = matrix[at : at + 1].copy()
            usual[0, INDEX[each.signal]] = median[each.signal]
            assert each.low is not None
            assert each.high is not None
            assert each.low <= median[each.signal] <= each.high
            again = sign * served.judge(usual, kind)[0, column]
            assert again == pytest.approx(sign * each.score, rel=1e-9)
            assert again < scores[at]


def test_drift_is_small_on_the_rows_it_was_trained_on_and_large_on_others(served: ServedModel, rows: Rows):
    matrix = wide(rows)
    columns = served.judge(matrix, rows.kinds)
    assert served.drift().score is None
    served.watch(matrix, columns)
    calm = served.drift()
    assert calm.score is not None
    assert calm.score < 0.1
    assert max(calm.signals.values()) < 0.1
    assert calm.silent == calm.constant == ()


def test_a_signal_that_goes_silent_or_constant_is_noticed(served: ServedModel, rows: Rows):
    matrix = wide(rows)
    matrix[:, INDEX["amount"]] = np.nan
    matrix[:, INDEX["in_count_7d"]] = 3.0
    served.watch(matrix, served.judge(matrix, rows.kinds))
    drift = served.drift()
    assert drift.silent == ("amount",)
    assert drift.constant == ("in_count_7d",)
    assert drift.signals["amount"] > 0.25
    assert drift.signals["in_count_7d"] > 0.25


def test_the_model_that_comes_along_fits_the_signals_that_there_are():
    model = serve(DEFAULT)
    assert np.isfinite(model.judge(np.zeros((1, WIDTH)), np.zeros(1, dtype=np.uint8))[0, TAIL])


def test_it_is_no_larger_than_a_repository_should_hold():
    assert sum(file.stat().st_size for file in Path(DEFAULT).iterdir()) < 2 << 20
