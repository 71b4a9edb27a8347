"""One worker process: what the agents of `streams.app` need, started and stopped with Faust."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import faust
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from faust.exceptions import ConsumerNotStarted
from faust.types import TP, TopicT

from streams import metrics, outbound, topics
from streams.activity import Activity
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.needed import MODEL, WATCH_LIST
from streams.connection import faust_credentials
from streams.errors import Reason, Rejection
from streams.evaluation import Evaluator, Outcome
from streams.health import HealthServer
from streams.intake.intake import Intake, Taken
from streams.intake.rejected import rejected
from streams.ordering.announcer import Announcer
from streams.ordering.arrangement import InOrder
from streams.publisher import Outbox, Place, Publisher
from streams.reference import Reference
from streams.reload import Reloader, show_in_force
from streams.scoring.supply import Supply
from streams.settings import Settings
from streams.states import States
from streams.steps import Stepper, Work
from streams.subject.advance import Status
from streams.subject.store import MemoryStore, RocksStore, Store
from streams.surroundings import Surroundings
from streams.transport import BatchConsumer, BatchTransport
from streams.warm import calm_garbage_collector, warm_up

log = logging.getLogger(__name__)

_OBSERVE_SECONDS = 1.0
_EMBEDDED_SESSION_SECONDS = 6.0
"""The embedded broker makes a member that joins wait for the session of the one before."""
_BUFFERED_BATCHES = 8
"""Batches that wait in an agent's channel; beyond it Faust stops fetching the partition."""


@contextmanager
def observed(agent: str, work: Sequence[Work]) -> Iterator[None]:
    """Count and time the computing of one step."""
    metrics.BATCH.labels(agent).observe(sum(map(len, work)))
    for part in work:
        metrics.RECORDS.labels(part.topic).inc(len(part))
    with metrics.STAGE.labels(agent).time():
        yield


def make_store(settings: Settings) -> Store:
    """The store that the settings ask for."""
    if settings.store == "rocksdb":
        return RocksStore(settings.data_dir / settings.application / "subjects")
    return MemoryStore()


class Worker:
    """Everything that lives as long as the process."""

    def __init__(self, settings: Settings) -> None:
        self.surroundings = Surroundings(settings)
        reference = Reference.load(settings.reference_dir, settings.watch_list)
        self.surroundings.rates_until(reference.rates.newest)
        self.settings = settings
        self.intake = Intake(settings, reference)
        self.reloader = Reloader(settings)
        provided = [WATCH_LIST] if settings.watch_list is not None else []
        self.activity = Activity(self.reloader.catalogue, provided)
        decimals = reference.currencies[settings.base_currency].decimals
        self.evaluator = Evaluator(settings, self.reloader.catalogue, make_store(settings), decimals)
        self.models = Supply(settings, self.evaluator.scorer)
        self.states = States(settings, self.evaluator)
        self._announcer = Announcer(settings)
        self.in_order = InOrder(
            settings, self.states, self.evaluator.store, lambda: self.consumer, self._announcer.woken
        )
        self.publisher = Publisher(settings)
        self._announcing = asyncio.Lock()
        self._steppers: dict[str, Stepper] = {}
        self.app = self._make_app()
        self.health = HealthServer(
            settings.metrics_host, settings.metrics_port, self._healthy, self._ready, self._warning
        )
        self._observed: set[TP] = set()
        self._background: list[asyncio.Task[None]] = []

    def _make_app(self) -> faust.App:
        settings = self.settings
        session = settings.session_timeout_seconds
        if settings.embedded_broker:
            session = min(session, _EMBEDDED_SESSION_SECONDS)
        app = _App(
            settings.application,
            broker=[f"kafka://{server.strip()}" for server in settings.broker.split(",")],
            broker_credentials=faust_credentials(settings),
            store="memory://",
            key_serializer="raw",
            value_serializer="raw",
            topic_disable_leader=True,
            topic_allow_declare=False,
            consumer_auto_offset_reset="earliest",
            consumer_max_fetch_size=16 << 20,
            broker_commit_interval=settings.commit_interval_seconds,
            broker_session_timeout=session,
            broker_heartbeat_interval=session / 6,
            stream_wait_empty=False,
            stream_buffer_maxsize=_BUFFERED_BATCHES,
            web_enabled=False,
        )
        transport = BatchTransport(
            app.conf.broker_consumer,
            app,
            app.loop,
            settings=settings,
            batched=frozenset(map(settings.topic, ("transactions", *topics.JUDGED))),
        )
        transport.before_revoke = self._before_revoke
        app.transport = transport
        app.worker = self
        app.on_partitions_assigned.connect(self._on_assigned, weak=False)  # type: ignore[arg-type]  # its stub knows no keywords
        app.timer(_OBSERVE_SECONDS)(self._observe)
        return app

    @property
    def consumer(self) -> BatchConsumer:
        """The consumer of this process."""
        return cast(BatchConsumer, self.app.consumer)

    def topic(self, *names: str) -> TopicT:
        """Topics of the application whose records come in batches, read as one."""
        return self.app.topic(*map(self.settings.topic, names), key_serializer="raw", value_serializer="raw")

    def stepper(self, agent: str) -> Stepper:
        """The one that takes the steps of an agent."""
        return self._steppers.setdefault(agent, Stepper(agent, self.settings, lambda: self.consumer))

    async def publish(self, stage: str, outbox: Outbox) -> dict[Place, int]:
        """Send and wait for acknowledgement, timed as a stage; the offset after the last record of each place."""
        with metrics.STAGE.labels(f"publish_{stage}").time():
            return await self.publisher.publish(outbox)

    async def announce(self, outbox: Outbox, newest: Mapping[int, int]) -> None:
        """Send the movements of a step, and around them how far their input has come in event time."""
        async with self._announcing:
            self._announcer.enclose(outbox, newest, self._inputs())
            await self.publish("movements", outbox)
            self._announcer.sent()

    async def quarantine(self, record: ConsumerRecord, error: Exception) -> None:
        """Put a record that cannot be processed onto the rejected topic."""
        outbox = Outbox()
        reject = rejected(record, Rejection(Reason.PROCESSING_FAILED, repr(error)), self.settings)
        outbound.add_rejected(self.settings, outbox, [reject])
        await self.publisher.publish(outbox)
        metrics.REJECTED.labels(Reason.PROCESSING_FAILED.value).inc()

    def count_taken(self, taken: Taken) -> None:
        """Count what intake did, once it is acknowledged."""
        for channel, count in taken.channels.items():
            metrics.TRANSACTIONS.labels(channel).inc(count)
        for reject in taken.rejected:
            metrics.REJECTED.labels(reject.reason).inc()
        metrics.NOT_SETTLED.inc(taken.not_settled)
        self.activity.look(taken.sample)

    def count_judged(self, outcome: Outcome) -> None:
        """Count what the subjects did, once it is acknowledged."""
        for status, count in outcome.statuses.items():
            if count:
                metrics.MOVEMENTS.labels(Status(status).name.lower()).inc(count)
        now = time.time()
        if outcome.newest_us:
            metrics.EVENT_LAG.set(now - outcome.newest_us / 1e6)
        for raised in outcome.raised:
            metrics.ALERTS.labels(raised.alert.typology, raised.topic, raised.alert.status).inc()
            if raised.alert.suppressed is not None:
                metrics.SUPPRESSED.labels(raised.alert.typology, raised.alert.suppressed.by).inc()
            if raised.received_ms is not None:
                metrics.END_TO_END.observe(now - raised.received_ms / 1000)
        metrics.TOKENS.labels("received").inc(outcome.received)
        metrics.TOKENS.labels("sent").inc(len(outcome.sent))
        for reason, count in outcome.dropped.items():
            metrics.FLOW_DROPPED.labels(reason).inc(count)
        metrics.count_decided(outcome.decided, outcome.resumed)
        for refusal in outcome.refused:
            metrics.REJECTED.labels(refusal.rejection.reason.value).inc()
            log.warning("a disposition about %r is refused: %s", refusal.told.key, refusal.rejection)
        for conflict in outcome.conflicts:
            metrics.REJECTED.labels(Reason.CONFLICTING_DUPLICATE.value).inc()
            log.warning("transaction %s came again with other content for %s", conflict.transaction, conflict.subject)
        metrics.SUBJECTS.set(len(self.evaluator.subjects))
        metrics.STATE_BYTES.inc(
            sum(len(value) for _, changes in outcome.changes for _, value in changes if value is not None)
        )

    async def start(self) -> None:
        """Make ready before any record arrives. Compiling takes longer than a broker waits for a silent member."""
        warm_up(self.settings)
        self.models.start()
        calm_garbage_collector()
        await self.publisher.start()
        if self.settings.metrics_port:
            self.health.start()
        show_in_force(self.reloader.catalogue)
        self._background = [
            asyncio.create_task(self.reloader.run(self._judge_by)),
            asyncio.create_task(self.models.run(self.stepper("subjects").between_steps)),
            asyncio.create_task(self._announce_between_steps()),
            asyncio.create_task(self.surroundings.run()),
        ]
        metrics.UP.set(1)

    async def stop(self) -> None:
        """Let everything go, after the agents have ended."""
        metrics.UP.set(0)
        metrics.READY.set(0)
        for task in self._background:
            task.cancel()
        self.states.close()
        await self.publisher.stop()
        self.health.stop()

    def _judge_by(self, catalogue: Catalogue) -> None:
        """Swap the catalogue, never within a step."""

        def swap() -> None:
            before = self.evaluator.catalogue
            self.evaluator.use(catalogue)
            self.activity.use(catalogue)
            show_in_force(catalogue, before)

        self.stepper("subjects").between_steps(swap)

    async def _on_assigned(self, _app: Any, assigned: set[TP], *_args: Any, **_kwargs: Any) -> None:
        def mine(name: str) -> set[int]:
            return {tp.partition for tp in assigned if tp.topic == self.settings.topic(name)}

        self.states.assigned(mine("movements"), self.app.consumer_generation_id)
        self._announcer.reset(mine("transactions"))

    async def _before_revoke(self, _revoked: set[TP]) -> None:
        """Let the steps under way end: what they have sent is then committed too."""
        for name, stepper in self._steppers.items():
            if not await stepper.wait_idle(self.settings.revoke_wait_seconds):
                log.warning("%s did not end its step before the rebalance; it will be repeated", name)
        self._announcer.reset(())

    async def _announce_between_steps(self) -> None:
        """Say how far the input has come when no step does, and what rests."""
        topic = self.settings.topic("transactions")
        while True:
            await asyncio.sleep(self.settings.watermark_interval_seconds)
            async with self._announcing:
                try:
                    outbox = self._announcer.due(
                        self._inputs(), lambda number, since: self.consumer.is_caught_up(TP(topic, number), since)
                    )
                    if outbox is not None:
                        await self.publisher.publish(outbox)
                except (KafkaError, OSError, ConsumerNotStarted) as error:
                    self._announcer.unsent()
                    log.warning("how far the input has come could not be said: %r", error)

    def _inputs(self) -> int:
        """How many partitions `transactions` has; 0 while that is not known."""
        return self.consumer.topic_partitions(self.settings.topic("transactions")) or 0

    async def _observe(self) -> None:
        """Lag, readiness and whether there is a model, once a second."""
        self.activity.provide(MODEL, self.evaluator.scorer["champion"] is not None)
        metrics.READY.set(0 if self._ready() else 1)
        reached = self.consumer.reached()
        for tp, (offset, behind) in reached.items():
            metrics.DONE.labels(tp.topic, str(tp.partition)).set(offset)
            metrics.LAG.labels(tp.topic, str(tp.partition)).set(behind)
        for tp in self._observed - reached.keys():  # somebody else's now
            metrics.DONE.remove(tp.topic, str(tp.partition))
            metrics.LAG.remove(tp.topic, str(tp.partition))
        self._observed = set(reached)

    def _healthy(self) -> str:
        crashed = self.app.crashed or self.app.should_stop
        return "the worker is stopping" if crashed else ""

    def _warning(self) -> str:
        return "; ".join(filter(None, (self.reloader.warning, self.models.warning)))

    def _ready(self) -> str:
        if self.app.rebalancing or not self.consumer.assignment():
            return "no partitions are assigned yet"
        return "" if self.states.is_ready() else "states are being restored"

    @staticmethod
    def execute(app: faust.App, settings: Settings) -> None:
        """Run the application until a signal ends it."""
        if settings.create_topics:
            topics.create(settings)
        topics.check(settings)
        faust.Worker(app, loglevel=settings.log_level, redirect_stdouts=False, quiet=True).execute_from_commandline()


class _App(faust.App):
    """A Faust application that starts and stops its worker's own parts."""

    worker: Worker

    def _create_directories(self) -> None:
        """Faust keeps no files here: states are ours."""

    async def on_start(self) -> None:
        await super().on_start()
        await self.worker.start()

    async def on_shutdown(self) -> None:
        await super().on_shutdown()
        await self.worker.stop()
