"""Partitions that belong together are with one worker, each topic is shared evenly, and nothing moves without need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata
from hypothesis import given
from hypothesis import strategies as st

from streams.assignor import TogetherAssignor, assignor_for
from streams.settings import Settings

SETTINGS = Settings(topic_prefix="bank.")
TRANSACTIONS, MOVEMENTS, FLOWS = map(SETTINGS.topic, ("transactions", "movements", "flows"))
TOPICS = (TRANSACTIONS, MOVEMENTS, FLOWS)

Shares = dict[str, dict[str, set[int]]]
"""Member → topic → partitions."""


class Group:
    """A consumer group whose members speak over the wire format only, each with an assignor of its own."""

    def __init__(self, transactions: int, subjects: int, flows: int | None = None) -> None:
        counts = {TRANSACTIONS: transactions, MOVEMENTS: subjects, FLOWS: subjects if flows is None else flows}
        self.cluster = cast(
            Any,
            SimpleNamespace(partitions_for_topic=lambda topic: set(range(counts[topic])) if topic in counts else None),
        )
        self.counts = counts
        self.members: dict[str, type[TogetherAssignor]] = {}

    def join(self, *names: str) -> None:
        for name in names:
            self.members[name] = assignor_for(SETTINGS)

    def leave(self, name: str) -> type[TogetherAssignor]:
        return self.members.pop(name)

    def rebalance(self, topics: Sequence[str] = TOPICS) -> Shares:
        sent = {name: assignor.metadata(topics).encode() for name, assignor in self.members.items()}
        decoded = {name: ConsumerProtocolMemberMetadata.decode(data) for name, data in sent.items()}
        dealt = next(iter(self.members.values())).assign(self.cluster, decoded)
        shares: Shares = {}
        for name, assignor in self.members.items():
            received = ConsumerProtocolMemberAssignment.decode(dealt[name].encode())
            assignor.on_assignment(received)
            shares[name] = {topic: set() for topic in TOPICS} | {t: set(p) for t, p in received.assignment}
        return shares


def owners(shares: Shares, topic: str) -> dict[int, str]:
    return {partition: name for name, share in shares.items() for partition in share[topic]}


def assert_fair(group: Group, shares: Shares) -> None:
    for topic in TOPICS:
        dealt = Counter(partition for share in shares.values() for partition in share[topic])
        assert dealt == Counter(range(group.counts[topic]))
        sizes = [len(share[topic]) for share in shares.values()]
        assert max(sizes) - min(sizes) <= 1
    for share in shares.values():
        assert share[MOVEMENTS] == share[FLOWS]


def fewest_moves(before: Shares, after: Shares, topic: str) -> int:
    """How many partitions must change hands: those beyond the shares that an even split allows."""
    least, over = divmod(sum(len(share[topic]) for share in after.values()), len(after))
    had = [len(before[name][topic]) if name in before else 0 for name in after]
    kept = sum(min(number, least) for number in had) + min(over, sum(number > least for number in had))
    return sum(len(share[topic]) for share in after.values()) - kept


@given(
    transactions=st.integers(1, 9),
    subjects=st.integers(1, 17),
    changes=st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=2), min_size=1, max_size=12),
)
def test_joins_and_leaves_in_any_order_keep_shares_even_and_together(transactions, subjects, changes):
    group = Group(transactions, subjects)
    before: Shares = {}
    for toggled in changes:
        for number in toggled:
            name = f"worker-{number}"
            if name in group.members:
                group.leave(name)
            else:
                group.join(name)
        if not group.members:
            before = {}
            continue
        after = group.rebalance()
        assert_fair(group, after)
        for topic in TOPICS:
            held = owners(before, topic)
            moved = sum(held.get(partition) != name for partition, name in owners(after, topic).items())
            assert moved == fewest_moves(before, after, topic)
        before = after


def test_a_rebalance_in_which_nobody_came_or_went_moves_nothing():
    group = Group(3, 8)
    group.join("a", "b", "c")
    first = group.rebalance()
    assert group.rebalance() == first


def test_a_single_input_goes_to_the_worker_with_fewest_subjects():
    group = Group(1, 5)
    group.join("a", "b")
    shares = group.rebalance()
    fewest = min(shares, key=lambda name: len(shares[name][MOVEMENTS]))
    assert shares[fewest][TRANSACTIONS] == {0}


def test_many_inputs_leave_nobody_without_subjects():
    group = Group(8, 2)
    group.join("a", "b")
    assert all(len(share[MOVEMENTS]) == 1 and len(share[TRANSACTIONS]) == 4 for share in group.rebalance().values())


def test_a_worker_that_was_away_does_not_take_back_what_others_hold_now():
    group = Group(4, 4)
    group.join("m", "z")
    had = group.rebalance()["z"][MOVEMENTS]
    away = group.leave("z")
    group.rebalance()
    group.join("n")
    before = group.rebalance()
    assert before["n"][MOVEMENTS] == had
    group.leave("m")
    group.members["z"] = away
    after = group.rebalance()
    assert after["n"] == before["n"]
    assert_fair(group, after)


def test_members_of_two_consumers_in_one_process_do_not_share_a_memory():
    group = Group(1, 2)
    group.join("a", "b")
    shares = group.rebalance()
    assert group.members["a"].member_assignment != group.members["b"].member_assignment
    assert shares["a"][MOVEMENTS] != shares["b"][MOVEMENTS]


def test_a_partition_of_flows_without_one_of_movements_is_read_by_nobody(caplog):
    group = Group(1, 2, flows=3)
    group.join("a")
    assert group.rebalance()["a"][FLOWS] == {0, 1}
    assert "nobody reads partitions [2] of bank.flows" in caplog.text


def test_a_topic_that_nobody_knows_is_not_dealt_out():
    group = Group(1, 2)
    group.join("a")
    assert "elsewhere" not in group.rebalance([*TOPICS, "elsewhere"])["a"]


def test_what_a_member_says_that_cannot_be_read_counts_as_nothing():
    group = Group(1, 4)
    group.join("a")
    said = {"a": ConsumerProtocolMemberMetadata(0, list(TOPICS), b"\xff")}
    dealt = group.members["a"].assign(group.cluster, said)
    assert {(t, tuple(p)) for t, p in dealt["a"].assignment} == {
        (TRANSACTIONS, (0,)),
        (MOVEMENTS, (0, 1, 2, 3)),
        (FLOWS, (0, 1, 2, 3)),
    }
