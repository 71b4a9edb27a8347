"""Each shipped typology is triggered by the scenario that is injected for it, and it is said where one is not."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from models.quality.scenarios import findings, untriggered
from models.synthetic import Injection
from streams.catalogue import SHIPPED, Catalogue, Typology
from streams.catalogue.cases import START
from streams.catalogue.tuning import Knob, Override
from streams.settings import Institution, Settings
from streams.signals.registry import SIGNALS

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
NOT_TRIGGERED = "the scenario that is injected for it does not trigger it"
NOT_INJECTED = "no scenario is injected for it"
FEW = ("cash-structuring", "fan-out", "ransomware-payment")
SMALL_TOWN = {"subjects": 120, "days": 60, "times": 1}


def injection(typology: str) -> Injection:
    ended = START + timedelta(days=1)
    return Injection(typology, "plain", "C00001", ("customer:C00001",), ("T1",), START, ended, ("customer:C00001",))


def said(typologies: list[Typology], injections: list[Injection], delays: list[float | None]) -> list[str]:
    return [f"{each.file}: {each.what}" for each in findings(typologies, injections, delays)]


@pytest.mark.parametrize(
    ("injected", "delays", "expected"),
    [
        (["fan-in", "fan-out"], [0.0, 60.0], []),
        (
            ["fan-in", "fan-out"],
            [None, 60.0],
            [f"fan-in.yaml: {NOT_TRIGGERED}"],
        ),
        (["fan-in", "fan-in", "fan-out"], [None, 5.0, 60.0], []),
        (["fan-out"], [60.0], [f"fan-in.yaml: {NOT_INJECTED}"]),
        (["fan-in", "fan-out", "pass-through"], [0.0, 60.0, None], []),
        (
            [],
            [],
            [f"fan-in.yaml: {NOT_INJECTED}", f"fan-out.yaml: {NOT_INJECTED}"],
        ),
    ],
)
def test_one_detection_is_enough_and_none_is_a_finding(
    injected: list[str], delays: list[float | None], expected: list[str]
):
    wanted = [CATALOGUE["fan-in"], CATALOGUE["fan-out"]]
    assert said(wanted, [injection(each) for each in injected], delays) == expected


def test_every_injection_has_its_delay():
    with pytest.raises(ValueError, match="shorter"):
        findings([CATALOGUE["fan-in"]], [injection("fan-in")], [])


def test_a_typology_that_cannot_fire_is_untriggered_and_the_others_are_found():
    deaf = {Knob("fan-out", "min_value"): Override(1e12, "a test")}
    catalogue = Catalogue.load([SHIPPED], deaf, SIGNALS)
    found = untriggered(catalogue, [catalogue[name] for name in FEW], Settings(), **SMALL_TOWN)
    assert [(each.file, each.what) for each in found] == [("fan-out.yaml", NOT_TRIGGERED)]


def test_the_town_is_watched_from_the_united_states_wherever_the_institution_is():
    abroad = Settings(institution=Institution(country="DE", timezone="Europe/Berlin"), base_currency="USD")
    own = msgspec.structs.replace(CATALOGUE["fan-in"], id="own", file="own.yaml")
    found = untriggered(CATALOGUE, [*(CATALOGUE[name] for name in FEW), own], abroad, **SMALL_TOWN)
    assert [(each.file, each.what) for each in found] == [("own.yaml", NOT_INJECTED)]
