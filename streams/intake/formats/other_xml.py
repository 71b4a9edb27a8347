"""XML that no other format takes: refused, naming the message, so that an operator sees what is being sent."""

from __future__ import annotations

from streams.errors import Reason, Rejection
from streams.intake.formats import Format
from streams.intake.iso20022 import looks_like_xml, message_name, messages, parse
from streams.records import Transaction
from streams.settings import Settings


def read(value: bytes, settings: Settings) -> list[Transaction]:
    """Raise Rejection: UNSUPPORTED_MESSAGE for ISO 20022, UNKNOWN_FORMAT for other XML, and what `parse` raises."""
    for message in messages(parse(value)):
        raise unsupported(message_name(message))
    raise AssertionError("messages() yields one or raises")


def unsupported(name: str) -> Rejection:
    """The rejection of an ISO 20022 message that is no credit transfer between institutions."""
    return Rejection(Reason.UNSUPPORTED_MESSAGE, f"{name} is not read; pacs.008 is", "Document")


FORMAT = Format("xml", frozenset({"application/xml", "text/xml"}), looks_like_xml, read, last_resort=True)
