"""The loop commits what is written and nothing else, and does not lose its place while it waits."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import jsonschema
import msgspec
import pytest
from kafka import KafkaConsumer, TopicPartition

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.errors import SettingsError, UnavailableError
from streams.records import DeadLetter
from streams.schemas import render
from streams.settings import Settings
from streams.sinks.batch import Batch, Bury, Place
from streams.sinks.consume import Loop
from streams.sinks.dead import DeadLetters
from tests.integration.harness import read_all, settings_for
from tests.sinks.made import alert, record
from tests.sinks.process import publish, wait


class Picky:
    """Keeps what it is given, as often as `allows` says, and begins where `begin` says."""

    name = "picky"

    def __init__(self, allows: Callable[[Batch], bool], begin: int | None = None) -> None:
        self._allows, self._begin = allows, begin
        self.kept: list[tuple[int, int]] = []
        self.offered: set[tuple[int, int]] = set()
        self.refusals = 0
        self.closed = False

    def positions(self, places: Iterable[Place]) -> Mapping[Place, int]:
        return {} if self._begin is None else dict.fromkeys(places, self._begin)

    def write(self, batch: Batch, bury: Bury) -> None:
        self.offered |= {(each.place.partition, each.offset) for each in batch.records}
        if not self._allows(batch):
            self.refusals += 1
            raise UnavailableError("not now")
        self.kept += [(each.place.partition, each.offset) for each in batch.records]

    def tidy(self) -> None: ...

    def close(self) -> None:
        self.closed = True


def committed(settings: Settings) -> int:
    consumer = KafkaConsumer(**client_options(settings), group_id=f"{settings.application}-sink-picky")
    ends = [consumer.committed(TopicPartition(settings.topic("alerts"), number)) for number in range(4)]
    consumer.close()
    return sum(end or 0 for end in ends)


def run(settings: Settings, sink: Picky, until: Callable[[Loop], bool]) -> None:
    loop = Loop(settings, sink, ["alerts"])
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        wait(lambda: until(loop))
    finally:
        loop.stop()
        thread.join()
    assert sink.closed


@pytest.fixture
def settings(embedded_broker: LocalBroker) -> Settings:
    """Topics with 40 alerts."""
    settings = settings_for(
        embedded_broker, session_timeout_seconds=3.0, sink_backoff_max_seconds=0.6, sink_batch_records=7
    )
    topics.create(settings)
    publish(settings, [record(alert(number), 0, partition=number % 4) for number in range(40)])
    return settings


def test_what_a_sink_does_not_take_is_offered_again_and_committed_only_then(settings: Settings):
    gate = threading.Event()
    sink = Picky(lambda _: gate.is_set())

    def stage(loop: Loop) -> bool:
        if sink.refusals >= 2 and not gate.is_set():
            assert "not now" in loop.ready()
            assert loop.healthy() == ""
            assert committed(settings) == 0
            gate.set()
        return len(sink.kept) == 40 and not loop.ready()

    run(settings, sink, stage)
    assert sorted(sink.kept) == sorted({(partition, offset) for partition in range(4) for offset in range(10)})
    assert committed(settings) == 40
    again = Picky(lambda _: True, begin=7)  # one that knows better than the group
    run(settings, again, lambda _: len(again.kept) == 12)
    assert {offset for _, offset in again.kept} == {7, 8, 9}


def test_a_loop_that_is_stopped_while_it_waits_commits_nothing(settings: Settings):
    sink = Picky(lambda _: False)
    run(settings, sink, lambda _: sink.refusals >= 1)
    assert sink.kept == []
    assert committed(settings) == 0


def test_what_a_rebalance_takes_from_a_waiting_batch_is_read_again_by_whoever_has_it(settings: Settings):
    settings = settings.model_copy(update={"sink_batch_records": 100})
    gate = threading.Event()
    waiting, other = Picky(lambda _: gate.is_set()), Picky(lambda _: True)
    loops = [Loop(settings, waiting, ["alerts"]), Loop(settings, other, ["alerts"])]
    threads = [threading.Thread(target=loop.run) for loop in loops]
    try:
        threads[0].start()
        wait(lambda: waiting.refusals >= 1 and len(waiting.offered) == 40)
        threads[1].start()
        wait(lambda: len(other.kept) >= 10)
        gate.set()
        everything = {(partition, offset) for partition in range(4) for offset in range(10)}
        wait(lambda: {*waiting.kept, *other.kept} == everything and committed(settings) == 40)
    finally:
        for loop in loops:
            loop.stop()
        for thread in threads:
            thread.join()
    assert waiting.kept


class Burying(Picky):
    """Buries the first record of each partition before it keeps a batch, and is never tidy."""

    tidied = 0

    def write(self, batch: Batch, bury: Bury) -> None:
        for each in batch.records:
            if each.offset == 0:
                bury(each, "unreadable", "it is the first")
        super().write(batch, bury)

    def tidy(self) -> None:
        self.tidied += 1
        raise UnavailableError("not tidy")


def test_what_is_buried_once_is_not_buried_again_with_the_next_attempt(settings: Settings):
    tries: Counter[tuple[int, int]] = Counter()

    def third(batch: Batch) -> bool:
        first = batch.records[0]
        tries[first.place.partition, first.offset] += 1
        return tries[first.place.partition, first.offset] >= 3

    sink = Burying(third)
    run(settings, sink, lambda _: len(sink.kept) == 40)
    assert sink.refusals >= 8
    letters = [each.key for each in read_all(settings, settings.topic("sinks.dead"))]
    assert sorted(letters) == [b"picky/alerts/%d/0" % partition for partition in range(4)]


def test_what_cannot_be_tidied_is_let_alone_for_a_while(settings: Settings):
    settings = settings.model_copy(update={"sink_backoff_max_seconds": 60.0})
    sink = Burying(lambda _: True)
    run(settings, sink, lambda _: len(sink.kept) == 40)
    assert sink.tidied == 1


def test_a_sink_takes_no_other_topics(settings: Settings):
    with pytest.raises(SettingsError, match=r"and not filings\.restricted"):
        Loop(settings, Picky(lambda _: True), ["alerts", "filings.restricted"])


def test_a_dead_letter_says_where_its_record_lies_and_holds_its_beginning(settings: Settings):
    dead = DeadLetters(settings.model_copy(update={"rejected_original_max_bytes": 4}), "picky")
    dead.bury(record(b"nonsense", 17, "reports.due", 3), "unreadable", "x" * 5000)
    dead.close()
    [found] = read_all(settings, settings.topic("sinks.dead"))
    letter = msgspec.json.decode(found.value, type=DeadLetter)
    assert found.key == b"picky/reports.due/3/17"
    assert (letter.topic, letter.partition, letter.offset, letter.length) == ("reports.due", 3, 17, 8)
    assert (base64.b64decode(letter.original), letter.original_truncated) == (b"nons", True)
    assert len(letter.detail) == 2000
    jsonschema.validate(msgspec.json.decode(found.value), json.loads(render("dead_letter")))


def test_a_topic_that_does_not_exist_is_named(embedded_broker: LocalBroker):
    settings = settings_for(embedded_broker)
    with pytest.raises(SettingsError, match=r"alerts, .*sinks\.dead; run `counterflow topics create`"):
        Loop(settings, Picky(lambda _: True), ["alerts"])
