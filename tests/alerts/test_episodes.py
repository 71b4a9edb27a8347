"""An alert goes on as one episode; what shares evidence with it is one case."""

from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.alerts.episodes import NAMESPACE, Firing, Policy, advance, continues, open_episode, revise, under_way
from streams.alerts.evidence import Evidence
from streams.catalogue.typology import Typology
from streams.subject.episode import Episode

DAY_US = 86_400_000_000
START_US = 20_000 * DAY_US
POLICY = Policy(episode_max_days=90, revision_growth=0.5, evidence_max=5)


def typology(window: str = "10d", **changed: Any) -> Typology:
    fields: dict[str, Any] = {
        "id": "fan-in",
        "title": "Many pay one",
        "crimes": ("money-laundering",),
        "stage": "layering",
        "weight": 0.6,
        "when": "in_count_7d > 3",
        "window": window,
        "evidence": "inward",
        "narrative": "",
        "action": "Review.",
        "file": "fan-in.yaml",
        "digest": "",
        "vocabulary": None,
        "condition": None,
        "segments": (),
        "selection": None,
    }
    return Typology(**{**fields, **changed})


def firing(at_us: int = START_US, of: Typology | None = None, scope: str = "", **changed: Any) -> Firing:
    fields: dict[str, Any] = {"subject": "customer:1", "transaction": "t-1", "received_ms": 5}
    return Firing(of or typology(), time_us=at_us, scope=scope, **{**fields, **changed})


def evidence(*hashes: int) -> Evidence:
    return Evidence(np.arange(len(hashes), dtype=np.int64), 0, list(hashes))


def opened(first: Firing | None = None, others: list[Episode] | None = None, *hashes: int) -> Episode:
    return open_episode(first or firing(), evidence(*(hashes or (1, 2))), others or [], "", POLICY)


def test_a_new_episode_begins_with_the_movement_that_opened_it() -> None:
    episode = opened(firing(START_US, received_ms=77), None, 3, 4)
    assert (episode.opened_us, episode.last_us, episode.first_detected_ms) == (START_US, START_US, 77)
    assert (episode.revision, episode.fired, episode.fired_at_revision) == (0, 1, 1)
    assert (episode.typology, episode.weight, episode.evidence) == ("fan-in", 0.6, [3, 4])


@pytest.mark.parametrize(("window", "quiet_days"), [("1h", 7), ("24h", 7), ("7d", 7), ("10d", 10), ("30d", 30)])
def test_an_episode_outlives_a_silence_of_its_window_and_of_a_week_at_least(window: str, quiet_days: int) -> None:
    of = typology(window)
    episode = opened(firing(of=of))
    assert continues(episode, firing(START_US + quiet_days * DAY_US, of), POLICY)
    assert not continues(episode, firing(START_US + quiet_days * DAY_US + 1, of), POLICY)


def test_the_silence_counts_from_the_last_firing() -> None:
    episode = opened()
    for day in range(0, 90, 10):
        assert continues(episode, firing(START_US + day * DAY_US), POLICY)
        advance(episode, firing(START_US + day * DAY_US), POLICY)
    assert episode.last_us == START_US + 80 * DAY_US


def test_an_episode_ends_at_its_greatest_age_though_it_goes_on() -> None:
    episode = opened()
    episode.last_us = START_US + 89 * DAY_US
    assert continues(episode, firing(START_US + 90 * DAY_US), POLICY)
    assert not continues(episode, firing(START_US + 90 * DAY_US + 1), POLICY)


def test_a_late_firing_joins_and_moves_nothing_back() -> None:
    episode = opened()
    assert continues(episode, firing(START_US - 3 * DAY_US), POLICY)
    advance(episode, firing(START_US - 3 * DAY_US), POLICY)
    assert (episode.opened_us, episode.last_us, episode.fired) == (START_US, START_US, 2)


def test_an_alert_is_revised_when_what_fired_has_grown_by_its_share() -> None:
    episode = opened()
    revised = []
    for number in range(2, 30):
        if advance(episode, firing(), POLICY):
            revised.append(number)
            revise(episode, evidence(number), POLICY)
    assert revised == [2, 3, 5, 8, 12, 18, 27]
    assert episode.revision == len(revised)


@given(growth=st.floats(0.01, 5), count=st.integers(1, 300))
def test_revisions_are_ever_further_apart(growth: float, count: int) -> None:
    policy = Policy(90, growth, 5)
    episode = opened()
    for _ in range(count):
        before = episode.fired_at_revision
        if advance(episode, firing(), policy):
            assert episode.fired >= before * (1 + growth)
            revise(episode, evidence(1), policy)
        else:
            assert episode.fired < before * (1 + growth)
    assert episode.fired == count + 1


def test_a_statutory_report_is_revised_by_every_movement() -> None:
    duty = firing(scope="20000/0")
    episode = opened(duty)
    for revision in range(1, 20):
        assert advance(episode, duty, POLICY)
        revise(episode, evidence(revision), POLICY)
        assert episode.revision == revision


def test_a_revision_remembers_the_newest_evidence_within_the_bound() -> None:
    episode = opened()
    revise(episode, evidence(*range(9)), POLICY)
    assert episode.evidence == [4, 5, 6, 7, 8]
    assert opened(None, None, *range(9)).evidence == [4, 5, 6, 7, 8]


def test_an_id_depends_on_typology_subject_transaction_and_scope_and_on_nothing_else() -> None:
    base = opened().alert
    assert UUID(base).version == 5
    assert opened(firing(START_US + 1, received_ms=9), None, 7).alert == base
    others = [
        firing(of=typology(id="fan-out")),
        firing(subject="customer:2"),
        firing(transaction="t-2"),
        firing(scope="20000/1"),
    ]
    ids = [opened(other).alert for other in others]
    assert len({base, *ids}) == 5


def test_ids_that_were_published_never_change() -> None:
    assert UUID("6f0a2d6e-8c5b-5f3e-9d0a-6f5a0f7c3b11") == NAMESPACE
    assert opened().alert == "d88e7130-8c9e-54af-8e30-8a5af305f5cd"


def test_alerts_that_share_evidence_are_one_case() -> None:
    first = opened(firing(transaction="t-1"), None, 1, 2)
    second = opened(firing(transaction="t-2"), [first], 2, 3)
    third = opened(firing(transaction="t-3"), [first, second], 3, 4)
    apart = opened(firing(transaction="t-4"), [first, second, third], 8, 9)
    assert first.case == second.case == third.case
    assert apart.case not in (first.case, first.alert)
    assert len({first.alert, second.alert, third.alert, apart.alert}) == 4


def test_a_case_of_its_own_is_named_by_the_alert() -> None:
    assert opened().case == opened().case
    assert opened().case != opened(firing(transaction="t-2")).case


def test_a_shadow_typology_and_a_statutory_report_have_no_weight() -> None:
    assert opened(firing(of=typology(status="shadow"))).weight == 0
    assert opened(firing(scope="20000/0")).weight == 0


def test_the_weight_of_an_episode_follows_its_typology_into_shadow_and_back() -> None:
    episode = opened()
    advance(episode, firing(of=typology(status="shadow")), POLICY)
    assert episode.weight == 0
    advance(episode, firing(), POLICY)
    assert episode.weight == opened().weight > 0


def test_the_alert_before_is_named() -> None:
    assert open_episode(firing(), evidence(1), [], "before", POLICY).previous == "before"


def test_an_episode_is_under_way_until_it_is_quiet() -> None:
    windows_us = {"fan-in": 10 * DAY_US}
    episode, unknown = opened(), opened(firing(of=typology(id="gone")))
    both = [episode, unknown]
    assert under_way(both, START_US + 7 * DAY_US, windows_us) == both
    assert under_way(both, START_US + 7 * DAY_US + 1, windows_us) == [episode]
    assert under_way(both, START_US + 10 * DAY_US, windows_us) == [episode]
    assert under_way(both, START_US + 10 * DAY_US + 1, windows_us) == []


def test_an_episode_is_kept_in_the_state_as_it_is() -> None:
    episode = opened(firing(scope="20000/1"), None, 2**64 - 1, 0)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(episode), type=Episode) == episode
