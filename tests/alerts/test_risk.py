import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.alerts.risk import risk, severity
from streams.subject.episode import Episode


def episode(case: str, weight: float) -> Episode:
    return Episode("fan-in", f"alert of {case}", case, 0, 0, 0, weight, 0, 1, 1, [])


EPISODES = st.lists(st.builds(episode, st.sampled_from(("a", "b", "c", "d")), st.floats(0, 1)), max_size=12)


def test_nobody_is_at_risk_without_alerts() -> None:
    assert risk([]) == 0


def test_one_alert_is_a_risk_of_its_weight() -> None:
    assert risk([episode("a", 0.7)]) == 0.7


def test_views_of_the_same_evidence_count_once_with_the_largest_weight() -> None:
    assert risk([episode("a", 0.3), episode("a", 0.7), episode("a", 0.5)]) == 0.7


def test_cases_add_up_as_independent_signs() -> None:
    assert risk([episode("a", 0.5), episode("b", 0.4)]) == pytest.approx(1 - 0.5 * 0.6)
    assert risk([episode("a", 0.5), episode("b", 0.4), episode("a", 0.2), episode("c", 1.0)]) == 1


@given(EPISODES)
def test_risk_is_noisy_or_over_cases(episodes: list[Episode]) -> None:
    cases = {held.case for held in episodes}
    quiet = math.prod(1 - max(held.weight for held in episodes if held.case == case) for case in cases)
    assert risk(episodes) == pytest.approx(1 - quiet, abs=1e-6)
    assert 0 <= risk(episodes) <= 1


@given(EPISODES)
def test_the_order_of_alerts_does_not_matter(episodes: list[Episode]) -> None:
    assert risk(episodes) == pytest.approx(risk(reversed(episodes)), abs=1e-6)


@given(EPISODES, st.builds(episode, st.sampled_from(("a", "e")), st.floats(0, 1)))
def test_a_further_alert_never_lowers_the_risk(episodes: list[Episode], further: Episode) -> None:
    assert risk([*episodes, further]) >= risk(episodes)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0.0, "low"),
        (0.399999, "low"),
        (0.4, "medium"),
        (0.699999, "medium"),
        (0.7, "high"),
        (0.899999, "high"),
        (0.9, "critical"),
        (1.0, "critical"),
    ],
)
def test_a_band_begins_at_its_bound(value: float, band: str) -> None:
    assert severity(value) == band
