"""What the sinks read in a record: as little as they need, so that newer and older records pass."""

from __future__ import annotations

from typing import Any

import msgspec


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
    try:
        return _decoder.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
