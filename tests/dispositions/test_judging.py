"""A decision ends an episode, holds back what goes on, and gives way to news; the same whatever is read first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from streams.alerts.published import Raised
from streams.catalogue import Catalogue
from streams.dispositions.decision import decided_key
from streams.errors import Reason, StateError
from streams.evaluation import Arrivals
from streams.records import Alert, Allow, Snooze
from streams.subject.store import VERSION_BYTES
from tests.dispositions.bench import CATALOGUE, LOADED, NAME, SETTINGS, Bench, decision, only
from tests.integration.made import START, deposit, party

SUPPRESSED = "alerts.suppressed"


def raised_first(bench: Bench, customer: str = "A") -> Alert:
    """The alert of the third deposit."""
    bench.deposit(0, customer=customer)
    bench.deposit(1, customer=customer)
    return only(bench.deposit(2, customer=customer), "alerts")


def snoozed(day: float) -> Snooze:
    return Snooze(until=START + timedelta(days=day))


def test_a_closed_alert_is_held_back_until_half_as_much_is_new_and_then_opens_as_another() -> None:
    bench = Bench()
    first = raised_first(bench)
    bench.decide(decision(first), day=2.5)
    held = only(bench.deposit(3), SUPPRESSED)
    assert held.suppressed is not None
    assert (held.suppressed.disposition, held.suppressed.by, held.suppressed.until) == ("d1", "closed", None)
    assert (held.previous, held.risk) == (first.id, 0.0)
    assert held.id != first.id
    again = only(bench.deposit(4), "alerts")
    assert (again.id, again.previous, again.revision) == (held.id, first.id, 1)
    assert again.resumed is not None
    assert (again.resumed.disposition, again.resumed.by) == ("d1", "new_evidence")
    assert again.risk == first.risk > 0
    # From then on it is an alert like any other.
    assert [each.topic for day in (5, 6, 7, 8) for each in bench.deposit(day)] == ["alerts", "alerts"]


def test_without_a_decision_the_same_deposits_revise_the_alert() -> None:
    bench = Bench()
    first = raised_first(bench)
    assert [only(bench.deposit(day), "alerts").id for day in (3,)] == [first.id]


def test_what_is_escalated_goes_on_and_keeps_its_risk() -> None:
    bench = Bench()
    first = raised_first(bench)
    bench.decide(decision(first, verdict="escalate", reason=None), day=2.5)
    second = only(bench.deposit(3), "alerts")
    assert (second.id, second.revision, second.risk) == (first.id, 1, first.risk)
    assert second.suppressed is None is second.resumed


@pytest.mark.parametrize("amount", ["9400.00", "9500.00"])
def test_a_snooze_holds_back_until_its_date_and_the_next_alert_names_the_closed_one(amount: str) -> None:
    bench = Bench()
    first = raised_first(bench)
    bench.decide(decision(first, snooze=snoozed(40)), day=2.5)
    held = only(bench.deposit(12, amount) + bench.deposit(13, amount) + bench.deposit(14, amount), SUPPRESSED)
    assert held.suppressed is not None
    assert (held.suppressed.by, held.suppressed.until) == ("snooze", START + timedelta(days=40))
    raised = bench.deposit(41, amount) + bench.deposit(42, amount) + bench.deposit(43, amount)
    again = only(raised, "alerts")
    assert (again.previous, again.suppressed) == (first.id, None)


def test_a_snooze_ends_when_the_evidence_has_grown_by_half_and_the_alert_keeps_its_id() -> None:
    bench = Bench()
    first = raised_first(bench)
    bench.decide(decision(first, snooze=snoozed(40)), day=2.5)
    held = only(bench.deposit(3), SUPPRESSED)
    grown = only(bench.deposit(3.5), "alerts")  # five deposits instead of three
    assert (grown.id, grown.previous) == (held.id, first.id)
    assert grown.resumed is not None
    assert grown.resumed.by == "growth"
    assert bench.evaluator.desk.taken_ended() == []


def test_a_decision_holds_for_its_subject_and_typology_only() -> None:
    bench = Bench()
    first = raised_first(bench)
    bench.decide(decision(first, snooze=snoozed(40)), day=2.5)
    assert (
        only([each for day in (3, 4, 5) for each in bench.deposit(day, customer="B")], "alerts").subject.id
        == "customer:B"
    )


def test_reports_that_the_law_asks_for_are_never_closed_or_held_back() -> None:
    bench = Bench()
    report = only(bench.take(deposit("R1", "A", "10400.00", timedelta()), 0), "reports.due")
    bench.decide(decision(report, snooze=Snooze(until=None), approved_by="Lead 1"), day=0.01)
    again = only(bench.take(deposit("R2", "A", "500.00", timedelta(days=0.1)), 0.1), "reports.due")
    assert (again.id, again.revision, again.suppressed) == (report.id, 1, None)


def test_a_typology_that_is_not_suppressible_opens_a_new_alert_at_once() -> None:
    never = Catalogue.of([msgspec.structs.replace(LOADED[NAME], suppressible=False)], LOADED.vocabulary)
    bench = Bench(never)
    first = raised_first(bench)
    bench.decide(decision(first, snooze=snoozed(40)), day=2.5)
    second = only(bench.deposit(3), "alerts")
    assert (second.previous, second.suppressed) == (first.id, None)


def test_a_closed_alert_adds_nothing_to_the_risk_of_others() -> None:
    wide = Catalogue.of([LOADED[NAME], LOADED["fan-in"]], LOADED.vocabulary)
    risks = []
    for closes in (False, True):
        bench = Bench(wide)
        first = raised_first(bench)
        if closes:
            bench.decide(decision(first), day=2.5)
        paid = [
            each
            for number in range(30)
            for each in bench.pay(
                f"P{number}", 2.6 + number / 1000, "800.00", debtor=party(f"S{number}"), creditor=party("A")
            )
        ]
        risks.append(next(each.alert.risk for each in paid if each.alert.typology == "fan-in"))
    assert risks[0] > risks[1] > 0


def _payments(bench: Bench, days: Any, *payers: str) -> list[Raised]:
    """Each payer sends some small sums to A within an hour of each day."""
    return [
        each
        for day in days
        for number, payer in enumerate(payers)
        for each in bench.pay(f"P{payer}{day}", day + number / 1000, "800.00", debtor=party(payer), creditor=party("A"))
    ]


def test_allowed_counterparties_are_held_back_by_themselves_and_not_with_a_stranger() -> None:
    fan_in = Catalogue.of([LOADED["fan-in"]], LOADED.vocabulary)
    first, *_ = _payments(Bench(fan_in), [0], *(f"S{number}" for number in range(30)))
    payers = [f"S{number}" for number in range(first.alert.evidence_count)]
    bench = Bench(fan_in)
    alert = only(_payments(bench, [0], *payers), "alerts")
    known = decision(alert).known
    assert known is not None
    until = START + timedelta(days=300)
    allowed = [
        decision(
            alert,
            f"d{number}",
            allow=Allow(counterparty=each, until=until, evidence_count=40, evidence_value=known.evidence_value),
        )
        for number, each in enumerate(known.counterparties)
    ]
    assert len(allowed) > 5
    bench.decide(*allowed, day=0.2)
    held = _payments(bench, [0.3], *payers)
    assert {each.topic for each in held} == {SUPPRESSED}
    assert {each.alert.suppressed.by for each in held if each.alert.suppressed} == {"allow"}
    assert "alerts" in {each.topic for each in _payments(bench, [0.4], *(f"X{n}" for n in range(30)))}


def test_allowed_counterparties_hold_nothing_back_where_a_stranger_is_beyond_the_listed_evidence() -> None:
    fan_in = Catalogue.of([LOADED["fan-in"]], LOADED.vocabulary)
    probe, *_ = _payments(Bench(fan_in), [0], *(f"S{number}" for number in range(30)))
    bench = Bench(fan_in, SETTINGS.model_copy(update={"evidence_max": 5}))
    [first] = _payments(bench, [0], *(f"S{number}" for number in range(probe.alert.evidence_count)))
    known = decision(first.alert).known
    assert known is not None
    assert first.alert.evidence_count > len(known.counterparties) == 5
    until = START + timedelta(days=300)
    bench.decide(
        *(
            decision(
                first.alert,
                f"d{number}",
                allow=Allow(counterparty=each, until=until, evidence_count=40, evidence_value=known.evidence_value),
            )
            for number, each in enumerate(known.counterparties)
        ),
        day=0.2,
    )
    held = _payments(bench, [0.3], *(each.removeprefix("customer:") for each in known.counterparties))
    assert held
    assert "allow" not in {each.alert.suppressed.by for each in held if each.alert.suppressed}


@pytest.mark.parametrize("where", ["first", "late", "twice", "restarted"])
def test_alerts_are_the_same_wherever_decisions_come_between(where: str) -> None:
    def run(place: str) -> tuple[set[tuple[str, str]], bytes | None]:
        bench = Bench()
        probe = Bench()
        found = decision(raised_first(probe), snooze=snoozed(20))
        if place == "first":
            bench.decide(found, day=2.5)
        raised_first(bench)
        if place != "first":
            bench.decide(found, day=2.5)
        if place == "twice":
            bench.decide(found, day=2.5, again=True)
            bench.decide(found, day=2.6)
        if place == "restarted":
            bench.begin()
        for number, day in enumerate((3, 3.2, 3.4, 12, 13, 14, 15, 31, 32, 33)):
            bench.deposit(day, "9400.00" if number % 2 else "9300.00")
            if place == "restarted":
                bench.begin()
        return {(each.topic, each.alert.id) for each in bench.raised}, bench.store.get(0, decided_key(b"customer:A"))

    (usual, state), (found, other) = run("usual"), run(where)
    assert found == usual
    assert {topic for topic, _ in usual} == {"alerts", SUPPRESSED, "reports.due"}
    if where == "restarted":
        assert other == state


def test_a_step_that_is_given_up_is_as_if_it_had_not_been() -> None:
    bench = Bench()
    first = raised_first(bench)
    arrivals = Arrivals(0, (), (), (), (), decisions=[bench.told(decision(first), 2.5, 0)])
    bench.evaluator.evaluate([arrivals])
    bench.evaluator.abandon([arrivals])
    assert only(bench.deposit(3), "alerts").id == first.id


def test_a_refused_decision_stops_nothing_and_is_told_with_its_reason() -> None:
    bench = Bench()
    first = raised_first(bench)
    outcome = bench.decide(decision(first, snooze=Snooze(until=None)), decision(first, "d2"), day=2.5)
    assert [each.rejection.reason for each in outcome.refused] == [Reason.DISPOSITION_NOT_APPROVED]
    assert [each.id for each in outcome.decided] == ["d2"]
    assert only(bench.deposit(3), SUPPRESSED).previous == first.id


def test_a_decision_of_a_newer_layout_stops_the_partition() -> None:
    bench = Bench()
    bench.decide(decision(raised_first(bench)), day=2.5)
    key = decided_key(b"customer:A")
    held = bench.store.get(0, key)
    assert held is not None
    bench.store.put(0, [(key, held[:VERSION_BYTES] + msgspec.msgpack.encode([99, 0, [], {}]))])
    bench.begin()
    with pytest.raises(StateError, match="layout 99"):
        bench.deposit(3)


def test_no_more_decisions_are_kept_than_the_bound() -> None:
    bench = Bench(CATALOGUE, Bench()._settings.model_copy(update={"dispositions_max": 2}))
    first = raised_first(bench)
    bench.decide(*(decision(first, f"d{number}") for number in range(5)), day=2.5)
    kept = bench.evaluator.subjects.decided[int(bench.evaluator.subjects.locate(0, [b"customer:A"])[0])]
    assert kept is not None
    assert [each.id for each in kept.decisions] == ["d3", "d4"]
