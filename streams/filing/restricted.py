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

from streams.errors import FilingError
from streams.records import Time

Who = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Status = Literal["filed", "not-filed", "withdrawn"]
Deed = Literal["show", "record", "hold", "lift", "erase"]
FILING, HOLD = "filing:", "hold:"
KINDS = ("customer:", "account:", "wallet:", "name:")
"""What the id of a subject begins with."""
_EARLIER_MAX = 64
_Record = TypeVar("_Record", "Filing", "Hold")


class Recorded(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was recorded of a report at one time."""

    status: Status
    """Whether a report was filed, was not, or was withdrawn."""
    by: Who
    """Who recorded it."""
    at: Time
    """When it was recorded."""
    reference: Annotated[str, msgspec.Meta(max_length=256)] = ""
    """The authority's own, such as a BSA identifier."""
    filed_at: Time | None = None
    """When it was filed."""
    note: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    """Why, in words."""


class Filing(Recorded, frozen=True, omit_defaults=True, kw_only=True):
    """What became of a report on an alert. Retention counts from when it was recorded."""

    alert: str
    """Id of the alert."""
    subject: str
    """Whose alert it is."""
    earlier: Annotated[tuple[Recorded, ...], msgspec.Meta(max_length=_EARLIER_MAX)] = ()
    """What was recorded before, oldest first."""
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
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why the newest record of a key cannot be read, by key."""

    def take(self, key: bytes, value: bytes | None) -> None:
        """A further record. What one that cannot be read says may be a hold, so it is kept in mind."""
        name = key.decode(errors="replace")
        self.unreadable.pop(name, None)
        try:
            if name.startswith(FILING):
                self._set(self.filings, name.removeprefix(FILING), value, Filing)
            elif name.startswith(HOLD):
                self._set(self.holds, name.removeprefix(HOLD), value, Hold)
            elif value is not None:
                self.unreadable[name] = "this version knows no such key"
        except msgspec.DecodeError as error:
            self.unreadable[name] = str(error)

    @staticmethod
    def _set(known: dict[str, _Record], name: str, value: bytes | None, kind: type[_Record]) -> None:
        known.pop(name, None)
        if value is not None:
            known[name] = msgspec.json.decode(value, type=kind)

    def names(self, kind: str) -> set[str]:
        """Alerts (`FILING`) or subjects (`HOLD`) of which something is recorded, whether it can be read or not."""
        read = self.filings if kind == FILING else self.holds
        return {*read, *(each.removeprefix(kind) for each in self.unreadable if each.startswith(kind))}

    def held(self, subject: str) -> str:
        """Why nothing of a subject may be erased; empty where it may. A record that cannot be read holds what it may
        be about."""
        if hold := self.holds.get(subject):
            return f"{subject} is under a legal hold since {hold.at:%Y-%m-%d} by {hold.by}"
        if f"{HOLD}{subject}" in self.unreadable:
            return f"{subject} is under a legal hold that cannot be read"
        for name in self.unreadable:
            if not name.startswith((FILING, HOLD)):
                return f"the record under {name[:80]!r} cannot be read and may be a hold"
        return ""

    def following(self, filing: Filing) -> Filing:
        """A filing as it replaces what is recorded of its alert: with that as history, and with reference and day of
        filing where neither is said anew.

        Raises FilingError where another subject's is recorded, or where a hold forbids to forget the oldest.
        """
        known = self.filings.get(filing.alert)
        if known is None:
            return filing
        if known.subject != filing.subject:
            raise FilingError(f"alert {known.alert} is recorded as one of {known.subject}, not of {filing.subject}")
        names = Recorded.__struct_fields__
        earlier = (*known.earlier, Recorded(**{name: getattr(known, name) for name in names}))
        if len(earlier) > _EARLIER_MAX and (why := self.held(known.subject)):
            raise FilingError(f"{why}: nothing is forgotten, and there is room for {_EARLIER_MAX} earlier records")
        filing = msgspec.structs.replace(filing, earlier=earlier[-_EARLIER_MAX:])
        if filing.status == "not-filed":
            return filing
        is_same = filing.reference in ("", known.reference) or not known.reference
        return msgspec.structs.replace(
            filing,
            reference=filing.reference or known.reference,
            filed_at=filing.filed_at or (known.filed_at if is_same else None),
        )

    def expired(self, now: datetime, retention_days: int) -> list[Filing]:
        """Filings past their retention on which no hold is, oldest first."""
        found = [
            each
            for each in self.filings.values()
            if each.at + timedelta(days=retention_days) <= now and not self.held(each.subject)
        ]
        return sorted(found, key=lambda each: each.at)

    def erasable(self, filings: Iterable[Filing], now: datetime, retention_days: int, *, early: bool) -> list[Filing]:
        """These filings, if all may be erased.

        Raises FilingError where a hold is on one, which wins over everything, or where one must still be kept; `early`
        allows the latter.
        """
        found = list(filings)
        for each in found:
            if why := self.held(each.subject):
                raise FilingError(f"{why}: nothing is erased")
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
