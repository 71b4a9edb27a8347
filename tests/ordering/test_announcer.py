"""What intake says of its input, and when."""

from __future__ import annotations

from streams.ordering.announcer import Announcer
from streams.ordering.watermark import WATERMARK_KEY, Watermark, decode_watermark
from streams.publisher import Outbox
from streams.settings import Settings

SETTINGS = Settings(subjects_partitions=2, allowed_disorder_seconds=2, watermark_interval_seconds=0.1, idle_seconds=1.0)
MOVEMENT = (b"customer:1", b"a movement")


class Bench:
    """An announcer with a clock of its own; partitions 0 and 1 are read."""

    def __init__(self) -> None:
        self.now = 100.0
        self.announcer = Announcer(SETTINGS, lambda: self.now)
        self.announcer.reset([0, 1])
        self.caught_up: set[int] = set()
        self.asked: list[tuple[int, float]] = []

    def step(self, newest: dict[int, int]) -> list[list[object]]:
        """What goes to each partition of `movements` with a step that sends one movement to partition 0."""
        outbox = Outbox()
        outbox.records[SETTINGS.topic("movements"), 0].append(MOVEMENT)
        self.announcer.enclose(outbox, newest, 2)
        return self.sent(outbox)

    def tick(self, seconds: float) -> list[list[object]]:
        """What is said between steps, some time later."""
        self.now += seconds
        outbox = self.announcer.due(2, self._is_caught_up)
        return self.sent(outbox) if outbox is not None else []

    def _is_caught_up(self, number: int, since: float) -> bool:
        self.asked.append((number, since))
        return number in self.caught_up

    @staticmethod
    def sent(outbox: Outbox) -> list[list[object]]:
        return [
            [decode_watermark(value or b"") if key == WATERMARK_KEY else "movement" for key, value in records]
            for _, records in sorted(outbox.records.items())
        ]


def said(newest: dict[int, int], idle: tuple[int, ...] = (), *, wakes: bool = False) -> Watermark:
    return Watermark(2, 2_000_000, newest, list(idle), wakes)


def test_a_step_is_announced_behind_its_movements_to_every_partition() -> None:
    assert Bench().step({0: 50}) == [["movement", said({0: 50})], [said({0: 50})]]


def test_it_is_said_no_more_often_than_the_interval_and_then_by_the_clock() -> None:
    bench = Bench()
    bench.step({0: 50})
    bench.announcer.sent()
    bench.now += 0.05
    assert bench.step({0: 60}) == [["movement"]]
    bench.announcer.sent()
    assert bench.tick(0.01) == []
    assert bench.tick(0.05) == [[said({0: 60})], [said({0: 60})]]
    assert bench.tick(0.5) == []


def test_nothing_is_said_of_a_step_that_is_not_acknowledged() -> None:
    bench = Bench()
    bench.step({0: 50})
    bench.announcer.sent()
    bench.step({0: 60})
    assert bench.tick(0.5) == []
    bench.announcer.sent()
    assert bench.tick(0.0) == [[said({0: 60})], [said({0: 60})]]


def test_event_times_do_not_go_back() -> None:
    bench = Bench()
    bench.step({0: 50})
    bench.now += 1
    assert bench.step({0: 40})[1] == [said({0: 50})]


def test_a_partition_that_is_read_to_its_end_and_silent_rests() -> None:
    bench = Bench()
    bench.step({0: 50})
    bench.announcer.sent()
    assert bench.tick(0.9) == []
    assert bench.tick(0.1) == []
    assert bench.asked == [(0, 101.0), (1, 101.0)]
    bench.caught_up = {1}
    assert bench.tick(0.1) == [[said({0: 50}, (1,))]] * 2
    assert bench.tick(5.0) == []
    assert bench.tick(5.0) == [[said({0: 50}, (1,))]] * 2


def test_who_moves_again_wakes_all_before_its_movements() -> None:
    bench = Bench()
    bench.caught_up = {0, 1}
    assert bench.tick(1.0) == [[said({}, (0, 1))]] * 2
    bench.now += 1
    assert bench.step({0: 70}) == [
        [said({}, wakes=True), "movement"],
        [said({}, wakes=True)],
    ]
    bench.announcer.sent()
    # What rested and did not move has to rest anew.
    assert bench.tick(0.5) == [[said({0: 70})]] * 2
    assert bench.tick(0.5) == [[said({0: 70}, (0, 1))]] * 2


def test_what_rests_here_is_found_out_anew_when_another_worker_wakes() -> None:
    bench = Bench()
    bench.caught_up = {0, 1}
    bench.tick(1.0)
    bench.announcer.woken()
    assert bench.tick(0.1) == [[said({})]] * 2
    assert bench.tick(0.9) == [[said({}, (0, 1))]] * 2


def test_what_could_not_be_sent_is_said_again() -> None:
    bench = Bench()
    bench.caught_up = {0}
    assert bench.tick(1.0) == [[said({}, (0,))]] * 2
    bench.announcer.unsent()
    assert bench.tick(0.0) == [[said({}, (0,))]] * 2


def test_a_new_assignment_forgets_everything() -> None:
    bench = Bench()
    bench.step({0: 50})
    bench.announcer.reset([1])
    bench.caught_up = {0, 1}
    assert bench.tick(0.5) == []
    assert bench.tick(0.5) == [[said({}, (1,))]] * 2


def test_nothing_is_said_while_the_number_of_partitions_is_unknown() -> None:
    bench = Bench()
    bench.now += 5
    assert bench.announcer.due(0, lambda _number, _since: True) is None
