"""A catalogue that is swapped between two steps judges what comes after, and nothing that came before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiokafka.structs import ConsumerRecord

from streams.alerts.published import Raised
from streams.catalogue import SHIPPED, Catalogue
from streams.catalogue.tuning import Knob, Override
from streams.catalogue.typology import Status
from streams.evaluation import Arrivals, Evaluator
from streams.intake.intake import Intake
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.subject.store import MemoryStore
from tests.integration.made import deposit

NAME = "cash-structuring"
SETTINGS = Settings(subjects_partitions=1)
REFERENCE = Reference.load()


def catalogue(**overrides: float | Status) -> Catalogue:
    found = {
        Knob(NAME, None if name == "status" else name): Override(value, "test") for name, value in overrides.items()
    }
    loaded = Catalogue.load([SHIPPED], found, SIGNALS)
    # Others fire on the same deposits and would add to the risk.
    return Catalogue.of([loaded[NAME], loaded["reporting-threshold"]], loaded.vocabulary)


class Bench:
    """Deposits of customers just below the report limit, judged day by day."""

    def __init__(self) -> None:
        self._intake = Intake(SETTINGS, REFERENCE)
        self.evaluator = Evaluator(SETTINGS, catalogue(), MemoryStore(), base_decimals=2)
        self.evaluator.store.open(0)
        self.evaluator.open(0)
        self._offset = 0

    def day(self, number: int, *customers: str) -> dict[str, list[Raised]]:
        """What is raised, by topic, when each customer deposits once on a day."""
        values = [deposit(f"{each}-{number}", each, "9400.00", timedelta(days=number)) for each in customers]
        arrivals = [self._arrivals(values)]
        raised = self.evaluator.evaluate(arrivals).raised
        found: dict[str, list[Raised]] = {}
        for each in raised:
            if each.alert.typology == NAME:
                found.setdefault(each.topic, []).append(each)
        return found

    def _arrivals(self, values: Sequence[bytes]) -> Arrivals:
        records = [
            ConsumerRecord("transactions", 0, self._offset + i, 1_750_000_000_000, 0, None, value, None, 0, 0, ())
            for i, value in enumerate(values)
        ]
        moved = self._intake.take(records).movements
        positions = range(self._offset, self._offset + len(moved))
        self._offset += len(values)
        return Arrivals(0, [each.key for each in moved], [each.value for each in moved], positions, positions)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_alerts_carry_the_digests_of_the_catalogue_that_judged(bench: Bench):
    for number in range(3):
        before = bench.day(number, "A")
    (first,) = before["alerts"]
    old, new = bench.evaluator.catalogue, catalogue(closeness=0.9)
    bench.evaluator.use(new)
    assert bench.evaluator.catalogue is new
    (second,) = bench.day(3, "A")["alerts"]
    assert (first.alert.catalogue_digest, first.alert.typology_digest) == (old.digest, old[NAME].digest)
    assert (second.alert.catalogue_digest, second.alert.typology_digest) == (new.digest, new[NAME].digest)
    assert len({old.digest, new.digest, old[NAME].digest, new[NAME].digest}) == 4
    # It is the same episode, revised.
    assert (first.alert.id, second.alert.revision) == (second.alert.id, 1)


def test_a_changed_parameter_decides_from_then_on(bench: Bench):
    bench.evaluator.use(catalogue(min_deposits=4))
    assert [bench.day(number, "A") for number in range(3)] == [{}, {}, {}]
    bench.evaluator.use(catalogue(min_deposits=5))
    assert bench.day(3, "A") == {}
    assert [each.alert.evidence_count for each in bench.day(4, "A")["alerts"]] == [5]


def test_a_typology_that_is_put_into_shadow_and_back_moves_its_alerts_and_their_weight(bench: Bench):
    for number in range(3):
        live = bench.day(number, "A")
    assert [each.alert.risk > 0 for each in live["alerts"]] == [True]
    bench.evaluator.use(catalogue(status="shadow"))
    shadow = bench.day(3, "A")
    assert list(shadow) == ["alerts.shadow"]
    assert (shadow["alerts.shadow"][0].alert.id, shadow["alerts.shadow"][0].alert.risk) == (
        live["alerts"][0].alert.id,
        0,
    )
    bench.evaluator.use(catalogue())
    back = bench.day(4, "A")
    assert list(back) == ["alerts"]
    assert back["alerts"][0].alert.risk == live["alerts"][0].alert.risk


def test_a_typology_that_is_gone_leaves_its_episodes_in_peace(bench: Bench):
    for number in range(3):
        bench.day(number, "A")
    rest = [typology for typology in catalogue().typologies if typology.id != NAME]
    bench.evaluator.use(Catalogue.of(rest, catalogue().vocabulary))
    assert bench.day(3, "A") == {}
    bench.evaluator.use(catalogue())
    assert [each.alert.revision for each in bench.day(4, "A")["alerts"]] == [1]
