"""What the sinks read in a record: as little as they need, so that newer and older records pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from streams.records import DECODE_ERRORS

Content = TypeVar("Content", bytes, str)
Decoded = TypeVar("Decoded")


class Known(msgspec.Struct):
    """What every alert says of itself; a verdict has an id too."""

    id: str
    revision: int = 0
    status: str = ""
    subject: Any = None

    @property
    def subject_id(self) -> str:
        """The subject's id, however it is told; empty where it is not."""
        found = self.subject.get("id") if isinstance(self.subject, dict) else self.subject
        return found if isinstance(found, str) else ""


_decoder = msgspec.json.Decoder(Known)


def known(value: bytes) -> Known:
    """What a record says of itself; ValueError, in words, for what is no alert and no verdict."""
    return worded(_decoder.decode, value)


def worded(decode: Callable[[Content], Decoded], content: Content) -> Decoded:
    """What `decode` makes of JSON; ValueError, in words, where it makes nothing."""
    try:
        return decode(content)
    except DECODE_ERRORS as error:
        raise ValueError(str(error)) from error
