"""Invariants over all signals."""

import re
from typing import get_args

import pytest

from streams.signals.family import Signal, Unit
from streams.signals.registry import FAMILIES, INDEX, SIGNALS, WIDTH
from tests.signals.made import apply, movements, subjects

UNITS = set(get_args(Unit))


def test_names_are_unique() -> None:
    names = [signal.name for signal in SIGNALS]
    assert len(names) == len(set(names))


def test_there_are_at_least_thirty_signals() -> None:
    assert len(SIGNALS) >= 30


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_says_what_it_means(signal: Signal) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", signal.name)
    assert signal.meaning.endswith(".")
    assert signal.meaning[0].isupper()
    assert signal.unit in UNITS
    assert not signal.unknown.endswith(".")


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_window_in_a_name_is_the_window_of_the_declaration(signal: Signal) -> None:
    named = re.search(r"_(\d+[hd])$", signal.name)
    if named is not None and not signal.daily:
        assert signal.window == named[1]


def test_the_matrix_has_a_column_for_every_signal_of_every_family() -> None:
    assert sum(len(family.signals) for family in FAMILIES) == len(SIGNALS) == WIDTH
    assert [INDEX[signal.name] for signal in SIGNALS] == list(range(WIDTH))
    assert apply(subjects(), movements([{}])).matrix.shape == (1, WIDTH)
