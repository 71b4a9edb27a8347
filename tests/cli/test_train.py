"""`counterflow train`, from a file to a folder."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from models.persistence import load
from models.synthetic import build

WANTED = ["cash-structuring", "fan-in", "fan-out", "micro-structuring", "crypto-layering"]
CSV_MAP = """\
fields:
  id: {column: number}
  time: {column: when}
  amount: {column: sum}
  currency: {constant: EUR}
  debtor.account: {column: payer}
"""


@pytest.fixture(scope="module")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town, with a label beside the fields of a transaction."""
    town = build(seed=4, subjects=300, days=90, injections=3, typologies=WANTED)
    injected = {transaction for each in town.injections for transaction in each.transactions}
    assert len(injected) > 100
    file = tmp_path_factory.mktemp("town") / "town.jsonl"
    lines = [{**msgspec.to_builtins(each), "injected": int(each.id in injected)} for each in town.transactions]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def flipped(file: Path, folder: Path, since: str) -> Path:
    """The same file with the opposite labels from a time on."""
    other = folder / file.name
    records = map(json.loads, file.read_text().splitlines())
    lines = [json.dumps({**each, "injected": int(each["injected"] ^ (each["time"] >= since))}) for each in records]
    other.write_text("\n".join(lines))
    return other


def without_labels(file: Path, folder: Path) -> Path:
    other = folder / file.name
    records = [json.loads(each) for each in file.read_text().splitlines()]
    other.write_text("".join(json.dumps({k: v for k, v in each.items() if k != "injected"}) + "\n" for each in records))
    return other


@pytest.mark.slow
def test_a_model_is_trained_without_labels(counterflow, town_file: Path, tmp_path: Path):
    result = counterflow("train", town_file, "--out", tmp_path / "model")
    assert result.status == 0, result.err
    loaded = load(tmp_path / "model")
    assert loaded.ranker is None
    assert loaded.manifest.holdout.rankings == []
    assert f"model {loaded.manifest.version}" in result.out
    assert "Labels: none." in (tmp_path / "model" / "card.md").read_text()


@pytest.mark.slow
def test_labels_add_a_ranker_and_change_nothing_else(counterflow, town_file: Path, tmp_path: Path):
    labelled = counterflow("train", town_file, "--out", tmp_path / "a", "--labels", "injected", "--json")
    (tmp_path / "plain").mkdir()
    plain = without_labels(town_file, tmp_path / "plain")
    assert counterflow("train", plain, "--out", tmp_path / "b").status == 0
    said = json.loads(labelled.out)
    by = {(each["of"], each["by"]): each for each in said["holdout"]["rankings"]}
    assert len(by) == 4
    for found in by.values():
        assert found["pr_auc"] > 1.5 * found["positive"] / found["ranked"]

    first, second = load(tmp_path / "a"), load(tmp_path / "b")
    assert first.ranker is not None
    assert first.manifest.signals == second.manifest.signals
    assert first.manifest.reference == second.manifest.reference
    assert first.manifest.holdout.oddness == second.manifest.holdout.oddness


@pytest.mark.slow
def test_labels_of_the_holdout_teach_nothing(counterflow, town_file: Path, tmp_path: Path):
    whole = counterflow("train", town_file, "--out", tmp_path / "a", "--labels", "injected", "--json")
    said = json.loads(whole.out)
    calibrated_until = next(part["until"] for part in said["parts"] if part["name"] == "calibrate")
    (tmp_path / "flipped").mkdir()
    other = flipped(town_file, tmp_path / "flipped", calibrated_until[:19] + ".999")
    result = json.loads(counterflow("train", other, "--out", tmp_path / "b", "--labels", "injected", "--json").out)
    assert result["digest"] == said["digest"]
    assert result["holdout"]["rankings"] != said["holdout"]["rankings"]


def test_a_label_that_the_mapping_reads_is_refused(counterflow, tmp_path: Path):
    rows = "".join(f"{n},2026-01-15T10:30:00Z,{n}.00,A{n},{n % 2}\n" for n in range(1, 60))
    (tmp_path / "export.csv").write_text(f"number,when,sum,payer,fraud\n{rows}")
    (tmp_path / "map.yaml").write_text(CSV_MAP + "  purpose: {column: fraud}\n")
    result = counterflow(
        "train", tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "m", "--labels", "fraud"
    )
    assert result.status == 1
    assert (
        result.err == "counterflow: 'fraud' is read as a part of transactions (purpose): what is put in is no label\n"
    )
    assert not (tmp_path / "m").exists()


def test_a_file_from_which_nothing_can_be_learned_is_told_so(counterflow, tmp_path: Path):
    rows = "".join(f"{n},2026-01-15T10:{n:02}:00Z,{n}.00,A{n}\n" for n in range(1, 50))
    (tmp_path / "export.csv").write_text(f"number,when,sum,payer\n{rows}")
    (tmp_path / "map.yaml").write_text(CSV_MAP)
    result = counterflow("train", tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "m")
    assert result.status == 1
    assert "give a longer file" in result.err
    assert not (tmp_path / "m").exists()


@pytest.mark.slow
def test_what_would_be_rejected_is_said(counterflow, town_file: Path, tmp_path: Path):
    file = tmp_path / "town.jsonl"
    file.write_bytes(town_file.read_bytes() + b"not json\n")
    result = counterflow("train", file, "--out", tmp_path / "model")
    assert "1 records would be rejected and were left out" in " ".join(result.out.split())


@pytest.mark.slow
def test_a_ranker_learns_from_what_analysts_decided(counterflow, town_file: Path, tmp_path: Path):
    plain = without_labels(town_file, tmp_path)
    records = [json.loads(each) for each in town_file.read_text().splitlines()]
    file = tmp_path / "decided.jsonl"
    file.write_text(
        "".join(
            verdict_line(
                f"{crime}-{start}", crime, [each["id"] for each in records if each["injected"] == crime][start:][:900]
            )
            for crime in (0, 1)
            for start in range(0, 90_000, 900)
        )
    )
    out = tmp_path / "model"
    result = counterflow("train", plain, "--dispositions", file, "--out", out)
    assert result.status == 0, result.err
    loaded = load(out)
    assert loaded.ranker is not None
    assert loaded.manifest.data.labels == "decided.jsonl"
    assert {each.by for each in loaded.manifest.holdout.rankings} == {"anomaly", "ranker"}


def verdict_line(name: str, crime: int, transactions: list[str]) -> str:
    """A line of `counterflow dispositions --json`: these transactions were escalated, or closed as honest."""
    fields = {
        "id": name,
        "alert": name,
        "subject": "customer:1",
        "typology": "fan-in",
        "verdict": "escalate" if crime else "close",
        "decided_by": "Analyst 1",
        "decided_at": "2026-03-02T10:00:00Z",
        "known": {"transactions": transactions},
    }
    return json.dumps(fields if crime else {**fields, "reason": "false_positive"}) + "\n"
