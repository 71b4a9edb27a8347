"""Which worker reads which partition: topics are balanced one by one, some follow another, and all stay where they are.

The sticky assignor that comes with aiokafka balances all topics together, so that one worker may get inputs and another
all the subjects; and it knows of no topics that belong together. Here partition p of `flows` and of `dispositions` is
always with whoever has partition p of `movements`, because the states of its subjects are there.

What members held travels in their user data, as with aiokafka's. A member that was away still claims what it had; so
the leader numbers the rounds, hands the number out with each assignment, and the claim of the latest round counts.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from typing import ClassVar

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata
from aiokafka.structs import TopicPartition

from streams.settings import Settings
from streams.topics import JUDGED

log = logging.getLogger(__name__)

LEADER = "movements"
_ROUND_BYTES = 4


class TogetherAssignor(StickyPartitionAssignor):  # type: ignore[misc]  # aiokafka has no types
    """See the module; one subclass for each consumer, because aiokafka keeps what a member holds on the class."""

    name = "sticky-together"
    """Not that of aiokafka's: a group in which some know of no followers must not form."""
    follows: ClassVar[Mapping[str, str]] = {}
    """Topic → the topic whose partitions it follows, which follows none itself."""

    @classmethod
    def assign(
        cls, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """Deal out every partition of every topic that a member subscribes to."""
        found = {member: cls.parse_member_metadata(members[member]) for member in sorted(members)}
        latest = max((each.generation for each in found.values()), default=cls.DEFAULT_GENERATION_ID)
        claims: dict[TopicPartition, str] = {}
        for member, each in sorted(found.items(), key=lambda item: item[1].generation):
            claims.update(dict.fromkeys(each.partitions, member))
        topics = sorted({topic for each in found.values() for topic in each.subscription})
        owners: dict[TopicPartition, str] = {}
        load: Counter[str] = Counter()
        for topic in sorted(topics, key=lambda each: each in cls.follows):  # followers last
            readers = {member for member, each in found.items() if topic in each.subscription}
            partitions = sorted(cluster.partitions_for_topic(topic) or ())
            leader = cls.follows.get(topic)
            if leader is None:
                held = {p: claims[tp] for p in partitions if (tp := TopicPartition(topic, p)) in claims}
                dealt = balanced(partitions, readers, held, load)
            else:
                dealt = {p: owner for p in partitions if (owner := owners.get(TopicPartition(leader, p))) in readers}
                if len(dealt) < len(partitions):
                    left = sorted(set(partitions) - dealt.keys())
                    log.error("nobody reads partitions %s of %s: nobody has those of %s", left, topic, leader)
            owners.update({TopicPartition(topic, p): owner for p, owner in dealt.items()})
            load.update(dealt.values())
        user_data = (max(latest, 0) + 1).to_bytes(_ROUND_BYTES, "big")
        return {
            member: ConsumerProtocolMemberAssignment(cls.version, _by_topic(owners, member), user_data)
            for member in members
        }

    @classmethod
    def on_assignment(cls, assignment: ConsumerProtocolMemberAssignment) -> None:
        """Remember what this member holds, and since which round: it says so when it joins again."""
        super().on_assignment(assignment)
        if assignment.user_data:  # a member that the broker gave nothing has none
            cls.on_generation_assignment(int.from_bytes(assignment.user_data, "big"))


def assignor_for(settings: Settings) -> type[TogetherAssignor]:
    """The assignor of one consumer, with a memory of its own."""

    class Assignor(TogetherAssignor):
        follows: ClassVar[Mapping[str, str]] = {
            settings.topic(name): settings.topic(LEADER) for name in JUDGED if name != LEADER
        }

    return Assignor


def balanced(
    partitions: Collection[int], members: Collection[str], held: Mapping[int, str], load: Mapping[str, int]
) -> dict[int, str]:
    """Partition → member of one topic: numbers differ by one at most, and no partition moves without need.

    `held` says who had what. `load` is what members have of other topics: where it matters to nothing else, those with
    less of it get more.
    """
    if not members:
        return {}
    least, over = divmod(len(partitions), len(members))
    kept: dict[str, list[int]] = {member: [] for member in members}
    for partition in sorted(partitions):
        if (member := held.get(partition, "")) in kept:
            kept[member].append(partition)
    # One more goes first to those that have one to keep, then to those that have less of other topics.
    ranked = sorted(kept, key=lambda member: (len(kept[member]) <= least, load.get(member, 0), member))
    owners: dict[int, str] = {}
    wanted: list[str] = []
    for rank, member in enumerate(ranked):
        share = least + (rank < over)
        owners.update(dict.fromkeys(kept[member][:share], member))
        wanted.extend([member] * (share - len(kept[member])))
    free = [partition for partition in sorted(partitions) if partition not in owners]
    owners.update(zip(free, wanted, strict=True))
    return owners


def _by_topic(owners: Mapping[TopicPartition, str], member: str) -> list[tuple[str, list[int]]]:
    topics: dict[str, list[int]] = {}
    for tp in sorted(tp for tp, owner in owners.items() if owner == member):
        topics.setdefault(tp.topic, []).append(tp.partition)
    return sorted(topics.items())
