"""Towns shared by the tests of this folder: building one takes seconds."""

import pytest

from models.synthetic import Town, build


@pytest.fixture(scope="session")
def town() -> Town:
    """The town that the demo streams."""
    return build()


@pytest.fixture(scope="session")
def small_town() -> Town:
    return build(seed=11, subjects=600, injections=2)


@pytest.fixture(scope="session")
def disguised_town() -> Town:
    return build(seed=5, subjects=1600, injections=4, level="disguised")
