"""What is known of filings, holds and looks: the records of the restricted topics, and what they add up to.

Nothing here is ever on another topic. The key of a record on `filings.restricted` says what it is: `filing:` and the id
of an alert, or `hold:` and a subject. A tombstone erases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeVar

import msgspec

from streams.errors import FilingError, StateError
from streams.records import Time

Who = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Status = Literal["filed", "not-filed", "withdrawn"]
Deed = Literal["show", "record", "hold", "lift", "erase"]
FILING, HOLD = "filing:", "hold:"
_Record = TypeVar("_Record", "Filing", "Hold")


class Filing(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of a report on an alert."""

    alert: str
    """Id of the alert."""
    subject: str
    """Whose alert it is."""
    status: Status
    """Whether a report was filed, was not, or was withdrawn."""
    by: Who
    """Who recorded it."""
    at: Time
    """When it was recorded. Retention counts from here."""
    reference: Annotated[str, msgspec.Meta(max_length=256)] = ""
    """The authority's own, such as a BSA identifier."""
    filed_at: Time | None = None
    """When it was filed."""
    note: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    """Why, in words."""
    schema: Literal[1] = 1
    """Major version of this record."""


class Hold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A legal hold on a subject: nothing of it may be erased until it is lifted."""

    subject: str
    """Whose records must stay."""
    by: Who
    """Who ordered it."""
    why: Why
    """Why, such as the number of a court's order."""
    at: Time
    """Since when."""
    schema: Literal[1] = 1
    """Major version of this record."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody looked at records of filings, or changed them; topic `filings.access`."""

    deed: Deed
    """What was done."""
    what: str
    """An alert, a subject, or `all`."""
    by: Who
    """Who, as they say."""
    why: Why
    """Why, as they say."""
    at: Time
    """When."""
    schema: Literal[1] = 1
    """Major version of this record."""


@dataclass(slots=True)
class Standing:
    """What the topic adds up to: the newest record of each key."""

    filings: dict[str, Filing] = field(default_factory=dict)
    """By alert."""
    holds: dict[str, Hold] = field(default_factory=dict)
    """By subject."""

    def take(self, key: bytes, value: bytes | None) -> None:
        """A further record. Raises StateError for one that cannot be read: what it says may be a hold."""
        name = key.decode(errors="replace")
        try:
            if name.startswith(FILING):
                self._set(self.filings, name.removeprefix(FILING), value, Filing)
            elif name.startswith(HOLD):
                self._set(self.holds, name.removeprefix(HOLD), value, Hold)
            else:
                raise StateError(f"filings.restricted has a record under {name[:80]!r}, which this version cannot read")
        except msgspec.DecodeError as error:
            raise StateError(
                f"filings.restricted has a record under {name[:80]!r} that cannot be read: {error}"
            ) from error

    @staticmethod
    def _set(known: dict[str, _Record], name: str, value: bytes | None, kind: type[_Record]) -> None:
        if value is None:
            known.pop(name, None)
        else:
            known[name] = msgspec.json.decode(value, type=kind)

    def expired(self, now: datetime, retention_days: int) -> list[Filing]:
        """Filings past their retention on which no hold is, oldest first."""
        found = [
            each
            for each in self.filings.values()
            if each.at + timedelta(days=retention_days) <= now and each.subject not in self.holds
        ]
        return sorted(found, key=lambda each: each.at)

    def erasable(self, filings: Iterable[Filing], now: datetime, retention_days: int, *, early: bool) -> list[Filing]:
        """These filings, if all may be erased.

        Raises FilingError where a hold is on one, which wins over everything, or where one must still be kept; `early`
        allows the latter.
        """
        found = list(filings)
        for each in found:
            if hold := self.holds.get(each.subject):
                raise FilingError(
                    f"{each.subject} is under a legal hold since {hold.at:%Y-%m-%d} by {hold.by}: nothing is erased"
                )
        for each in found:
            end = each.at + timedelta(days=retention_days)
            if end > now and not early:
                raise FilingError(
                    f"the record on alert {each.alert} must be kept until {end:%Y-%m-%d} (filing_retention_days);"
                    " filing_early_erasure allows to erase it before"
                )
        return found


def filing_key(alert: str) -> bytes:
    """The key of a filing's record."""
    return f"{FILING}{alert}".encode()


def hold_key(subject: str) -> bytes:
    """The key of a hold's record."""
    return f"{HOLD}{subject}".encode()
