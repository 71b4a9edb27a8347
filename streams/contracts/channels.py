"""The channels of the document, one for each topic, and who sends and receives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from streams.contracts.messages import BINDING
from streams.settings import Settings
from streams.topics import Topic, needed, restricted

Use = Literal["public", "internal", "restricted"]
TAGS: dict[Use, str] = {
    "public": "A contract: see the schemas' versions.",
    "internal": "Between workers of one version; no contract.",
    "restricted": "For those who may know of filings, and nobody else.",
}
_PROCESSES = {
    "worker": "The worker",
    "sinks": "Sinks: PostgreSQL, webhook, file",
    "store": "The sink of PostgreSQL",
    "desk": "`counterflow dispose` and the desk",
    "replay": "`counterflow replay`",
    "filing": "`counterflow filing`",
}
_Action = Literal["send", "receive"]


@dataclass(frozen=True, slots=True)
class Channel:
    """What travels on a topic, and who uses it."""

    id: str
    use: Use
    messages: tuple[str, ...]
    senders: tuple[str, ...]
    """Of _PROCESSES."""
    receivers: tuple[str, ...]


def _alerts(name: str) -> Channel:
    return Channel(name, "public", ("alert",), ("worker",), ("sinks",))


CHANNELS = {
    "transactions": Channel("transactions", "public", ("transaction", "creditTransfer"), ("replay",), ("worker",)),
    "transactions.rejected": Channel("transactionsRejected", "public", ("rejected",), ("worker",), ()),
    "movements": Channel("movements", "internal", ("movement", "watermark"), ("worker",), ("worker",)),
    "flows": Channel("flows", "internal", ("token",), ("worker",), ("worker",)),
    "dispositions": Channel("dispositions", "public", ("disposition",), ("desk",), ("worker", "store")),
    "alerts": _alerts("alerts"),
    "alerts.shadow": _alerts("alertsShadow"),
    "alerts.suppressed": _alerts("alertsSuppressed"),
    "reports.due": _alerts("reportsDue"),
    "sinks.dead": Channel("sinksDead", "public", ("deadLetter",), ("sinks",), ()),
    "filings.restricted": Channel(
        "filingsRestricted", "restricted", ("filing", "hold", "erased"), ("filing",), ("filing",)
    ),
    "filings.access": Channel("filingsAccess", "restricted", ("access",), ("filing",), ("filing",)),
    "changelog": Channel("subjectsChangelog", "internal", ("state",), ("worker",), ("worker",)),
}
"""By topic without prefix; the changelog's name has the application's in it."""


def channels(settings: Settings) -> dict[str, Any]:
    """The channels of a deployment, with the partitions and configuration that its topics are created with."""
    return {
        channel.id: _described(channel, topic, settings)
        for topic in (*needed(settings), *restricted(settings))
        for channel in [CHANNELS[_plain(topic.name, settings)]]
    }


def operations() -> dict[str, Any]:
    """Who does what with the channels, seen from Counterflow."""
    return {
        f"{process}{action.capitalize()}s{channel.id[0].upper()}{channel.id[1:]}": _operation(channel, process, action)
        for channel in CHANNELS.values()
        for action, processes in _uses(channel)
        for process in processes
    }


def _uses(channel: Channel) -> tuple[tuple[_Action, tuple[str, ...]], ...]:
    return ("send", channel.senders), ("receive", channel.receivers)


def _plain(name: str, settings: Settings) -> str:
    return "changelog" if name == settings.changelog else name.removeprefix(settings.topic_prefix)


def _described(channel: Channel, topic: Topic, settings: Settings) -> dict[str, Any]:
    kafka: dict[str, Any] = {
        "topic": topic.name,
        "partitions": topic.partitions,
        "replicas": settings.replication_factor,
    }
    if topic.config:
        kafka["topicConfiguration"] = {name: _value(name, text) for name, text in topic.config.items()}
    return {
        "address": topic.name,
        "title": topic.purpose[0].upper() + topic.purpose[1:],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in channel.messages},
        "tags": [{"name": channel.use, "description": TAGS[channel.use]}],
        "bindings": {"kafka": {**kafka, "bindingVersion": BINDING}},
    }


def _value(name: str, text: str) -> str | int | list[str]:
    if name == "cleanup.policy":
        return text.split(",")
    return int(text) if text.isdigit() else text


def _operation(channel: Channel, process: str, action: _Action) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel.id}"},
        "summary": f"{_PROCESSES[process]} {'publishes' if action == 'send' else 'reads'}.",
        "messages": [{"$ref": f"#/channels/{channel.id}/messages/{name}"} for name in channel.messages],
        "tags": [{"name": process}],
    }
