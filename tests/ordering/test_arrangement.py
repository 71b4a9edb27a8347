"""Tokens are handed out at once, before the movements of their step, when the states that they meet are there."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from streams import outbound
from streams.errors import RestoreError
from streams.ordering import arrangement
from streams.ordering.arrangement import InOrder
from streams.ordering.order import Released
from streams.ordering.tokens import Decisions, Tokens
from streams.ordering.watermark import WATERMARK_KEY, Watermark, encode_watermark
from streams.settings import Settings
from streams.subject.store import MemoryStore
from streams.transport import Batch

SETTINGS = Settings(topic_prefix="bank.")
MOVEMENTS, FLOWS = SETTINGS.topic("movements"), SETTINGS.topic("flows")


class States:
    """Remembers which partitions were waited for; fails while told to."""

    def __init__(self) -> None:
        self.waited: set[int] = set()
        self.broken = False

    def on_drop(self, _action: Any) -> None:
        pass

    async def ready(self, partitions: Collection[int]) -> None:
        if self.broken:
            raise RestoreError("not yet")
        self.waited.update(partitions)


class Bench:
    def __init__(self) -> None:
        self.states = States()
        self.done: dict[TP, int] = {}
        self.is_read = True
        self.waiting: set[int] = set()
        """Partitions of which decisions are delivered and not handed out."""
        consumer = cast(
            Any,
            SimpleNamespace(
                done_before=self.done.__setitem__,
                is_delivered_beyond=lambda place, _reached: place.partition in self.waiting,
                is_read_through=lambda _place, _reached: self.is_read,
            ),
        )
        store = MemoryStore()
        for partition in range(SETTINGS.subjects_partitions):
            store.open(partition)
        self.in_order = InOrder(SETTINGS, cast(Any, self.states), store, lambda: consumer, lambda: None)


def tokens(partition: int, first: int, count: int) -> Batch:
    offsets = range(first, first + count)
    return Batch([ConsumerRecord(FLOWS, partition, at, 0, 0, b"s", b"token", None, 1, 5, ()) for at in offsets])


def watermark(partition: int, offset: int = 0) -> Batch:
    value = encode_watermark(Watermark(1, 0, {0: 1}, []))
    return Batch([ConsumerRecord(MOVEMENTS, partition, offset, 0, 0, WATERMARK_KEY, value, None, 0, 0, ())])


def decisions(partition: int, first: int, count: int) -> Batch:
    topic, offsets = SETTINGS.topic("dispositions"), range(first, first + count)
    return Batch([ConsumerRecord(topic, partition, at, 7, 0, b"s", b"{}", None, 1, 2, ()) for at in offsets])


async def test_decisions_come_before_tokens_and_movements():
    [step] = await Bench().in_order.arrange([watermark(0), tokens(1, 5, 3), decisions(0, 0, 2)])
    assert [(type(part), part.partition) for part in step] == [(Decisions, 0), (Tokens, 1), (Released, 0)]


async def test_the_movements_of_a_new_partition_wait_for_decisions_that_are_on_their_way():
    bench = Bench()
    bench.waiting.add(1)
    [step] = await bench.in_order.arrange([watermark(0), watermark(1)])
    assert [part.partition for part in step] == [0]
    bench.waiting.clear()
    [step] = await bench.in_order.arrange([decisions(1, 0, 1)])
    assert [(type(part), part.partition) for part in step] == [(Decisions, 1), (Released, 1)]
    bench.waiting.add(1)  # later ones are not waited for
    [step] = await bench.in_order.arrange([watermark(1, 1)])
    assert [part.partition for part in step] == [1]


async def test_a_partition_whose_decisions_are_never_heard_of_waits_no_longer_than_a_bound(monkeypatch, caplog):
    monkeypatch.setattr(arrangement, "_DECISIONS_SECONDS", 0.05)
    bench = Bench()
    bench.is_read = False
    [step] = await bench.in_order.arrange([watermark(2)])
    assert [part.partition for part in step] == [2]
    assert "its movements wait no longer" in caplog.text


def test_halves_of_decisions_are_decisions():
    whole = Decisions("dispositions", 1, decisions(1, 5, 3).records)
    assert [(type(half), len(half)) for half in whole.halves()] == [(Decisions, 1), (Decisions, 2)]


async def test_the_judgement_is_told_of_decisions_with_their_kafka_timestamps():
    [step] = await Bench().in_order.arrange([decisions(0, 3, 1)])
    [told] = outbound.arrivals(step)
    assert [tuple(each) for each in told.decisions] == [(b"s", b"{}", 3, 7)]


async def test_tokens_come_first_in_the_step_of_the_movements_delivered_with_them():
    bench = Bench()
    [step] = await bench.in_order.arrange([watermark(0), tokens(1, 5, 3), watermark(1), tokens(0, 0, 2)])
    assert [type(part) for part in step] == [Tokens, Tokens, Released, Released]
    assert [(part.partition, len(part)) for part in step] == [(1, 3), (0, 2), (0, 0), (1, 0)]


async def test_tokens_are_not_kept_waiting_by_movements():
    [step] = await Bench().in_order.arrange([tokens(2, 0, 1)])
    assert [part.topic for part in step] == [FLOWS]


async def test_movements_without_tokens_are_released_as_before():
    [step] = await Bench().in_order.arrange([watermark(3)])
    assert [part.topic for part in step] == [MOVEMENTS]


async def test_tokens_are_done_when_they_are_settled_and_not_before():
    bench = Bench()
    [step] = await bench.in_order.arrange([tokens(1, 5, 3), tokens(1, 8, 2)])
    assert bench.done == {}
    bench.in_order.settle(step)
    assert bench.done == {TP(FLOWS, 1): 10}


async def test_tokens_wait_for_the_states_of_their_partition():
    bench = Bench()
    bench.states.broken = True
    with pytest.raises(RestoreError):
        await bench.in_order.arrange([tokens(1, 0, 1)])
    bench.states.broken = False
    await bench.in_order.arrange([tokens(1, 0, 1)])
    assert bench.states.waited == {1}


def test_halves_of_tokens_make_up_the_whole():
    whole = Tokens(FLOWS, 1, tokens(1, 5, 3).records)
    halves = whole.halves()
    assert [record.offset for half in halves for record in half.records] == [5, 6, 7]
    assert [len(half) for half in halves] == [1, 2]
    assert {(half.topic, half.partition) for half in halves} == {(FLOWS, 1)}


async def test_the_judgement_is_told_of_tokens_by_offset_and_of_movements_after_them():
    [step] = await Bench().in_order.arrange([tokens(0, 0, 2), watermark(0)])
    told, released = outbound.arrivals(step)
    assert (told.partition, [offset for _, _, offset in told.tokens], list(told.values)) == (0, [0, 1], [])
    assert (released.partition, list(released.tokens), list(released.values)) == (0, [], [])
