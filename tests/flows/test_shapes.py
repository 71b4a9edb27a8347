"""Every signal of flows is what its description says, and only grows."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.flows.looks import GATHERINGS, PATHS
from streams.flows.shapes import View
from streams.flows.token import Token
from streams.signals.flows import GATHERED, PATH
from tests.flows.made import RECEIVER, tokens
from tests.flows.slow import SHARES, TWINS

UNIT, INFLOW = 100, 7000


def _signals(several: list[Token]) -> dict[str, float]:
    view = View(RECEIVER, several, INFLOW, float(UNIT))
    return {
        name.removesuffix("_30d"): value
        for shape in (*PATHS, *GATHERINGS)
        for name, value in zip(shape.names, shape.find(view)[0], strict=True)
    }


def test_every_signal_has_a_slow_twin() -> None:
    assert {signal.name.removesuffix("_30d") for signal in (*PATH, *GATHERED)} == TWINS.keys() | SHARES.keys()


@given(tokens())
@settings(max_examples=150, deadline=None)
def test_signals_are_those_of_the_slow_twins(several: list[Token]) -> None:
    units = {signal.name.removesuffix("_30d"): signal.unit for signal in (*PATH, *GATHERED)}
    found = _signals(several)
    for name, twin in TWINS.items():
        expected = twin(several, RECEIVER) / (UNIT if units[name] == "money" else 1)
        assert found[name] == pytest.approx(expected), name
    for name, twin in SHARES.items():
        assert found[name] == pytest.approx(min(twin(several, RECEIVER) / INFLOW, 1.0)), name


@given(tokens(), st.data())
@settings(max_examples=150, deadline=None)
def test_more_tokens_never_make_a_signal_smaller(several: list[Token], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(several), unique_by=lambda each: each.id)) if several else []
    less, more = _signals(fewer), _signals(several)
    assert {name: less[name] for name in less if less[name] > more[name] + 1e-9} == {}


@given(tokens(), st.data())
@settings(max_examples=100, deadline=None)
def test_more_tokens_never_make_fewer_of_them_the_evidence(several: list[Token], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(several), unique_by=lambda each: each.id)) if several else []
    for shape in (*PATHS, *GATHERINGS):
        less, more = (
            {each.id for each in shape.find(View(RECEIVER, some, INFLOW, float(UNIT)))[1]} for some in (fewer, several)
        )
        if "crimes_reaching_30d" not in shape.names:  # of two alerts about one path one stands for both
            assert less <= more, shape.names


@given(tokens(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_tokens_is_of_no_account(several: list[Token], chance: Random) -> None:
    shuffled = several.copy()
    chance.shuffle(shuffled)
    assert _signals(shuffled) == pytest.approx(_signals(several))
