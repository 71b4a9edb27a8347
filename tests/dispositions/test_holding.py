"""What holds a firing back, and which news ends that: a pure function of decisions, evidence and a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dispositions.decision import FOREVER_MS, HASHES_MAX, NEVER_MS, Decided, Decision, decided_change
from streams.dispositions.holding import Answer, Facts, Item, Rules, ask, parts_of, suppressed

RULES = Rules(suppression=0.5, revision=0.5)
DAY_MS = 86_400_000
AT, UNTIL = 1_000 * DAY_MS, 1_030 * DAY_MS
SHOP, BANK, STRANGER = 71, 72, 73
LISTED = 50


def decision(name: str = "d1", **changed: Any) -> Decision:
    """Closed on four payments of 100.00 with two counterparties."""
    fields: dict[str, Any] = {
        "id": name,
        "alert": "a1",
        "typology": "fan-in",
        "verdict": "close",
        "reason": "false_positive",
        "note": "",
        "decided_by": "analyst-1",
        "approved_by": "",
        "decided_us": AT * 1000,
        "at_ms": AT,
        "offset": 0,
        "snooze_until_ms": NEVER_MS,
        "allowed": 0,
        "allow_until_ms": NEVER_MS,
        "allow_everywhere": False,
        "allow_count": 0,
        "allow_value": 0,
        "crimes": ["fraud"],
        "transactions": [1, 2, 3, 4],
        "counterparties": [SHOP, BANK],
        "count": 4,
        "value": 40_000,
    }
    return Decision(**{**fields, **changed})


def facts(items: Sequence[Item] | None = None, typology: str = "fan-in", crimes: Sequence[str] = ("fraud",)) -> Facts:
    items = items if items is not None else payments(1, 2, 3, 4)
    value = sum(each.value for each in items)
    parts = parts_of((each.counterparty, each.value) for each in items)
    return Facts(typology, frozenset(crimes), tuple(items[-LISTED:]), parts, len(items), value)


def payments(*numbers: int, counterparty: int = SHOP, value: int = 10_000) -> list[Item]:
    return [Item(number, counterparty, value) for number in numbers]


def asked(decisions: Sequence[Decision], of: Facts, at_ms: int = AT + DAY_MS, since: Sequence[str] = ()) -> Answer:
    return ask(Decided(decisions=list(decisions)), of, at_ms, lambda _ms: since, RULES)


def held_by(decisions: Sequence[Decision], of: Facts, at_ms: int = AT + DAY_MS, since: Sequence[str] = ()) -> str:
    held = asked(decisions, of, at_ms, since).held
    return held.by if held is not None else ""


def ended_by(one: Decision, of: Facts, since: Sequence[str] = ()) -> str:
    """By what a decision ends, which is then remembered; empty where it holds."""
    answer = asked([one], of, since=since)
    assert (answer.held is None) == bool(answer.ended)
    assert not answer.ended or held_by([one], facts()) == ""
    return one.ended_by


SNOOZED: dict[str, Any] = {"snooze_until_ms": UNTIL}
ALLOWED: dict[str, Any] = {"allowed": SHOP, "allow_until_ms": UNTIL, "allow_count": 4, "allow_value": 40_000}


def test_what_kafka_received_before_a_decision_is_judged_without_it() -> None:
    for each in ({}, SNOOZED, ALLOWED):
        assert held_by([decision(**each)], facts(), AT - 1) == ""
        assert held_by([decision(**each)], facts(), AT) != ""


def test_a_closed_alert_comes_up_again_when_half_as_much_evidence_is_new() -> None:
    assert held_by([decision()], facts(payments(1, 2, 3, 4, 5))) == "closed"
    assert ended_by(decision(), facts(payments(1, 2, 3, 4, 5, 6))) == "new_evidence"
    # The window has moved on: as many as before, and all of them new but two.
    assert ended_by(decision(), facts(payments(3, 4, 5, 6))) == "new_evidence"
    assert ended_by(decision(), facts([*payments(1, 2, 3, 4), *payments(5, value=20_000)])) == "new_evidence"
    assert held_by([decision()], facts([*payments(1, 2, 3, 4), *payments(5, value=19_999)])) == "closed"


def test_a_closed_alert_minds_no_new_counterparty_by_itself() -> None:
    assert held_by([decision()], facts([*payments(1, 2, 3, 4), *payments(5, counterparty=STRANGER)])) == "closed"


def test_a_snooze_holds_what_is_new_and_no_more_than_before_until_its_date() -> None:
    later = facts(payments(5, 6, 7, 8, counterparty=BANK))
    assert held_by([decision(**SNOOZED)], later, UNTIL - 1) == "snooze"
    assert held_by([decision(**SNOOZED)], later, UNTIL) == ""
    assert held_by([decision(snooze_until_ms=FOREVER_MS)], later, UNTIL + 10_000 * DAY_MS) == "snooze"


@pytest.mark.parametrize(
    ("items", "news"),
    [
        (payments(5, 6, 7, 8, 9), ""),
        (payments(5, 6, 7, 8, 9, 10), "growth"),
        (payments(5, value=59_999), ""),
        (payments(5, value=60_000), "growth"),
        (payments(5, counterparty=STRANGER), "new_counterparty"),
        (payments(5, counterparty=0), ""),
    ],
)
def test_a_snooze_ends_with_a_new_counterparty_or_material_growth(items: list[Item], news: str) -> None:
    assert ended_by(decision(**SNOOZED), facts(items)) == news


@pytest.mark.parametrize("kind", [{}, SNOOZED, ALLOWED], ids=["closed", "snooze", "allow"])
def test_every_kind_ends_with_a_crime_that_the_alert_did_not_name(kind: dict[str, Any]) -> None:
    assert ended_by(decision(**kind), facts(crimes=["fraud", "corruption"])) == "new_crime"
    assert ended_by(decision(**kind), facts(), since=["fraud"]) == ""
    assert ended_by(decision(**kind), facts(), since=["terrorist-financing"]) == "new_crime"


@pytest.mark.parametrize("kind", [{}, SNOOZED, ALLOWED], ids=["closed", "snooze", "allow"])
def test_nothing_holds_back_what_points_to_sanctions_evasion_nor_ends_by_it(kind: dict[str, Any]) -> None:
    crimes = ["fraud", "sanctions-evasion"]
    known = decision(**kind, crimes=crimes)
    assert held_by([known], facts(crimes=crimes)) == ""
    assert held_by([known], facts()) != ""


def test_an_allowed_counterparty_holds_back_evidence_with_it_alone() -> None:
    allowed = decision(**ALLOWED, transactions=[], count=0, value=0)
    new = payments(5, 6)
    assert held_by([allowed], facts(new)) == "allow"
    assert held_by([decision(**ALLOWED, verdict="close")], facts([*new, *payments(7, counterparty=0)])) == ""
    both = [decision(**ALLOWED), decision("d2", **{**ALLOWED, "allowed": BANK})]
    assert held_by(both, facts([*new, *payments(7, counterparty=BANK)])) == "allow"
    assert held_by([decision(**ALLOWED)], facts([])) != "allow"


def test_what_is_allowed_may_not_grow() -> None:
    assert ended_by(decision(**ALLOWED), facts(payments(5, 6, 7, 8, 9))) == ""
    assert ended_by(decision(**ALLOWED), facts(payments(5, 6, 7, 8, 9, 10))) == "growth"


def test_what_an_alert_does_not_list_is_with_the_allowed_counterparty_too_or_nothing_is_held_back() -> None:
    many = payments(*range(100, 100 + LISTED))
    wide = decision(**{**ALLOWED, "allow_count": LISTED, "allow_value": 500_000})
    assert held_by([wide], facts([*payments(1), *many])) == "allow"
    assert held_by([wide], facts([*payments(1, counterparty=STRANGER), *many])) == ""
    assert held_by([wide], facts([*payments(1, counterparty=0), *many])) == ""


def test_what_is_allowed_may_not_grow_beyond_what_an_alert_lists() -> None:
    wide: dict[str, Any] = {"allowed": SHOP, "allow_until_ms": UNTIL, "allow_count": LISTED, "allow_value": 500_000}
    assert ended_by(decision(**wide), facts(payments(*range(74)))) == ""
    assert ended_by(decision(**wide), facts(payments(*range(75)))) == "growth"
    assert ended_by(decision(**wide), facts(payments(*range(51), value=100_000_000))) == "growth"


@pytest.mark.parametrize(("also", "news"), [(0, ""), (1, "growth")])
def test_an_alert_that_listed_the_allowed_counterparty_alone_is_known_with_all_of_it(also: int, news: str) -> None:
    known: dict[str, Any] = {"transactions": list(range(LISTED)), "count": 200, "value": 2_000_000}
    allowed = decision(**known, **{**ALLOWED, "allow_count": LISTED, "allow_value": 500_000})
    assert ended_by(allowed, facts(payments(*range(299 + also)))) == news
    # Of one that listed others too, nobody knows what was not listed.
    mixed = decision(**known, **{**ALLOWED, "allow_count": LISTED - 1, "allow_value": 490_000})
    assert ended_by(mixed, facts(payments(*range(299 + also)))) == "growth"


def test_an_allowance_is_for_its_typology_unless_it_is_for_every_one() -> None:
    other = facts(payments(5), typology="fan-out")
    assert held_by([decision(**ALLOWED)], other) == ""
    assert held_by([decision(**ALLOWED, allow_everywhere=True)], other) == "allow"
    assert held_by([decision(**ALLOWED, allow_everywhere=True)], other, UNTIL) == ""


def test_an_escalation_ends_what_was_decided_before_it_and_nothing_after() -> None:
    escalated = decision("e", verdict="escalate", reason="", at_ms=AT + 5, alert="a2")
    assert held_by([decision(**SNOOZED), escalated], facts()) == ""
    assert held_by([decision(**SNOOZED), escalated], facts(), AT + 4) == "snooze"
    assert held_by([escalated, decision("d2", at_ms=AT + 6, **SNOOZED)], facts()) == "snooze"
    elsewhere = decision("e", verdict="escalate", reason="", at_ms=AT + 5, typology="fan-out")
    assert held_by([decision(**SNOOZED), elsewhere], facts()) == "snooze"


def test_a_sampled_subject_without_an_alert_holds_nothing_back() -> None:
    assert held_by([decision(alert="", typology="")], facts()) == ""
    assert held_by([decision(alert="")], facts()) == ""


def test_an_alert_is_closed_from_the_decision_on_unless_it_is_escalated_later() -> None:
    decided = Decided()
    assert decided.take(decision(), 9)
    assert [decided.is_closed("a1", at_ms) for at_ms in (AT - 1, AT)] == [False, True]
    assert not decided.is_closed("a2", AT)
    assert decided.take(decision("e", verdict="escalate", at_ms=AT + 1), 9)
    assert [decided.is_closed("a1", at_ms) for at_ms in (AT, AT + 1)] == [True, False]


def test_a_suppressed_alert_says_who_why_and_until_when() -> None:
    held = asked([decision(**SNOOZED, note="pays wages", approved_by="lead-1")], facts()).held
    assert held is not None
    said = suppressed(held)
    assert (said.disposition, said.by, said.decided_by, said.approved_by) == ("d1", "snooze", "analyst-1", "lead-1")
    assert (said.reason, said.note, said.until and said.until.timestamp()) == (
        "false_positive",
        "pays wages",
        UNTIL / 1000,
    )


_decisions = st.lists(
    st.builds(
        decision,
        st.sampled_from(["d1", "d2", "d3", "d4"]),
        at_ms=st.integers(AT, AT + 3),
        offset=st.integers(0, 9),
        verdict=st.sampled_from(["close", "duplicate", "escalate"]),
        snooze_until_ms=st.sampled_from([NEVER_MS, AT + 2, UNTIL]),
        allowed=st.sampled_from([0, SHOP, BANK]),
        allow_until_ms=st.sampled_from([NEVER_MS, UNTIL]),
        allow_count=st.integers(0, 4),
        allow_value=st.sampled_from([0, 40_000]),
    ),
    max_size=6,
    unique_by=(lambda each: each.id, lambda each: each.offset),
)


@given(
    _decisions, st.randoms(use_true_random=False), st.integers(AT - 1, AT + 4), st.lists(st.integers(1, 9), max_size=6)
)
def test_answers_do_not_depend_on_the_order_in_which_decisions_arrive_nor_on_one_that_comes_twice(
    decisions: list[Decision], draw: Any, at_ms: int, numbers: list[int]
) -> None:
    one, other = Decided(), Decided()
    shuffled = [*decisions, *decisions]
    draw.shuffle(shuffled)
    for each in decisions:
        one.take(
            decision(**{name: getattr(each, name) for name in each.__struct_fields__ if name != "id"}, name=each.id), 64
        )
    for each in shuffled:
        other.take(each, 64)
    assert other.decisions == one.decisions
    of = facts(payments(*dict.fromkeys(numbers)))
    held = [ask(each, of, at_ms, lambda _ms: (), RULES).held for each in (one, other)]
    assert held[0] == held[1]


def test_the_oldest_decision_is_forgotten_beyond_the_bound() -> None:
    decided = Decided()
    for number in (3, 1, 2):
        decided.take(decision(f"d{number}", at_ms=AT + number), 2)
    assert [each.id for each in decided.decisions] == ["d2", "d3"]


def test_the_largest_record_stays_below_what_a_broker_takes() -> None:
    decided = Decided()
    known = list(range(2**64 - 1000, 2**64))
    for number in range(64):
        words = {
            "note": "\U0001f4b6" * 1024,
            "crimes": ["x" * 64] * 32,
            "decided_by": "x" * 128,
            "approved_by": "x" * 128,
        }
        decided.take(decision(f"d{number}", offset=number, transactions=known, counterparties=known, **words), 64)
    assert len(decided.decisions) == HASHES_MAX // 2000
    decided = Decided()
    for number in range(64):
        few = known[: HASHES_MAX // 128]
        decided.take(decision(f"d{number}", offset=number, transactions=few, counterparties=few, **words), 64)
    assert len(decided.decisions) == 64
    _, value = decided_change(b"customer:A", 0, decided)
    assert value is not None
    assert len(value) < 900_000
