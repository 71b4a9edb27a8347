"""A running worker scores with a model: its alerts say why, another one is tried beside it, a third takes its place
without a restart, and a broken one leaves the typologies."""

from __future__ import annotations

import hashlib
import shutil
import urllib.request
from pathlib import Path

import msgspec

from models.anomaly import ALL, Model
from models.persistence import dumped, load, save
from models.serving import DEFAULT
from streams import topics
from streams.broker import LocalBroker
from streams.catalogue import SHIPPED, Catalogue, expand
from streams.records import Alert
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.worker_process import WorkerProcess
from tests.integration.harness import publish, read_all, settings_for, wait_processed

NAME = "behavioural-anomaly"


def _odd_life() -> list[bytes]:
    """The first case on which the typology fires."""
    typology = Catalogue.load([SHIPPED], None, SIGNALS)[NAME]
    name, case, _ = next(iter(typology.cases.each()))
    return [msgspec.json.encode(each) for each in expand(case, name)]


def _alerts(settings: Settings, topic: str) -> list[Alert]:
    decode = msgspec.json.Decoder(Alert).decode
    found = [decode(record.value) for record in read_all(settings, settings.topic(topic))]
    return [alert for alert in found if alert.typology == NAME]


def _save_another(folder: Path) -> str:
    """Write a model that judges everybody alike; its version."""
    model, ranker, manifest = load(DEFAULT)
    data = dumped(Model(model.signals, model.columns, {ALL: model.segments[ALL]}), ranker)
    another = msgspec.structs.replace(manifest, digest=hashlib.sha256(data).hexdigest())
    save(folder, data, another)
    return another.version


def _health(worker: WorkerProcess) -> tuple[int, str]:
    with urllib.request.urlopen(worker.url("/health"), timeout=5) as answer:
        return answer.status, answer.read().decode()


def _in_force(worker: WorkerProcess, role: str) -> list[str]:
    return [
        key.split('version="')[1].split('"')[0]
        for key in worker.samples()
        if key.startswith("counterflow_model_info") and f'"{role}"' in key
    ]


def test_a_worker_scores_tries_swaps_and_does_without_a_model(embedded_broker: LocalBroker, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEFAULT, tmp_path / "model"))
    settings = settings_for(embedded_broker, model=folder, challenger=DEFAULT, model_reload_seconds=0.2)
    topics.create(settings)
    version = load(DEFAULT).manifest.version
    with WorkerProcess(settings) as worker:
        worker.wait_ready()
        publish(settings, life := _odd_life())
        wait_processed(worker, settings, len(life))
        live, on_trial = _alerts(settings, "alerts"), _alerts(settings, "alerts.shadow")
        assert live
        assert {(alert.model_version, alert.challenger) for alert in live} == {(version, False)}
        assert {(alert.model_version, alert.challenger) for alert in on_trial} == {(version, True)}
        assert [alert.evidence_count for alert in live] == [alert.evidence_count for alert in on_trial]
        assert {alert.id for alert in live}.isdisjoint(alert.id for alert in on_trial)
        assert all(alert.unusual and "Unusual for such a party" in alert.narrative for alert in [*live, *on_trial])
        samples = worker.samples()
        assert samples['counterflow_model_scored_total{role="champion"}'] >= len(life)
        assert samples['counterflow_drift_sample_rows{role="champion"}'] > 0

        another = _save_another(folder)
        worker.wait_until(lambda: _in_force(worker, "champion") == [another], 30)
        assert _in_force(worker, "challenger") == [version]
        assert _health(worker) == (200, "ok\n")

        (folder / "model.skops").write_bytes(b"torn")
        worker.wait_until(lambda: worker.samples()['counterflow_model_up{role="champion"}'] == 0, 30)
        status, said = _health(worker)
        assert status == 200
        assert f"{another} goes on" in said
        assert _in_force(worker, "champion") == [another]


def test_a_worker_without_the_model_it_was_given_goes_by_its_typologies_loudly(
    embedded_broker: LocalBroker, tmp_path: Path
) -> None:
    settings = settings_for(embedded_broker, model=tmp_path / "nowhere")
    topics.create(settings)
    with WorkerProcess(settings) as worker:
        worker.wait_ready()
        publish(settings, life := _odd_life())
        wait_processed(worker, settings, len(life))
        assert _alerts(settings, "alerts") == []
        assert len(list(read_all(settings, settings.topic("alerts")))) > 0
        assert "typologies go on without it" in _health(worker)[1]
        samples = worker.samples()
        assert samples['counterflow_model_up{role="champion"}'] == 0
        assert samples[f'counterflow_typology_inactive{{missing="model",typology="{NAME}"}}'] == 1
