"""Deposits just below the report limit, and decisions about what they raise, judged without Kafka."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka.structs import ConsumerRecord

from streams.alerts.published import Raised
from streams.catalogue import SHIPPED, Catalogue
from streams.dispositions.desk import Told
from streams.dispositions.making import known_of
from streams.dispositions.reading import encode
from streams.evaluation import Arrivals, Evaluator, Outcome
from streams.intake.intake import Intake
from streams.records import Alert, Disposition
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.subject.store import MemoryStore
from tests.integration.made import START, deposit, transfer

NAME = "cash-structuring"
SETTINGS = Settings(subjects_partitions=1)
REFERENCE = Reference.load()
LOADED = Catalogue.load([SHIPPED], None, SIGNALS)
CATALOGUE = Catalogue.of([LOADED[NAME], LOADED["reporting-threshold"]], LOADED.vocabulary)
DAY_MS = 86_400_000


def day_ms(number: float) -> int:
    """The Kafka timestamp of a day of the stream; a transaction is received when it is made."""
    return round((START + timedelta(days=number)).timestamp() * 1000)


def decision(alert: Alert, name: str = "d1", **changed: Any) -> Disposition:
    """An alert is closed as a false positive, unless `changed` says otherwise."""
    fields: dict[str, Any] = {
        "id": name,
        "alert": alert.id,
        "subject": alert.subject.id,
        "typology": alert.typology,
        "verdict": "close",
        "reason": "false_positive",
        "decided_by": "Analyst 1",
        "decided_at": datetime(2025, 3, 9, tzinfo=UTC),
        "known": known_of(alert),
    }
    return Disposition(**{**fields, **changed})


class Bench:
    """One worker with one partition; a step for each call."""

    def __init__(self, catalogue: Catalogue = CATALOGUE, settings: Settings = SETTINGS) -> None:
        self._settings, self._catalogue = settings, catalogue
        self._intake = Intake(settings, REFERENCE)
        self._movements = self._decisions = self._inputs = 0
        self.store = MemoryStore()
        self.store.open(0)
        self.raised: list[Raised] = []
        self.begin()

    def begin(self) -> None:
        """A worker that has nothing but what the store holds."""
        self.evaluator = Evaluator(self._settings, self._catalogue, self.store, base_decimals=2)
        self.evaluator.open(0)

    def deposit(self, day: float, amount: str = "9400.00", customer: str = "A") -> list[Raised]:
        """What a deposit on a day raises, reports that the law asks for apart."""
        raised = self.take(deposit(f"{customer}-{day}", customer, amount, timedelta(days=day)), day)
        return [each for each in raised if each.topic != "reports.due"]

    def pay(self, name: str, day: float, amount: str, **more: Any) -> list[Raised]:
        """What a transfer on a day raises."""
        return self.take(transfer(name, amount, timedelta(days=day), **more), day)

    def take(self, value: bytes, day: float) -> list[Raised]:
        """What one transaction raises."""
        record = ConsumerRecord("transactions", 0, self._inputs, day_ms(day), 0, None, value, None, 0, 0, ())
        self._inputs += 1
        moved = self._intake.take([record]).movements
        positions = range(self._movements, self._movements + len(moved))
        self._movements += len(moved)
        arrivals = Arrivals(0, [each.key for each in moved], [each.value for each in moved], positions, positions)
        return self.step(arrivals).raised

    def decide(self, *found: Disposition, day: float, again: bool = False) -> Outcome:
        """Deliver decisions that Kafka received on a day; `again` for the same offsets as the last time."""
        if again:
            self._decisions -= len(found)
        told = [self.told(each, day, self._decisions + number) for number, each in enumerate(found)]
        self._decisions += len(found)
        return self.step(Arrivals(0, (), (), (), (), decisions=told))

    @staticmethod
    def told(found: Disposition, day: float, offset: int) -> Told:
        return Told(found.subject.encode(), encode(found), offset, day_ms(day))

    def step(self, arrivals: Arrivals) -> Outcome:
        """Evaluate and write."""
        outcome = self.evaluator.evaluate([arrivals])
        self.evaluator.written(outcome, {})
        self.raised.extend(outcome.raised)
        return outcome


def only(raised: Sequence[Raised], topic: str) -> Alert:
    """The one alert that was raised, which is for a topic."""
    (one,) = raised
    assert one.topic == topic
    return one.alert
