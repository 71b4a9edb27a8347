"""The snippets of "Consume alerts": what the README prints is what lies in examples/consume, and it works."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from streams import topics
from streams.broker import LocalBroker, Process
from streams.connection import client_options
from streams.contracts.messages import EXAMPLES
from streams.settings import Settings

ROOT = Path(__file__).parent.parent.parent
CONSUME = ROOT / "examples" / "consume"
README = (ROOT / "README.md").read_text()
ALERT = json.loads((EXAMPLES / "alert.json").read_text())


@pytest.mark.parametrize("file", sorted(CONSUME.iterdir()), ids=lambda file: file.name)
def test_the_readme_prints_what_the_file_says(file: Path):
    assert f"\n{file.read_text().rstrip()}\n```" in README, f"copy examples/consume/{file.name} into README.md"


def settings_of(broker: LocalBroker, prefix: str, *, embedded: bool) -> Settings:
    made = Settings(broker=broker.bootstrap, embedded_broker=embedded, topic_prefix=prefix)
    wanted = [topic for topic in topics.needed(made) if topic.name == made.topic("alerts")]
    topics.create(made, wanted)
    return made


def publish(settings: Settings, *alerts: dict[str, Any]) -> None:
    producer = KafkaProducer(**client_options(settings), enable_idempotence=False)
    for alert in alerts:
        producer.send(settings.topic("alerts"), json.dumps(alert).encode(), alert["subject"]["id"].encode())
    producer.flush()
    producer.close()


@contextmanager
def consuming(settings: Settings, database: Path) -> Iterator[Process]:
    """`examples/consume/alerts.py`, until the block ends."""
    command = [sys.executable, str(CONSUME / "alerts.py"), settings.broker, str(database), settings.topic("alerts")]
    process = Process(command, env=dict(os.environ))
    try:
        yield process
    finally:
        process.signal(signal.SIGKILL)
        process.end()


def wait_for(process: Process, database: Path, expected: set[tuple[str, int]]) -> None:
    found: set[tuple[str, int]] = set()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.returncode is None, process.tail()
        if database.exists():
            with closing(sqlite3.connect(database)) as store:
                if store.execute("SELECT 1 FROM sqlite_master WHERE name = 'alerts'").fetchone():
                    found = set(store.execute("SELECT id, revision FROM alerts"))
        if found == expected:
            return
        time.sleep(0.1)
    raise AssertionError(f"{found}; {process.tail()}")


def wait_committed(settings: Settings, records: int) -> None:
    topic = settings.topic("alerts")
    consumer = KafkaConsumer(**client_options(settings), group_id="case-management")
    deadline = time.monotonic() + 30
    try:
        places = [TopicPartition(topic, number) for number in range(settings.subjects_partitions)]
        while sum(consumer.committed(place) or 0 for place in places) != records:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        consumer.close()


def test_the_consumer_keeps_the_newest_revision_of_each_alert_and_commits_what_it_stored(
    embedded_broker: LocalBroker, prefix: str, tmp_path: Path
):
    settings, database = settings_of(embedded_broker, prefix, embedded=True), tmp_path / "alerts.db"
    publish(settings, {**ALERT, "id": "a", "revision": 1}, {**ALERT, "id": "b", "revision": 0})
    with consuming(settings, database) as process:
        wait_for(process, database, {("a", 1), ("b", 0)})
        # An older revision, as after a crash of a worker, and then a newer one of another alert.
        publish(settings, {**ALERT, "id": "a", "revision": 0}, {**ALERT, "id": "b", "revision": 2})
        wait_for(process, database, {("a", 1), ("b", 2)})
        wait_committed(settings, 4)


@pytest.mark.kafka
def test_kcat_prints_an_alert(apache_kafka: LocalBroker, prefix: str):
    for program in ("kcat", "jq"):
        if not shutil.which(program):
            pytest.skip(f"needs {program}, which is not installed")
    settings = settings_of(apache_kafka, prefix, embedded=False)
    publish(settings, ALERT)
    command = [str(CONSUME / "kcat.sh"), settings.broker, settings.topic("alerts")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split("\t") == [
        ALERT["detected_at"],
        ALERT["severity"],
        ALERT["subject"]["id"],
        f"{ALERT['title']}\n",
    ], done.stderr
