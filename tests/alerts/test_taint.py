"""Whose money carries a crime, how much of it, and where the money of two crimes meets."""

from __future__ import annotations

import random

import msgspec

from streams.alerts.taint import crimes_carried
from streams.catalogue import Catalogue
from streams.flows.token import Token
from streams.records import Transaction
from tests.flows.run import Run
from tests.flows.worlds import CATALOGUE, SETTINGS, Stream


def _stream() -> Stream:
    return Stream(random.Random(0), ())


def _structure(stream: Stream, name: str, hours: float = 0.0) -> None:
    """Three deposits below the threshold, the last of which is suspicious."""
    for number in range(3):
        stream.pay(None, name, 9400.0, hours + 20 * number)


def _sell(stream: Stream, buyer: str, seller: str, amount: float, hours: float) -> None:
    """Somebody pays for wildlife, to a country where it lives."""
    stream.pay(buyer, seller, amount, hours, remittance="pangolin scales 20 kg")
    made: Transaction = stream.made.pop()
    assert made.creditor is not None
    stream.made.append(msgspec.structs.replace(made, creditor=msgspec.structs.replace(made.creditor, country="NG")))


def _tainted(run: Run, name: str, typology: str = "cash-structuring") -> list[Token]:
    return [each for each in run.tokens(name) if each.crime is not None and each.crime.typology == typology]


def test_payments_before_and_after_an_alert_carry_its_crimes_but_not_laundering() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("C", "BEFORE", 9000.0, 30)
    stream.pay("C", "AFTER", 9000.0, 41)
    run = Run().read(stream.made[:3]).read([])
    whole = Run().read(stream.made)
    (alert,) = {each.alert.id for each in run.raised if each.alert.typology == "cash-structuring"}
    for name in ("BEFORE", "AFTER"):
        (token,) = _tainted(whole, name)
        assert token.crime is not None
        assert (token.crime.alert, token.crime.crimes) == (alert, ("tax-crime",))
        assert token.last.carried == 9000_00


def test_money_from_before_is_carried_when_the_payment_was_in_an_earlier_step() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("C", "BEFORE", 9000.0, 30)
    run = Run()
    ordered = sorted(stream.made, key=lambda each: each.time)
    run.read(ordered[:-1])
    assert _tainted(run, "BEFORE") == []
    run.read(ordered[-1:])
    assert [each.last.carried for each in _tainted(run, "BEFORE")] == [9000_00]


def test_only_the_part_that_is_evidence_is_carried() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("FRIEND", "C", 10_000.0, 41)
    stream.pay("C", "R", 19_100.0, 42)
    # Half of all that lies there, 38,200; so half of the deposits, 28,200.
    assert [each.last.carried for each in _tainted(Run().read(stream.made), "R")] == [14_100_00]


def test_the_part_stays_the_same_from_hand_to_hand() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("FRIEND", "C", 10_000.0, 41)
    stream.pay("C", "M", 19_100.0, 42)
    stream.pay("M", "R", 9550.0, 43)
    tainted = _tainted(Run().read(stream.made), "R")
    assert [[hop.carried for hop in each.hops] for each in tainted] == [[14_100_00, 7050_00]]


def test_a_typology_in_shadow_taints_nothing() -> None:
    shadows = [
        msgspec.structs.replace(each, status="shadow") if each.id == "cash-structuring" else each
        for each in CATALOGUE.typologies
    ]
    stream = _stream()
    _structure(stream, "C")
    stream.pay("C", "R", 9000.0, 41)
    run = Run(SETTINGS, Catalogue.of(shadows, CATALOGUE.vocabulary)).read(stream.made)
    assert "C" in run.fired("cash-structuring")
    assert _tainted(run, "R") == []
    assert _tainted(Run().read(stream.made), "R")


def test_neither_laundering_nor_shadows_are_crimes_that_money_carries() -> None:
    carried = crimes_carried(CATALOGUE)
    assert "money-laundering" not in {crime for crimes in carried.values() for crime in crimes}
    assert {"cash-structuring", "wildlife-trafficking"} <= carried.keys()
    shadows = {each.id for each in CATALOGUE.typologies if each.status == "shadow"}
    assert shadows
    assert not (shadows | {"layering-chain", "crime-convergence"}) & carried.keys()


def test_an_alert_of_movements_carries_its_crimes_though_its_typology_has_another_form() -> None:
    assert crimes_carried(CATALOGUE)["underground-bank-mirror"] == ("drug-trafficking",)


def _convergence(stream: Stream) -> set[str]:
    return Run().read(stream.made).fired("crime-convergence")


def test_the_money_of_two_crimes_meets() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("C", "BROKER", 26_000.0, 41)
    _sell(stream, "W", "BROKER", 3000.0, 45)
    assert "BROKER" in _convergence(stream)


def test_two_suspects_of_one_crime_are_no_convergence() -> None:
    stream = _stream()
    _structure(stream, "C")
    _structure(stream, "D", 5)
    stream.pay("C", "BROKER", 26_000.0, 41)
    stream.pay("D", "BROKER", 26_000.0, 47)
    assert "BROKER" not in _convergence(stream)


def test_one_suspect_of_two_crimes_is_no_convergence() -> None:
    stream = _stream()
    _structure(stream, "C")
    stream.pay("C", "BROKER", 20_000.0, 41)
    _sell(stream, "C", "BROKER", 6000.0, 45)
    run = Run().read(stream.made)
    assert _tainted(run, "BROKER")
    assert _tainted(run, "BROKER", "wildlife-trafficking")
    assert "BROKER" not in run.fired("crime-convergence")


def _through_the_other(stream: Stream) -> None:
    """What one suspect has of the other goes on with what is suspicious of its own."""
    _structure(stream, "C")
    stream.pay("C", "W", 26_000.0, 41)
    _sell(stream, "W", "BROKER", 25_000.0, 45)


def test_suspects_on_each_others_path_are_no_convergence() -> None:
    stream = _stream()
    _through_the_other(stream)
    run = Run().read(stream.made)
    assert _tainted(run, "BROKER")
    assert _tainted(run, "BROKER", "wildlife-trafficking")
    assert "BROKER" not in run.fired("crime-convergence")


def test_they_are_one_where_the_money_also_comes_by_another_way() -> None:
    stream = _stream()
    _through_the_other(stream)
    stream.pay("C", "BROKER", 2200.0, 46)
    assert "BROKER" in _convergence(stream)
