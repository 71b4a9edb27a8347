"""The topics that Counterflow reads and writes: what each is for, how many partitions it has, how it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, NoError, TopicAlreadyExistsError, for_code

from streams.connection import client_options
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings

JUDGED = ("movements", "flows", "dispositions")
"""What the agent of the subjects reads, without prefix: partition p of each is with whoever holds the states p."""
_ANSWER_SECONDS = 10.0
_LARGEST_RECORD_BYTES = 16 << 20
"""Beyond what intake accepts, so that a record that is too large is rejected by name and not lost at the producer."""
_COMPACTION_LAG_MS = 24 * 3600 * 1000
"""A day in which an older version of a state can still be told from a newer one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the application needs."""

    name: str
    """With the prefix."""
    purpose: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """A needed topic as the broker has it; `partitions` and `replicas` are 0 where it has none of that name."""

    topic: Topic
    partitions: int
    replicas: int


def needed(settings: Settings) -> list[Topic]:
    """Every topic of the application.

    All but `transactions` are partitioned by subject, `movements`, `flows`, `dispositions` and the changelog alike:
    partition p of the changelog holds the states of the subjects whose movements, tokens and decisions are in
    partition p.
    """
    shared = settings.subjects_partitions
    changelog = {"cleanup.policy": "compact", "min.compaction.lag.ms": str(_COMPACTION_LAG_MS)}
    by_name = {
        "transactions": ("what the payment systems said", settings.transactions_partitions),
        "transactions.rejected": ("records that could not become a transaction or be applied, with the reason", shared),
        "movements": ("each side of a transaction, keyed by its subject", shared),
        "flows": ("tokens that follow money and shared identifiers from subject to subject", shared),
        "dispositions": ("what analysts decided about alerts and sampled subjects", shared),
        "alerts": ("recognised typologies, explained", shared),
        "alerts.shadow": ("the same from typologies that are still being tried out", shared),
        "alerts.suppressed": ("the same, held back by a verdict, with the reason", shared),
        "reports.due": ("reports that the law demands whatever the suspicion", shared),
        "sinks.dead": ("records that a sink could not deliver, with the reason", shared),
    }
    large = {"transactions": {"max.message.bytes": str(_LARGEST_RECORD_BYTES)}}
    topics = [
        Topic(settings.topic(name), purpose, partitions, _config(settings, large.get(name, {})))
        for name, (purpose, partitions) in by_name.items()
    ]
    kept = _config(settings, changelog)
    return [*topics, Topic(settings.changelog, "what subjects' states are restored from", shared, kept)]


def restricted(settings: Settings) -> list[Topic]:
    """The topics of filings, which workers neither need nor may read: one partition each, since order matters more."""
    days = 24 * 3600 * 1000
    kept = {
        "cleanup.policy": "compact",
        "max.compaction.lag.ms": str(settings.filing_compaction_days * days),
        "delete.retention.ms": str(days),
        "segment.ms": str(days),
    }
    looks = {"cleanup.policy": "delete", "retention.ms": str(settings.filing_access_retention_days * days)}
    return [
        Topic(
            settings.topic("filings.restricted"), "whether reports were filed; restricted", 1, _config(settings, kept)
        ),
        Topic(settings.topic("filings.access"), "who looked at that, and why; restricted", 1, _config(settings, looks)),
    ]


def create(settings: Settings, wanted: Sequence[Topic] | None = None) -> list[str]:
    """Create the topics that are missing, of those `wanted` or of all that workers need; their names. Others may do the
    same at the same time.

    Raises BrokerError when no broker answers or one of them is refused.
    """
    with admin(settings) as client:
        described = _describe(client, needed(settings) if wanted is None else wanted)
        missing = [found.topic for found in described if not found.partitions]
        if not missing:
            return []
        request = {
            topic.name: {
                "num_partitions": topic.partitions,
                "replication_factor": settings.replication_factor,
                "configs": dict(topic.config),
            }
            for topic in missing
        }
        results = client.create_topics(request, raise_errors=False)["topics"]
        outcomes = {result["name"]: for_code(result["error_code"]) for result in results}
        refused = {name: why for name, why in outcomes.items() if why not in (NoError, TopicAlreadyExistsError)}
        if refused:
            causes = ", ".join(f"{name} ({why.__name__})" for name, why in refused.items())
            raise BrokerError(f"the broker refused to create {causes}")
        client.wait_for_topics(list(request))
        return [name for name, why in outcomes.items() if why is NoError]


def describe(settings: Settings) -> list[Described]:
    """Every needed topic as it is; BrokerError when no broker answers."""
    with admin(settings) as client:
        return _describe(client, needed(settings))


def check(settings: Settings) -> None:
    """Raise SettingsError where a topic is missing or its partitions do not fit the settings."""
    wrong = [fault for found in describe(settings) if (fault := _fault(found, settings))]
    if wrong:
        raise SettingsError("; ".join(wrong))


def partitions(settings: Settings, names: Iterable[str]) -> dict[str, int]:
    """How many partitions each of these topics has; names without prefix in, with prefix out.

    Raises SettingsError where one does not exist, BrokerError where no broker answers.
    """
    wanted = [settings.topic(name) for name in names]
    with admin(settings) as client:
        held = {topic["name"]: len(topic["partitions"]) for topic in client.describe_topics()}
    for name in wanted:
        if not held.get(name):
            raise SettingsError(_missing(name))
    return {name: held[name] for name in wanted}


@contextmanager
def admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    """An admin client, closed on exit; a Kafka error in the block or in connecting becomes BrokerError."""
    try:
        client = KafkaAdminClient(**client_options(settings), bootstrap_timeout_ms=int(_ANSWER_SECONDS * 1000))
    except (KafkaError, OSError) as error:
        raise BrokerError(f"no broker answers at {settings.broker}: {error}") from error
    try:
        yield client
    except KafkaError as error:
        raise BrokerError(f"the broker at {settings.broker} refused: {error}") from error
    finally:
        client.close()


def _describe(client: KafkaAdminClient, wanted: Iterable[Topic]) -> list[Described]:
    # All topics, not those by name: asking by name can create a topic where the broker allows that.
    held = {topic["name"]: topic["partitions"] for topic in client.describe_topics()}
    return [
        Described(topic, len(found), len(found[0]["replica_nodes"]) if found else 0)
        for topic in wanted
        for found in [held.get(topic.name, [])]
    ]


def _fault(found: Described, settings: Settings) -> str:
    """What is wrong with a topic, in words; empty when nothing is."""
    topic, partitions = found.topic, found.partitions
    if not partitions:
        return _missing(topic.name)
    if topic.name == settings.topic("transactions"):
        return ""
    if topic.name in (*map(settings.topic, JUDGED), settings.changelog):
        if partitions != topic.partitions:
            return (
                f"topic {topic.name} has {partitions} partitions and the setting subjects_partitions says"
                f" {topic.partitions}; {', '.join(JUDGED)} and the changelog must all have that many"
            )
    elif partitions < topic.partitions:
        return f"topic {topic.name} has {partitions} partitions and needs {topic.partitions} (subjects_partitions)"
    return ""


def _missing(name: str) -> str:
    return f"topic {name} does not exist; run `counterflow topics create`"


def _config(settings: Settings, config: Mapping[str, str]) -> dict[str, str]:
    if settings.embedded_broker:  # keeps everything and knows none of these
        return {}
    if settings.replication_factor >= 3:
        return {**config, "min.insync.replicas": "2"}
    return dict(config)
