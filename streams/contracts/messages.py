"""The messages of the document: what each record means, its key, how it is encoded, and a real one as the example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streams import movement
from streams.intake.formats import json_transaction, pacs008
from streams.schemas import RECORDS
from streams.subject import codec

EXAMPLES = Path(__file__).parent / "examples"
"""Records as Counterflow published them, by record and what is special about them."""
BINDING = "0.5.0"
"""Version of the Kafka bindings."""
_JSON = "application/json"
_BINARY = "application/octet-stream"
SUBJECT_KEY = "Id of the subject, UTF-8: `customer:…`, `account:…`, `wallet:…` or `name:agent/…`."
_PLACE_KEY = "Topic, partition and offset of the record that it is about, apart by `/`"


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of record."""

    name: str
    title: str
    summary: str
    key: str = ""
    """What the key is; empty where records have none."""
    record: str = ""
    """The record of `streams.schemas`; empty where the value is not JSON."""
    content_type: str = _JSON
    payload: dict[str, Any] | None = None
    """The schema of a value that is no record."""
    examples: tuple[str, ...] = ()
    """Files among EXAMPLES."""
    headers: tuple[str, ...] = ()
    """What the header `content-type` may say; no headers where there are none."""


def _binary(what: str, layout: int) -> dict[str, Any]:
    return {
        "type": "string",
        "format": "binary",
        "description": f"{what} Layout {layout}; it changes without notice and is no contract: nobody but workers of"
        " the same version may read or write it.",
    }


MESSAGES = (
    Message(
        "transaction",
        "Transaction",
        "One payment, as the payment system said. At most 1 MiB by default; no key is needed and none is looked at.",
        record="transaction",
        examples=("transaction",),
        headers=tuple(sorted(json_transaction.CONTENT_TYPES)),
    ),
    Message(
        "creditTransfer",
        "ISO 20022 credit transfer",
        "A pacs.008 message of any version, alone or in a business envelope; each of its transactions is one.",
        content_type="application/xml",
        payload={"type": "string", "description": "XML of ISO 20022 pacs.008, without a DOCTYPE."},
        headers=tuple(sorted(pacs008.FORMAT.content_types)),
    ),
    Message(
        "rejected",
        "Rejected record",
        "One record that could not become a transaction or could not be applied, with the reason and the original.",
        key=f"{_PLACE_KEY}.",
        record="rejected",
        examples=("rejected",),
    ),
    Message(
        "alert",
        "Alert",
        "One typology recognised on one subject, explained. The same id comes again with a greater revision as it goes"
        " on, and what comes twice is the same: keep the greatest revision of each id.",
        key=SUBJECT_KEY,
        record="alert",
        examples=("alert", "alert_suppressed", "alert_report"),
    ),
    Message(
        "disposition",
        "Disposition",
        "What an analyst decided. A record whose key is not its `subject` is rejected.",
        key=SUBJECT_KEY,
        record="disposition",
        examples=("disposition",),
    ),
    Message(
        "deadLetter",
        "Dead letter",
        "One record that a sink could not deliver, with the reason.",
        key=f"Name of the sink, and {_PLACE_KEY[0].lower()}{_PLACE_KEY[1:]}; the topic without its prefix.",
        record="dead_letter",
        examples=("dead_letter",),
    ),
    Message(
        "filing",
        "Filing",
        "What became of a report on an alert. Restricted: the subject must not learn of it.",
        key="`filing:` and the id of the alert.",
        record="filing",
        examples=("filing",),
    ),
    Message(
        "hold",
        "Legal hold",
        "Nothing of a subject may be erased until a tombstone lifts the hold.",
        key="`hold:` and the id of the subject.",
        record="hold",
        examples=("hold",),
    ),
    Message(
        "erased",
        "Tombstone",
        "What was recorded under the key is erased, or the hold lifted.",
        key="That of the record that is erased.",
        payload={"type": "null", "description": "No value."},
    ),
    Message(
        "access",
        "Look",
        "Somebody looked at records of filings, or changed them.",
        record="access",
        examples=("access",),
    ),
    Message(
        "movement",
        "Movement",
        "One side of a transaction as its subject sees it. Internal.",
        key=SUBJECT_KEY,
        content_type=_BINARY,
        payload=_binary("Numbers at fixed places, then words as MessagePack; `streams/movement.py`.", movement.LAYOUT),
    ),
    Message(
        "watermark",
        "Watermark",
        "Up to which event time the partitions of `transactions` have come. Internal.",
        key="A zero byte and `watermark`.",
        content_type=_BINARY,
        payload={"type": "string", "format": "binary", "description": "MessagePack; no contract, as with movements."},
    ),
    Message(
        "token",
        "Token",
        "A path of money, or a shared identifier, on its way to the next subject. Internal.",
        key="Id of the subject that was paid, or the place of an identifier.",
        content_type="application/msgpack",
        payload={"type": "string", "format": "binary", "description": "MessagePack; no contract, as with movements."},
    ),
    Message(
        "state",
        "State of a subject",
        "What a worker restores a subject from; a partition's progress is among them. Internal.",
        key="Id of the subject, a zero byte, and for parts of the state more bytes.",
        content_type=_BINARY,
        payload=_binary("Columns as they lie in memory; `streams/subject/codec.py`.", codec.LAYOUT),
    ),
)


def described(message: Message) -> dict[str, Any]:
    """A message object of AsyncAPI."""
    record = RECORDS[message.record].__name__ if message.record else ""
    kafka = {"key": {"type": "string", "description": message.key}} if message.key else {}
    found: dict[str, Any] = {
        "name": message.name,
        "title": message.title,
        "summary": message.summary,
        "contentType": message.content_type,
        "payload": {"$ref": f"#/components/schemas/{record}"} if record else message.payload,
        "bindings": {"kafka": {**kafka, "bindingVersion": BINDING}},
    }
    if message.headers:
        kinds = {"type": "string", "enum": list(message.headers)}
        kinds["description"] = "How the value is encoded; without it the bytes are looked at, and else taken for JSON."
        found["headers"] = {"type": "object", "properties": {"content-type": kinds}}
    if message.examples:
        found["examples"] = list(_examples(message))
    return found


def _examples(message: Message) -> Iterator[dict[str, Any]]:
    for name in message.examples:
        payload = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        example: dict[str, Any] = {"name": name, "payload": payload}
        if message.headers:
            example["headers"] = {"content-type": message.content_type}
        yield example
