from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.tree import DecisionTreeClassifier

from models.archive import canonical
from models.manifest import Manifest
from models.persistence import CARD, MANIFEST, MODEL, dumped, load, save
from models.rows import Rows
from models.train import Trained
from streams.errors import ModelError
from streams.signals.registry import SIGNALS
from tests.models.conftest import wide


@pytest.fixture
def folder(tmp_path: Path, labelled: tuple[Trained, Manifest, bytes]) -> Path:
    _, manifest, data = labelled
    save(tmp_path / "model", data, manifest)
    return tmp_path / "model"


def changed(folder: Path, **fields: Any) -> None:
    said = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**said, **fields}))


def exchanged(folder: Path, content: Any) -> None:
    """Put other content into the folder, with its digest in the manifest."""
    data = content if isinstance(content, bytes) else skops.io.dumps(content)
    (folder / MODEL).write_bytes(data)
    changed(folder, digest=hashlib.sha256(data).hexdigest())


def test_a_loaded_model_scores_the_whole_matrix_as_the_trained_one_did(rows: Rows, labelled, folder: Path):
    trained, manifest, _ = labelled
    model, ranker, read = load(folder)
    few = rows.where(np.arange(len(rows)) < 300)
    matrix = wide(few)
    tails = trained.model.score(few.signals, few.kinds)
    assert (model.score(matrix, few.kinds) == tails).all()
    seen = few.signals[:, trained.model.columns]
    assert ranker is not None
    assert (ranker.rank(matrix[:, model.columns], tails) == trained.ranker.rank(seen, tails)).all()
    assert read == manifest


def test_the_same_content_has_the_same_digest(rows: Rows, labelled):
    trained, _, data = labelled
    assert dumped(trained.model, trained.ranker) == data
    assert canonical(data) == data


def test_a_model_that_was_changed_is_refused(folder: Path):
    data = bytearray((folder / MODEL).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / MODEL).write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"its digest is .*, and model\.json says"):
        load(folder)


def test_a_type_that_is_not_trusted_is_refused(folder: Path):
    tree = DecisionTreeClassifier().fit([[0.0], [1.0]], [0, 1])
    exchanged(folder, {"signals": [], "segments": {"all": tree}, "ranker": None})
    with pytest.raises(ModelError, match=r"not trusted: sklearn\.tree\._tree\.Tree"):
        load(folder)


def test_what_is_no_model_is_refused(folder: Path):
    contents: list[Any] = [b"no zip", {"a": 1}, [1, 2], {"signals": [], "segments": {}, "ranker": None}]
    for content in contents:
        exchanged(folder, content)
        with pytest.raises(ModelError, match=r"model\.skops"):
            load(folder)


def test_trees_that_cannot_be_walked_are_refused(labelled, folder: Path):
    _, _, data = labelled
    state = skops.io.loads(data)
    state["segments"]["all"]["forest"]["trees"]["right"][0] = 0
    exchanged(folder, state)
    with pytest.raises(ModelError, match="the trees are damaged"):
        load(folder)


def test_a_scale_of_other_signals_is_refused(labelled, folder: Path):
    _, _, data = labelled
    state = skops.io.loads(data)
    state["segments"]["person"]["scale"]["median"] = np.zeros(3)
    exchanged(folder, state)
    with pytest.raises(ModelError, match="scale of person"):
        load(folder)


def test_a_signal_that_is_missing_or_was_declared_otherwise_is_refused(folder: Path):
    without = [each for each in SIGNALS if each.name != "in_sum_24h"]
    with pytest.raises(ModelError, match="the signal in_sum_24h, which there is not; train it anew"):
        load(folder, without)
    other = [replace(each, window="25h") if each.name == "in_sum_24h" else each for each in SIGNALS]
    with pytest.raises(ModelError, match="the signal in_sum_24h has changed since"):
        load(folder, other)


def test_signals_that_moved_to_other_columns_are_found(rows: Rows, labelled, folder: Path):
    few = rows.where(np.arange(len(rows)) < 20)
    model = load(folder, SIGNALS[::-1]).model
    assert (model.score(wide(few)[:, ::-1], few.kinds) == labelled[0].model.score(few.signals, few.kinds)).all()


def test_another_format_and_a_manifest_that_is_none_are_refused(folder: Path):
    changed(folder, format=99)
    with pytest.raises(ModelError, match="format 99, this version reads 2"):
        load(folder)
    for text in ("{", "[]", '{"format": 2}'):
        (folder / MANIFEST).write_text(text)
        with pytest.raises(ModelError, match="no manifest"):
            load(folder)


@pytest.mark.parametrize("name", [MODEL, MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} cannot be read"):
        load(folder)


def test_the_card_says_what_was_sampled_rejected_and_judged_by_the_segment_of_all(folder: Path):
    card = (folder / CARD).read_text()
    assert "movements of 50.0% of the transactions" in card
    assert "2 no_party" in card
    assert "| npo | all |" in card
    assert "| person | person |" in card
    assert "It is not for deciding about anybody" in card
    assert "| transactions | ranker |" in card
