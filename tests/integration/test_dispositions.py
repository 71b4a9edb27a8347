"""An analyst snoozes an alert; the worker holds back what goes on, over a restart, until it has grown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from kafka import KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.dispositions.making import Wish, about_alert
from streams.dispositions.reading import encode
from streams.dispositions.topic import publish, read_all
from streams.partitioner import partition_for
from streams.progress import standing
from streams.records import Alert, Disposition, Rejected, Snooze
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import read_all as read_topic
from tests.integration.harness import settings_for, wait_processed
from tests.integration.made import deposit

CUSTOMERS = [f"C{number}" for number in range(4)]
NAME = "cash-structuring"


class Ran:
    """A cluster with its topics, and what was sent so far."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._sent = 0
        topics.create(settings)

    def deposit(self, worker: WorkerProcess, *days: float) -> None:
        """Every customer deposits on each day, received now; all of it is judged."""
        producer = KafkaProducer(**client_options(self.settings), enable_idempotence=not self.settings.embedded_broker)
        for day in days:
            for customer in CUSTOMERS:
                value = deposit(f"{customer}-{day}", customer, "9400.00", timedelta(days=day))
                producer.send(self.settings.topic("transactions"), value, partition=0)
                self._sent += 1
        producer.flush()
        producer.close()
        wait_processed(worker, self.settings, self._sent)

    def alerts(self, name: str) -> dict[str, list[Alert]]:
        """The alerts of a topic on structuring, by customer."""
        decode = msgspec.json.Decoder(Alert).decode
        found: dict[str, list[Alert]] = {}
        for record in read_topic(self.settings, self.settings.topic(name)):
            alert = decode(record.value)
            if alert.typology == NAME:
                found.setdefault(alert.subject.id.removeprefix("customer:"), []).append(alert)
        return found

    def snooze(self, worker: WorkerProcess, customer: str) -> Disposition:
        """Snooze what is on a customer, as the command does, and wait until the worker knows."""
        wish = Wish(
            verdict="close",
            decided_by="Analyst 1",
            decided_at=datetime.now(UTC),
            reason="known",
            snooze=Snooze(until=datetime.now(UTC) + timedelta(days=1)),
        )
        made = about_alert(self.alerts("alerts")[customer][-1], wish, self.settings.suppression_max_days)
        asyncio.run(publish(self.settings, made))
        self.wait_decided(worker)
        return made

    def refuse(self, worker: WorkerProcess, made: Disposition) -> list[Rejected]:
        """Publish a decision that lacks the second person, and nonsense; what is rejected."""
        producer = KafkaProducer(**client_options(self.settings), enable_idempotence=not self.settings.embedded_broker)
        endless = msgspec.structs.replace(made, id="endless", snooze=Snooze(until=None))
        for key, value in ((made.subject.encode(), encode(endless)), (b"customer:X", b"no decision")):
            where = partition_for(key, self.settings.subjects_partitions)
            producer.send(self.settings.topic("dispositions"), value, key, partition=where)
        producer.flush()
        producer.close()
        self.wait_decided(worker)
        decode = msgspec.json.Decoder(Rejected).decode
        return [decode(each.value) for each in read_topic(self.settings, self.settings.topic("transactions.rejected"))]

    def wait_decided(self, worker: WorkerProcess) -> None:
        """Wait until all decisions are done."""
        worker.wait_until(lambda: standing(self.settings, "dispositions").finished, 30)


@pytest.mark.slow
def test_a_snooze_survives_a_restart_and_ends_with_growth(broker: LocalBroker) -> None:
    ran = Ran(settings_for(broker))
    with WorkerProcess(ran.settings) as worker:
        worker.wait_ready()
        ran.deposit(worker, 0, 1, 2)
        first = {customer: alerts[0] for customer, alerts in ran.alerts("alerts").items()}
        assert set(first) == set(CUSTOMERS)
        made = ran.snooze(worker, "C0")
        assert [each.id for each in asyncio.run(read_all(ran.settings))] == [made.id]
        rejected = {each.reason: each.subject for each in ran.refuse(worker, made)}
        assert rejected == {"disposition_not_approved": "customer:C0", "invalid_disposition": "customer:X"}
        verdicts = worker.samples()
        told = f'counterflow_verdicts_total{{reason="known",typology="{NAME}",verdict="close"}}'
        assert verdicts[told] == 1
        ran.deposit(worker, 3)
        [held] = ran.alerts("alerts.suppressed")["C0"]
        assert held.suppressed is not None
        assert (held.suppressed.disposition, held.suppressed.by, held.previous) == (made.id, "snooze", first["C0"].id)
        assert worker.samples()[f'counterflow_suppressed_total{{reason="snooze",typology="{NAME}"}}'] == 1
        worker.kill()
    with WorkerProcess(ran.settings) as worker:
        worker.wait_ready()
        ran.deposit(worker, 4)
        assert worker.total("counterflow_restored_records_total") > 0
    raised = ran.alerts("alerts")
    # Five deposits instead of three: the snooze is over, under the id that was held back.
    assert [(each.id, each.revision) for each in raised["C0"]] == [(first["C0"].id, 0), (held.id, 1)]
    assert raised["C0"][-1].resumed is not None
    assert raised["C0"][-1].resumed.by == "growth"
    assert [each.id for each in raised["C1"]] == [first["C1"].id] * 3
    assert set(ran.alerts("alerts.suppressed")) == {"C0"}
    if ran.settings.embedded_broker:
        _assert_the_same_when_both_topics_are_read_again(ran)


def _assert_the_same_when_both_topics_are_read_again(ran: Ran) -> None:
    """A worker of another group and state reads `transactions` and `dispositions` from the beginning."""
    again = ran.settings.model_copy(
        update={
            "topic_prefix": f"again-{ran.settings.topic_prefix}",
            "application": f"again-{ran.settings.application}",
        }
    )
    copied = Ran(again)
    producer = KafkaProducer(**client_options(again), enable_idempotence=not again.embedded_broker)
    for name in ("dispositions", "transactions"):
        for record in read_topic(ran.settings, ran.settings.topic(name)):
            producer.send(
                again.topic(name), record.value, record.key, partition=record.partition, timestamp_ms=record.timestamp
            )
            copied._sent += name == "transactions"
    producer.flush()
    producer.close()
    with WorkerProcess(again) as worker:
        worker.wait_ready()
        wait_processed(worker, again, copied._sent)
    for name in ("alerts", "alerts.suppressed"):
        before, after = (_names(each.alerts(name)) for each in (ran, copied))
        assert before == after


def _names(found: dict[str, list[Alert]]) -> set[tuple[str, int]]:
    return {(alert.id, alert.revision) for alerts in found.values() for alert in alerts}
