"""What is not worth a look would have shown nothing."""

from __future__ import annotations

import random

import pytest

from streams.flows.looks import GATHERINGS, PATHS, tally
from streams.flows.shapes import View
from tests.flows.run import Run
from tests.flows.worlds import stream_of

UNIT = 100.0


@pytest.mark.parametrize("seed", range(8))
def test_alerts_are_those_of_somebody_who_looks_at_everything(seed: int) -> None:
    made = stream_of(seed)
    sparing, thorough = Run(), Run()
    looks: list[object] = []
    thorough.evaluator.network_alarm.observe = lambda *look: looks.append(look)
    sparing.read(made)
    thorough.read(made)
    assert [each.alert for each in sparing.raised] == [each.alert for each in thorough.raised]
    assert any(each.alert.paths for each in sparing.raised)
    assert looks


@pytest.mark.parametrize("seed", range(8))
def test_no_signal_is_above_its_ceiling(seed: int) -> None:
    run = Run().read(stream_of(seed))
    chance = random.Random(seed)
    names = {each.debtor.customer for each in stream_of(seed) if each.debtor is not None and each.debtor.customer}
    above_nothing = 0
    for name in sorted(names):
        tokens = run.tokens(name)
        for _ in range(10):
            some = chance.sample(tokens, chance.randint(0, len(tokens)))
            most, view = tally(some, f"customer:{name}"), View(f"customer:{name}", some, 10**7, UNIT)
            for shape in (*PATHS, *GATHERINGS):
                if shape in PATHS:
                    view = view._replace(tokens=[token for token in some if token.crime is None])
                values, _ = shape.find(view)
                ceilings = shape.ceilings(most, UNIT)
                assert all(value <= ceiling for value, ceiling in zip(values, ceilings, strict=True)), shape.names
                above_nothing += any(values)
    assert above_nothing
