"""Alerts of networks are held back too: told by the event time of the payment, under the id of the path."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from streams.alerts.published import Raised
from streams.dispositions.desk import Told
from streams.dispositions.permitted import refuse_suppression
from streams.dispositions.reading import encode
from streams.errors import DispositionError
from streams.evaluation import Arrivals
from streams.partitioner import partition_for
from streams.records import Disposition, Snooze
from tests.dispositions.bench import decision
from tests.flows.run import Run
from tests.flows.worlds import PARTITIONS, SETTINGS, START, Stream

SUPPRESSED = "alerts.suppressed"


def pay(run: Run, hours: float, names: str = "NABR", amount: float = 6000.0) -> list[Raised]:
    """A payment from each to the next, an hour apart; what it raises of chains on the last one."""
    stream = Stream(random.Random(0), ())
    for number in range(len(names) - 1):
        stream.pay(names[number], names[number + 1], amount - 10 * number, hours + number)
    before = len(run.raised)
    run.read([msgspec.structs.replace(each, id=f"{names}{hours}-{each.id}") for each in stream.made])
    return [
        each
        for each in run.raised[before:]
        if each.alert.typology == "layering-chain" and each.alert.subject.id == f"customer:{names[-1]}"
    ]


def decide(run: Run, found: Disposition, hours: float, offset: int = 0) -> None:
    """Deliver a decision that Kafka received so long after the start."""
    key = found.subject.encode()
    at_ms = round((START.timestamp() + 3600 * hours) * 1000)
    told = [Told(key, encode(found), offset, at_ms)]
    arrivals = [Arrivals(partition_for(key, PARTITIONS), (), (), (), (), decisions=told)]
    run.evaluator.written(run.evaluator.evaluate(arrivals), {})


def topics(raised: list[Raised]) -> list[str]:
    return [each.topic for each in raised]


def test_the_same_chain_is_held_back_after_a_snooze_and_raised_again_when_somebody_joins() -> None:
    run = Run(SETTINGS.model_copy(update={"suppression_growth": 2.0}))
    [first] = pay(run, 0, amount=1500.0)
    decide(run, decision(first.alert, snooze=Snooze(until=None), approved_by="Lead 1"), 10)
    [held] = pay(run, 20, amount=1500.0)
    assert (held.topic, held.alert.id) == (SUPPRESSED, first.alert.id)
    assert held.alert.suppressed is not None
    assert held.alert.suppressed.by == "snooze"
    [raised] = pay(run, 30, "NACR")
    assert (raised.topic, raised.alert.id) == ("alerts", first.alert.id)
    assert raised.alert.resumed is not None
    assert raised.alert.resumed.by == "new_counterparty"
    assert held.alert.risk < raised.alert.risk


def test_a_chain_that_has_grown_by_half_is_not_held_back() -> None:
    run = Run()
    [first] = pay(run, 0, amount=1500.0)
    decide(run, decision(first.alert, snooze=Snooze(until=None), approved_by="Lead 1"), 10)
    [again] = pay(run, 20, amount=1500.0)
    assert (again.topic, again.alert.revision) == ("alerts", 1)


def test_a_party_that_was_not_in_the_evidence_ends_a_snooze_of_a_network() -> None:
    run = Run()
    [first] = pay(run, 0)
    decide(run, decision(first.alert, snooze=Snooze(until=None), approved_by="Lead 1"), 10)
    found = pay(run, 20, "NACR", 500.0) + pay(run, 40, "NADR", 500.0)
    assert found
    assert set(topics(found)) == {"alerts"}


def test_payments_of_before_the_decision_are_judged_without_it() -> None:
    with_decision, without = Run(), Run()
    [first] = pay(without, 0)
    decide(with_decision, decision(first.alert, snooze=Snooze(until=None), approved_by="Lead 1"), 10)
    [same] = pay(with_decision, 0)
    assert (same.topic, same.alert.id) == ("alerts", first.alert.id)


@pytest.mark.parametrize("verdict", ["escalate", "close"])
def test_money_carries_the_crime_of_an_alert_until_it_is_closed(verdict: Any) -> None:
    stream = Stream(random.Random(0), ())
    for number in range(3):
        stream.pay(None, "C", 9400.0, 20 * number)
    stream.pay("C", "R", 9000.0, 60)
    run = Run().read(stream.made[:3])
    [alert] = [each.alert for each in run.raised if each.alert.typology == "cash-structuring"]
    reason = "false_positive" if verdict == "close" else None
    decide(run, decision(alert, verdict=verdict, reason=reason), 50)
    run.read(stream.made[3:])
    carried = [each.crime.alert for each in run.tokens("R") if each.crime is not None]
    assert carried == ([alert.id] if verdict == "escalate" else [])


def test_a_closed_network_that_goes_on_says_with_every_revision_that_it_was_closed() -> None:
    run = Run()
    [first] = pay(run, 0, amount=1500.0)
    decide(run, decision(first.alert), 10)
    grown = pay(run, 20, amount=1500.0) + pay(run, 20.5, amount=1500.0)
    assert len(grown) > 1
    assert {each.topic for each in grown} == {"alerts"}
    assert {each.alert.id for each in grown} == {first.alert.id}
    assert [each.alert.resumed and each.alert.resumed.disposition for each in grown] == ["d1"] * len(grown)


def test_a_payment_of_before_the_decision_does_not_close_again_what_goes_on() -> None:
    run = Run()
    [first] = pay(run, 0, amount=1500.0)
    decide(run, decision(first.alert), 18.5)
    [grown] = pay(run, 20, amount=1500.0)
    late = pay(run, 15, amount=1500.0) + pay(run, 15.2, amount=1500.0)
    assert grown.alert.resumed is not None
    assert late
    assert {each.alert.resumed for each in late} == {grown.alert.resumed}


def test_a_network_that_another_alerts_snooze_held_names_whoever_closed_it() -> None:
    run = Run(SETTINGS.model_copy(update={"suppression_growth": 2.0}))
    [first] = pay(run, 0, amount=1500.0)
    decide(run, decision(first.alert), 10)
    other = msgspec.structs.replace(first.alert, id="another")
    snooze = decision(other, "d2", snooze=Snooze(until=None), approved_by="Lead 1")
    decide(run, snooze, 11, 1)
    [held] = pay(run, 20, amount=1500.0)
    assert held.alert.suppressed is not None
    assert held.alert.suppressed.disposition == "d2"
    [raised] = pay(run, 30, "NACR")
    assert (raised.topic, raised.alert.id) == ("alerts", first.alert.id)
    assert raised.alert.resumed is not None
    assert raised.alert.resumed.disposition == "d1"


def test_a_network_whose_money_carries_sanctions_evasion_is_not_held_back() -> None:
    run = Run(SETTINGS.model_copy(update={"suppression_growth": 2.0}))
    stream = Stream(random.Random(0), ())
    for number in range(3):
        stream.pay(None, "C", 9400.0, 20 * number)
    stream.pay("C", "R", 20_000.0, 41)
    stream.pay("W", "R", 3000.0, 45, remittance="pangolin scales 20 kg")
    stream.pay("C", "R", 6000.0, 60)
    sold = stream.made[4]
    assert sold.creditor is not None
    stream.made[4] = msgspec.structs.replace(sold, creditor=msgspec.structs.replace(sold.creditor, country="NG"))
    run.read(stream.made[:5])
    [first] = [each for each in run.raised if each.alert.typology == "crime-convergence"]
    assert "sanctions-evasion" not in first.alert.crimes
    assert "sanctions-evasion" in {crime for path in first.alert.paths for crime in path.crimes}
    with pytest.raises(DispositionError, match="points to sanctions-evasion"):
        refuse_suppression(first.topic, first.alert, frozenset())
    decide(run, decision(first.alert, snooze=Snooze(until=None), approved_by="Lead 1"), 50)
    run.read(stream.made[5:])
    again = [each for each in run.raised if each.alert.typology == "crime-convergence"][-1]
    assert again is not first
    assert (again.topic, again.alert.id) == ("alerts", first.alert.id)
