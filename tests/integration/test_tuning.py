"""A running worker is tuned: later alerts carry the new digest, and a bad edit changes nothing."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from pathlib import Path

import msgspec

from streams import topics
from streams.broker import LocalBroker
from streams.records import Alert
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.catalogue.test_tuning import change
from tests.integration.harness import publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit

NAME = "cash-structuring"
CUSTOMERS = [f"C{number}" for number in range(8)]


def _deposits(*days: int) -> list[bytes]:
    """A deposit of every customer just below the report limit on each day. The third one in ten days fires."""
    return [deposit(f"{each}-{day}", each, "9400.00", timedelta(days=day)) for day in days for each in CUSTOMERS]


def _published(settings: Settings, topic: str, min_revision: int = 0) -> dict[str, list[Alert]]:
    """The alerts of a topic on cash structuring, by subject."""
    decode = msgspec.json.Decoder(Alert).decode
    found: dict[str, list[Alert]] = {}
    for record in read_all(settings, settings.topic(topic)):
        alert = decode(record.value)
        if alert.typology == NAME and alert.revision >= min_revision:
            found.setdefault(alert.subject.id, []).append(alert)
    return found


def _in_force(worker: WorkerProcess) -> str:
    """The one digest that the metrics show."""
    shown = [key for key in worker.samples() if key.startswith("counterflow_catalogue_info")]
    return shown[0].split('"')[1] if len(shown) == 1 else ""


def _health(worker: WorkerProcess) -> tuple[int, str]:
    with urllib.request.urlopen(worker.url("/health"), timeout=5) as answer:
        return answer.status, answer.read().decode()


def test_a_running_worker_is_tuned_and_a_bad_edit_is_refused(embedded_broker: LocalBroker, tmp_path: Path) -> None:
    file = tmp_path / "tuning.yaml"
    file.write_text("[]\n")
    settings = settings_for(embedded_broker, catalogue_overrides=file, catalogue_reload_seconds=0.2)
    topics.create(settings)
    sent = 0

    def deposit_on(*days: int) -> None:
        nonlocal sent
        publish(settings, values := _deposits(*days))
        sent += len(values)
        wait_processed(worker, settings, sent)

    def tuned(*changes: dict[str, object]) -> str:
        """Edit the file and wait; the digest in force from then on."""
        before = _in_force(worker)
        file.write_bytes(msgspec.json.encode(changes))
        worker.wait_until(lambda: _in_force(worker) not in ("", before), 30)
        return _in_force(worker)

    with WorkerProcess(settings) as worker:
        worker.wait_ready()
        untuned = _in_force(worker)
        deposit_on(0, 1, 2)

        slower = change(id="slower", typology=NAME, params={"min_deposits": 5})
        digest = tuned(slower)
        deposit_on(3, 4)
        assert {
            each: [a.catalogue_digest for a in alerts] for each, alerts in _published(settings, "alerts").items()
        } == {f"customer:{customer}": [untuned, digest] for customer in CUSTOMERS}

        failures = worker.total("counterflow_catalogue_reload_failures_total")
        file.write_bytes(msgspec.json.encode([slower, change(typology=NAME, params={"min_deposit": 1})]))
        worker.wait_until(lambda: worker.total("counterflow_catalogue_reload_failures_total") > failures, 30)
        status, said = _health(worker)
        assert status == 200
        assert said.startswith(f"ok\nwarning: the catalogue was not reloaded, {digest[:12]} goes on: ")
        assert "unknown parameter min_deposit; did you mean min_deposits?" in said
        deposit_on(5, 6, 7)
        alerts = _published(settings, "alerts")
        assert all(len(alerts[f"customer:{customer}"]) > 2 for customer in CUSTOMERS)
        assert {alert.catalogue_digest for each in alerts.values() for alert in each[1:]} == {digest}
        assert worker.total("counterflow_catalogue_reload_failures_total") == failures + 1

        back = change(1, id="back", reverts="slower")
        assert tuned(slower, back) == untuned
        assert _health(worker) == (200, "ok\n")

        shadow = tuned(slower, back, change(2, typology=NAME, status="shadow"))
        deposit_on(8, 9, 10, 11)
        assert _published(settings, "alerts") == alerts
        moved = _published(settings, "alerts.shadow")
        assert set(moved) == set(alerts)
        assert {alert.catalogue_digest for each in moved.values() for alert in each} == {shadow}
        assert all(moved[each][0].id == alerts[each][0].id for each in moved)
