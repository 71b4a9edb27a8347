"""What downstream systems get: alerts that validate, keyed by subject, revised in place, counted and shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from aiokafka.structs import ConsumerRecord
from kafka import KafkaConsumer, KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.catalogue import SHIPPED, Catalogue
from streams.connection import client_options
from streams.schemas import path
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.worker_process import WorkerProcess, environment
from tests.integration.harness import movements_of, publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit, party, transfer

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)

STRUCTURERS = [f"S{number}" for number in range(12)]
REPORTED = [f"R{number}" for number in range(8)]
DEPOSITS = 12
TOPICS = ("alerts", "alerts.shadow", "reports.due")


def _stream() -> list[bytes]:
    """Deposits just below the report limit on twelve days, one above it, and a customer with forty new payers.

    Of the twelve days, two are a weekend, whose deposits the law counts with Monday's: together they must be reported.
    """
    day = timedelta(days=1)
    values = [
        deposit(f"{customer}-{number}", customer, "9400.00", number * day)
        for number in range(DEPOSITS)
        for customer in STRUCTURERS
    ]
    values += [deposit(f"{customer}-one", customer, "12500.00", DEPOSITS * day) for customer in REPORTED]
    values += [
        transfer(
            f"fan-{number}", "1000.00", (13 + number / 40) * day, debtor=party(f"P{number}"), creditor=party("HUB")
        )
        for number in range(40)
    ]
    return values


VALUES = _stream()


@dataclass(frozen=True)
class Ran:
    """A worker that has processed the stream and still runs, and what it published by topic."""

    settings: Settings
    worker: WorkerProcess
    published: dict[str, list[ConsumerRecord]]

    def alerts(self, *names: str) -> list[dict[str, Any]]:
        """The alerts of some topics, all by default, in the order of each partition."""
        return [json.loads(record.value) for name in names or TOPICS for record in self.published[name]]


@pytest.fixture(scope="module", params=["embedded_broker", pytest.param("apache_kafka", marks=pytest.mark.kafka)])
def ran(request: pytest.FixtureRequest) -> Iterator[Ran]:
    """One worker for all tests of this module, on each broker."""
    broker: LocalBroker = request.getfixturevalue(request.param)
    settings = settings_for(broker)
    topics.create(settings)
    with WorkerProcess(settings) as worker:
        publish(settings, VALUES)
        wait_processed(worker, settings, len(VALUES))
        yield Ran(settings, worker, {name: read_all(settings, settings.topic(name)) for name in TOPICS})


def _command(settings: Settings, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", *arguments],
        env={**os.environ, **environment(settings)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_published_alert_validates(ran: Ran) -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads(path("alert").read_text()), format_checker=jsonschema.FormatChecker()
    )
    for alert in ran.alerts():
        validator.validate(alert)


def test_what_was_done_is_recognised_and_nobody_else_is_reported(ran: Ran) -> None:
    structuring = {alert["subject"]["id"] for alert in ran.alerts("alerts") if alert["typology"] == "cash-structuring"}
    assert structuring == {f"customer:{customer}" for customer in STRUCTURERS}
    reports = {alert["subject"]["id"] for alert in ran.alerts("reports.due")}
    assert reports == {f"customer:{each}" for each in REPORTED + STRUCTURERS}
    fan_in = {alert["subject"]["id"] for alert in ran.alerts("alerts") if alert["typology"] == "fan-in"}
    assert fan_in == {"customer:HUB"}


def test_an_alert_that_goes_on_is_revised_under_its_id(ran: Ran) -> None:
    by_id = defaultdict(list)
    for alert in ran.alerts():
        by_id[alert["id"]].append(alert)
    for revisions in by_id.values():
        assert [alert["revision"] for alert in revisions] == list(range(len(revisions)))
        assert [alert["status"] for alert in revisions] == ["new"] + ["revised"] * (len(revisions) - 1)
        for name in ("typology", "subject", "case", "opened_at", "first_detected_at", "due_at"):
            assert len({json.dumps(alert[name]) for alert in revisions}) == 1, name
        detected = [alert["detected_at"] for alert in revisions]
        assert detected == sorted(detected)
    structuring = [each for each in by_id.values() if each[0]["typology"] == "cash-structuring"]
    assert len(structuring) == len(STRUCTURERS)
    for revisions in structuring:
        # Fired first on the third deposit, then revised whenever the firings had grown by half: 1, 2, 3, 5, 8.
        assert [alert["evidence_count"] for alert in revisions] == [3, 4, 5, 7, 10]


def test_an_alert_is_keyed_by_its_subject_and_lies_where_any_client_would_put_it(ran: Ran) -> None:
    producer = KafkaProducer(**client_options(ran.settings), enable_idempotence=not ran.settings.embedded_broker)
    places: dict[bytes, int] = {}
    for record in (record for name in TOPICS for record in ran.published[name]):
        assert record.key.decode() == json.loads(record.value)["subject"]["id"]
        if record.key not in places:
            sent = producer.send(ran.settings.topic("alerts.suppressed"), b"where does this key go?", record.key)
            places[record.key] = sent.get(10).partition
        assert record.partition == places[record.key]
    producer.close()
    assert len(set(places.values())) == ran.settings.subjects_partitions


def test_a_consumer_group_of_another_client_gets_all_alerts(ran: Ran) -> None:
    consumer = KafkaConsumer(
        ran.settings.topic("alerts"),
        **client_options(ran.settings),
        group_id=f"{ran.settings.topic_prefix}downstream",
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=500,  # the embedded broker lets a group form after several of them
    )
    expected = Counter(record.value for record in ran.published["alerts"])
    received: Counter[bytes] = Counter()
    deadline = time.monotonic() + 30
    while received.total() < expected.total() and time.monotonic() < deadline:
        for records in consumer.poll(timeout_ms=200).values():
            received.update(record.value for record in records)
    consumer.close()
    assert received == expected


def test_the_command_shows_what_was_published(ran: Ran) -> None:
    published = {name: Counter(record.value.decode() for record in ran.published[name]) for name in TOPICS}
    first = _command(ran.settings, "alerts", "--json", "--limit", "3").splitlines()
    assert len(first) == 3
    assert Counter(first) <= published["alerts"]
    for name in ("alerts", "reports.due"):
        assert Counter(_command(ran.settings, "alerts", "--json", "--topic", name).splitlines()) == published[name]
    narrative = json.loads(first[0])["narrative"]
    assert narrative.split(",")[0] in _command(ran.settings, "alerts")


def test_metrics_hold_what_an_operator_needs(ran: Ran) -> None:
    samples = ran.worker.samples()
    transactions, movements = ran.settings.topic("transactions"), ran.settings.topic("movements")
    sides = len(movements_of(ran.settings))
    assert samples[f'counterflow_records_total{{topic="{transactions}"}}'] == len(VALUES)
    assert samples[f'counterflow_records_total{{topic="{movements}"}}'] == sides
    assert samples['counterflow_step_records_sum{agent="intake"}'] == len(VALUES)
    assert samples['counterflow_step_records_sum{agent="subjects"}'] == sides
    for stage in ("intake", "publish_movements", "subjects", "publish_alerts", "publish_states"):
        assert samples[f'counterflow_stage_seconds_count{{stage="{stage}"}}'] >= 1
        assert samples[f'counterflow_stage_seconds_sum{{stage="{stage}"}}'] > 0
    assert samples["counterflow_event_time_lag_seconds"] > 0
    assert samples["counterflow_subjects_decoded"] == len(STRUCTURERS) + len(REPORTED) + 40 + 1
    assert samples["counterflow_worker_up"] == 1


def test_alerts_are_counted_and_timed(ran: Ran) -> None:
    expected = Counter(
        f'counterflow_alerts_total{{status="{alert["status"]}",topic="{name}",typology="{alert["typology"]}"}}'
        for name in TOPICS
        for alert in ran.alerts(name)
    )
    samples = ran.worker.samples()
    counted = {key: value for key, value in samples.items() if key.startswith("counterflow_alerts_total")}
    assert {key: value for key, value in counted.items() if value} == expected
    typologies = [each.id for each in CATALOGUE.typologies if each.topic == "alerts" and each.status != "shadow"]
    begun = {f'counterflow_alerts_total{{status="new",topic="alerts",typology="{each}"}}' for each in typologies}
    assert begun <= counted.keys()
    assert samples["counterflow_end_to_end_seconds_count"] == expected.total()
    assert samples["counterflow_end_to_end_seconds_sum"] > 0


def test_consumer_lag_is_reported_for_every_partition_and_reaches_zero(ran: Ran) -> None:
    name = "counterflow_consumer_lag_records"
    transactions, *judged = map(ran.settings.topic, ("transactions", *topics.JUDGED))
    numbers = range(ran.settings.subjects_partitions)
    places = [(transactions, 0), *((topic, number) for topic in judged for number in numbers)]
    expected = {f'{name}{{partition="{number}",topic="{topic}"}}': 0.0 for topic, number in places}

    def reached() -> bool:
        return {key: value for key, value in ran.worker.samples().items() if key.startswith(name)} == expected

    ran.worker.wait_until(reached, 10)


def test_health_and_readiness_answer(ran: Ran) -> None:
    for place in ("/health", "/ready"):
        with urllib.request.urlopen(ran.worker.url(place), timeout=5) as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")
