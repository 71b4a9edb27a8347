"""Alerts of networks: what names them, when they are revised, and what they show."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema
import msgspec
import pytest

from streams.alerts.episodes import stable_id
from streams.alerts.published import SHADOW, Raised
from streams.catalogue import Catalogue
from streams.outbound import encode_alert
from streams.schemas import path
from streams.signals.family import DAY_US
from tests.flows.run import Run
from tests.flows.worlds import CATALOGUE, SETTINGS, START, Stream

WINDOW_US = 30 * DAY_US
START_US = round(START.timestamp() * 1e6)
NEXT_PERIOD_HOURS = ((START_US // WINDOW_US + 1) * WINDOW_US - START_US) / 3.6e9


def _stream() -> Stream:
    return Stream(random.Random(0), ())


def _line(names: str = "NABR", amount: float = 6000.0, hours: float = 0.0, named: str = "") -> list[Any]:
    """A payment from each to the next, an hour apart."""
    stream = _stream()
    for number in range(3):
        stream.pay(names[number], names[number + 1], amount - 10 * number, hours + number)
    return [msgspec.structs.replace(each, id=named + each.id) for each in stream.made]


def _chains(run: Run, subject: str = "R", origin: str = "N") -> list[Raised]:
    """The alerts of layering chains on a subject whose paths begin with an origin."""
    return [
        each
        for each in run.raised
        if each.alert.typology == "layering-chain"
        and each.alert.subject.id == f"customer:{subject}"
        and each.alert.paths[0].payments[0].debtor == f"customer:{origin}"
    ]


def _only(made: list[Any], subject: str = "R", origin: str = "N") -> Raised:
    (found,) = _chains(Run().read(made), subject, origin)
    return found


def test_an_id_is_that_of_typology_subject_origin_and_period() -> None:
    period = START_US // WINDOW_US
    named = stable_id(["layering-chain", "customer:R", "customer:N", str(period)])
    assert _only(_line()).alert.id == named


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 9000.0},
        {"names": "NCDR"},
        {"hours": NEXT_PERIOD_HOURS - 2.1},
        {"named": "another-"},
    ],
    ids=["amount", "between", "time within the period", "transactions"],
)
def test_nothing_else_is_in_an_id(other: dict[str, Any]) -> None:
    assert _only(_line(**other)).alert.id == _only(_line()).alert.id


def test_another_subject_origin_or_period_is_another_alert() -> None:
    ids = [
        _only(_line()).alert.id,
        _only(_line("NABQ"), subject="Q").alert.id,
        _only(_line("OABR"), origin="O").alert.id,
        _only(_line(hours=NEXT_PERIOD_HOURS - 1.9)).alert.id,
    ]
    assert len(set(ids)) == 4


def test_a_revision_comes_with_growth_only() -> None:
    run, published = Run(), []
    for number in range(8):
        run.read(_line("N" + "ABCDEFGHIJKLMOPQ"[2 * number : 2 * number + 2] + "R", hours=number, named=f"{number}-"))
        published.append([each.alert.revision for each in _chains(run)])
    # Half as much more of 1, 2, 3 and so on paths.
    assert published[-1] == [0, 1, 2, 3, 4, 5]
    assert [len(each) for each in published] == [1, 2, 3, 4, 4, 5, 5, 6]
    found = _chains(run)
    assert len({each.alert.id for each in found}) == 1
    assert [each.alert.status for each in found] == ["new"] + 5 * ["revised"]


def test_paths_and_evidence_of_money_that_was_split_and_merged_are_right_to_the_cent() -> None:
    stream = _stream()
    stream.pay("N", "A", 10_000.00, 0)
    stream.pay("A", "B", 5000.00, 1)
    stream.pay("A", "C", 4900.00, 2)
    stream.pay("B", "D", 4990.50, 3)
    stream.pay("C", "D", 4890.25, 4)
    stream.pay("D", "R", 9800.00, 5)
    alert = _chains(Run().read(stream.made))[-1].alert
    shown = [
        [(each.debtor[-1], each.creditor[-1], each.value, each.followed) for each in way.payments]
        for way in alert.paths
    ]
    # D pays 9,800.00 of 9,880.75 in like parts: 4,890.25 / 9,880.75 of it by way of C, cut to a cent, the rest by B.
    assert shown == [
        [
            ("N", "A", "10000.00", "10000.00"),
            ("A", "B", "5000.00", "5000.00"),
            ("B", "D", "4990.50", "4990.50"),
            ("D", "R", "9800.00", "4949.72"),
        ],
        [
            ("N", "A", "10000.00", "10000.00"),
            ("A", "C", "4900.00", "4900.00"),
            ("C", "D", "4890.25", "4890.25"),
            ("D", "R", "9800.00", "4850.28"),
        ],
    ]
    assert [each.transaction for each in alert.evidence] == [f"T{number}" for number in range(6)]
    assert [each.direction for each in alert.evidence] == [*5 * ["between"], "in"]
    assert (alert.evidence_count, alert.evidence_value) == (6, "9800.00")


def test_what_is_in_shadow_goes_to_shadow_and_adds_no_risk() -> None:
    shadows = [
        msgspec.structs.replace(each, status="shadow") if each.id == "layering-chain" else each
        for each in CATALOGUE.typologies
    ]
    run = Run(SETTINGS, Catalogue.of(shadows, CATALOGUE.vocabulary)).read(_line())
    (shadow,), stable = _chains(run), _only(_line())
    assert (shadow.topic, stable.topic) == (SHADOW, "alerts")
    assert shadow.alert.id == stable.alert.id
    assert stable.alert.risk - shadow.alert.risk > 0


def test_an_alert_of_a_network_is_as_the_schema_says() -> None:
    stream = _stream()
    for number in range(6):
        stream.pay(f"P{number}", "R", 4000.0, number, device="D", invoice="I")
    run = Run().read([*_line(hours=9, named="N-"), *stream.made])
    schema = json.loads(path("alert").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    networks = [each.alert for each in run.raised if each.received_ms is None]
    assert {"layering-chain", "identity-ring", "shared-invoice"} <= {each.typology for each in networks}
    for alert in networks:
        document = json.loads(encode_alert(alert))
        validator.validate(document)
        for payment in (each for way in document.get("paths", []) for each in way["payments"]):
            del payment["followed"]
            assert not validator.is_valid(document)
