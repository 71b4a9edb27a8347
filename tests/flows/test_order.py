"""In whatever order movements and tokens come, to workers that stop and begin again, the end is the same."""

from __future__ import annotations

import random
from functools import cache

import pytest

from tests.flows.worlds import Ended, World, stream_of

ALL_AT_ONCE = 10**6
STREAMS = range(8)


@cache
def _undisturbed(seed: int) -> Ended:
    return World(stream_of(seed)).run(random.Random(0), pace=ALL_AT_ONCE, abandons=0, repeats=0)


@pytest.mark.parametrize("pace", [3, 12, 60])
@pytest.mark.parametrize("seed", STREAMS)
def test_alerts_and_tokens_do_not_depend_on_steps_pace_order_or_repetitions(seed: int, pace: int) -> None:
    world = World(stream_of(seed))
    ended = world.run(random.Random(pace), pace=pace)
    expected = _undisturbed(seed)
    assert world.dropped == 0, "no bound was met, so nothing may differ"
    assert ended.alerts == expected.alerts
    assert ended.revisions == expected.revisions
    assert ended.kept == expected.kept


def test_the_streams_have_networks_of_many_kinds_in_them() -> None:
    found = set().union(*(_undisturbed(seed).typologies for seed in STREAMS))
    networks = {
        "bipartite-layering",
        "cyber-mule-network",
        "gather-scatter",
        "layering-chain",
        "round-trip",
        "scatter-gather",
        "shared-invoice",
        "stacked-layering",
    }
    assert networks <= found
    kept = [each for seed in STREAMS for each in _undisturbed(seed).kept.values()]
    assert any(token.crime for each in kept for token in each.tokens.values())
    assert any(each.holders for each in kept)
    assert any(each.shared for each in kept)
    assert any(len(token.hops) > 4 for each in kept for token in each.tokens.values())
