"""The one command on a small stream, and that the tested part teaches nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.figures import __main__ as command
from models.figures.stream import Judged
from models.figures.systems import learn


@pytest.mark.slow
def test_the_command_writes_every_system_on_every_stream(folder: Path, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["figures", str(folder), str(folder), "--out", str(tmp_path)])
    assert command.main() == 0
    said = json.loads((tmp_path / "results.json").read_text())
    first, second = said["streams"]
    assert first == second
    assert {"rules", "anomaly", "ranker", "together", "LightGBM on rolling counts"} <= first["systems"].keys()
    assert first["systems"]["together"]["by_transaction"]["pr_auc"] > 0.3
    page = (tmp_path / "results.md").read_text()
    assert page in capsys.readouterr().out
    assert first["sha256"][:12] in page
    assert said["versions"]["lightgbm"] in page


@pytest.mark.slow
def test_labels_of_the_tested_part_teach_nothing(judged: Judged):
    part = judged.after(0.6)
    turned = replace(judged, labels=judged.labels ^ part, patterns=np.where(part, 0, judged.patterns))
    first, second = learn(judged, 1).scores(judged), learn(turned, 1).scores(judged)
    for name, score in first.items():
        assert np.array_equal(score, second[name]), name
