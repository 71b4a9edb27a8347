"""Towns shared by the tests of this folder: building one takes seconds."""

import pytest

from models.synthetic import LEVELS, Level, Town, build


@pytest.fixture(scope="session")
def town() -> Town:
    """The town that the demo streams."""
    return build()


@pytest.fixture(scope="session")
def honest_town() -> Town:
    """A town without a crime."""
    return build(seed=21, injections=0)


@pytest.fixture(scope="session")
def small_town() -> Town:
    """A small town in which everything happens once."""
    return build(seed=11, subjects=1000, injections=1, twins=1)


@pytest.fixture(scope="session")
def towns_by_level() -> dict[Level, Town]:
    """For each level a town in which every crime and every twin happens twice."""
    return {
        level: build(seed, subjects=1600, injections=2, twins=2, level=level) for seed, level in enumerate(LEVELS, 31)
    }
