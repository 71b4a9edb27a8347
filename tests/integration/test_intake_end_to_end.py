"""Whatever arrives on `transactions`, the stream goes on, and nothing is lost without a word."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import jsonschema
import msgspec
import pytest
from aiokafka.structs import ConsumerRecord

from streams import topics
from streams.broker import LocalBroker
from streams.errors import Reason
from streams.movement import decode_words, parse
from streams.records import Rejected
from streams.scan import committed
from streams.schemas import path
from streams.settings import Settings
from streams.worker_process import Samples, WorkerProcess, environment
from tests.integration.harness import Sent, movements_of, publish, read_all, settings_for, wait_processed
from tests.integration.zoo import BAD, Specimen, zoo

ZOO = zoo()
KEPT_BYTES = 256 << 10


@dataclass(frozen=True)
class Ran:
    """What a worker that was given the zoo left behind."""

    settings: Settings
    samples: Samples
    rejects: list[tuple[ConsumerRecord, Rejected]]

    def of_intake(self) -> dict[int, tuple[ConsumerRecord, Rejected]]:
        """Rejects of records of `transactions`, by offset."""
        topic = self.settings.topic("transactions")
        return {reject.offset: (record, reject) for record, reject in self.rejects if reject.topic == topic}


@pytest.fixture(scope="module", params=["embedded_broker", pytest.param("apache_kafka", marks=pytest.mark.kafka)])
def ran(request: pytest.FixtureRequest) -> Ran:
    """The zoo, published in one go, and a worker that has processed all of it."""
    broker: LocalBroker = request.getfixturevalue(request.param)
    settings = settings_for(broker)
    topics.create(settings)
    publish(settings, [_sent(specimen) for specimen in ZOO])
    with WorkerProcess(settings) as worker:
        wait_processed(worker, settings, len(ZOO))
        samples = worker.samples()
    decode = msgspec.json.Decoder(Rejected).decode
    records = read_all(settings, settings.topic("transactions.rejected"))
    return Ran(settings, samples, [(record, decode(record.value)) for record in records])


def _sent(specimen: Specimen) -> Sent:
    headers = [("Content-Type", specimen.content_type.encode())] if specimen.content_type else []
    return Sent(specimen.value, b"a tombstone needs one", headers)


@pytest.mark.parametrize("place", [ZOO.index(bad) for bad in BAD], ids=[bad.name for bad in BAD])
def test_a_bad_record_is_rejected_with_its_reason_and_where_and_what_it_was(ran: Ran, place: int) -> None:
    specimen = ZOO[place]
    value = specimen.value or b""
    record, reject = ran.of_intake()[place]
    assert (reject.reason, reject.field) == (specimen.reason, specimen.field)
    assert (reject.partition, reject.offset) == (0, place)
    assert reject.length == len(value)
    assert reject.sha256 == hashlib.sha256(value).hexdigest()
    assert base64.b64decode(reject.original) == value[:KEPT_BYTES]
    assert reject.original_truncated == (len(value) > KEPT_BYTES)
    assert record.key == f"{ran.settings.topic('transactions')}/0/{place}".encode()


def test_good_records_are_not_rejected(ran: Ran) -> None:
    assert {ZOO[offset].name for offset in ran.of_intake()} == {bad.name for bad in BAD}


def test_rejects_validate_against_their_schema(ran: Ran) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(path("rejected").read_text()))
    for record, _ in ran.rejects:
        validator.validate(json.loads(record.value))


def test_every_good_record_becomes_its_movements_whatever_was_around_it(ran: Ran) -> None:
    expected: Counter[str] = Counter()
    for specimen in ZOO:
        expected.update(specimen.movements)
    _, words = parse([record.value for record in movements_of(ran.settings)])
    assert Counter(decode_words(each).transaction for each in words) == +expected
    assert expected["last"] == 2


def test_an_id_that_comes_again_is_counted_and_one_with_other_content_is_alarmed(ran: Ran) -> None:
    conflicts = [reject for _, reject in ran.rejects if reject.reason == Reason.CONFLICTING_DUPLICATE]
    assert {(reject.subject, reject.transaction, reject.field) for reject in conflicts} == {
        ("customer:A", "edited", "id"),
        ("customer:B", "edited", "id"),
    }
    assert len(conflicts) == 2
    assert ran.samples['counterflow_movements_total{status="duplicate"}'] == 2
    assert ran.samples['counterflow_movements_total{status="conflict"}'] == 2


def test_rejects_are_counted_by_reason(ran: Ran) -> None:
    expected = Counter(bad.reason.value for bad in BAD if bad.reason is not None)
    expected[Reason.CONFLICTING_DUPLICATE.value] = 2
    name = "counterflow_rejected_total"
    counted = {key: value for key, value in ran.samples.items() if key.startswith(f"{name}{{")}
    # All begin with zero, or the first of a reason would be no increase.
    assert counted == {f'{name}{{reason="{reason.value}"}}': expected[reason.value] for reason in Reason}
    topic = ran.settings.topic("transactions")
    assert ran.samples[f'counterflow_records_total{{topic="{topic}"}}'] == len(ZOO)
    assert ran.samples["counterflow_transactions_not_settled_total"] == 1


def test_commits_reach_the_end_of_both_topics(ran: Ran) -> None:
    for name in ("transactions", "movements"):
        topic = ran.settings.topic(name)
        ends: Counter[int] = Counter(record.partition for record in read_all(ran.settings, topic))
        assert sum(ends.values()) > 20
        assert +Counter(asyncio.run(committed(ran.settings, topic, ends))) == ends


def test_reconcile_agrees_and_nothing_is_lost(ran: Ran) -> None:
    command = [sys.executable, "-m", "streams.cli", "reconcile", "--json"]
    done = subprocess.run(
        command, env={**os.environ, **environment(ran.settings)}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert {name: said[name] for name in ("records", "rejected", "lost", "not_settled", "agrees")} == {
        "records": len(ZOO),
        "rejected": len(BAD),
        "lost": 0,
        "not_settled": 1,
        "agrees": True,
    }
    cash = {"count": 1, "value": "100.00"}
    line = {"day": "2025-03-03", "channel": "cash", "currency": "USD", "input": cash, "processed": cash}
    assert line in said["lines"]
