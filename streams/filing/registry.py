"""Reading and changing the record of filings. Whoever looks is written down first: no log, no answer.

Only `counterflow filing` uses this. What `--by` says is what somebody claims; who it really was, the broker's own
authentication and audit log tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from aiokafka.errors import KafkaError

from streams import topics
from streams.errors import BrokerError, FilingError, SettingsError, StateError
from streams.filing.restricted import (
    FILING,
    HOLD,
    KINDS,
    Access,
    Deed,
    Filing,
    Hold,
    Standing,
    Who,
    Why,
    filing_key,
    hold_key,
)
from streams.publisher import Outbox, Publisher, Record
from streams.scan import scan
from streams.settings import Settings
from streams.trace.finding import find_alert, fits

_Answer = TypeVar("_Answer")
_encode = msgspec.json.Encoder().encode


class Registry:
    """The record of filings, for one person who says who they are and why."""

    def __init__(self, settings: Settings, by: str, why: str, warn: Callable[[str], None]) -> None:
        """`warn` is told what somebody must hear besides the answer.

        Raises SettingsError where the restricted topics are missing, FilingError where nobody looks or for no
        reason, or where either has no room.
        """
        if not by.strip() or not why.strip():
            raise FilingError("who looks at records of filings, and why, is written down: say --by and --why")
        self._settings, self._warn = settings, warn
        self._by, self._why = _fitting("--by", by.strip(), Who), _fitting("--why", why.strip(), Why)
        try:
            topics.partitions(settings, ["filings.restricted", "filings.access"])
        except SettingsError as error:
            said = "the topics of filings are missing; run `counterflow topics create --restricted`"
            raise SettingsError(said) from error

    def show(self, wanted: str) -> Standing:
        """What is known of an alert, of a subject, or of `all`. Raises StateError for an alert whose record cannot be
        read."""
        return self._run(self._show(wanted))

    def everything(self) -> tuple[Standing, dict[int, Access]]:
        """All that is known, and all looks that can be read, by their offset; this one is among them."""
        return self._run(self._everything())

    def record(self, wanted: str, filing: dict[str, Any], subject: str = "") -> Filing:
        """Write down what became of a report on an alert; `filing` are the fields that somebody says.

        `subject` is whose alert it is, where it is not on the topics any more and `wanted` its whole id, or a
        beginning of it where it is recorded. Raises TraceError for an alert that is not found, FilingError where
        another subject's is recorded.
        """
        return self._run(self._record(wanted, filing, subject))

    def hold(self, subject: str) -> Hold:
        """Put a legal hold on a subject; warns where nothing is recorded of it. Raises FilingError for what is no
        subject's id."""
        return self._run(self._hold(subject))

    def lift(self, subject: str) -> None:
        """Lift the hold on a subject. Raises FilingError where there is none."""
        self._run(self._lift(subject))

    def erase(self, wanted: str) -> list[Filing]:
        """Erase the records of an alert or a subject. Raises FilingError where a hold or the retention forbids it,
        StateError for an alert whose record cannot be read."""
        return self._run(self._erase(wanted))

    def erase_expired(self) -> list[Filing]:
        """Erase all records past their retention on which no hold is."""
        return self._run(self._erase(None))

    async def _show(self, wanted: str) -> Standing:
        await self._log("show", wanted)
        standing = await self._standing()
        if wanted == "all":
            return standing
        filings = {each.alert: each for each in _meant(standing, wanted)}
        subjects = {wanted, *(each.subject for each in filings.values())}
        holds = {subject: each for subject, each in standing.holds.items() if subject in subjects}
        return Standing(filings, holds)

    async def _everything(self) -> tuple[Standing, dict[int, Access]]:
        await self._log("show", "all")
        looks: dict[int, Access] = {}
        async for _, records in scan(self._settings, self._settings.topic("filings.access"), [0]):
            for each in records:
                try:
                    looks[each.offset] = msgspec.json.decode(each.value or b"", type=Access)
                except msgspec.DecodeError as error:
                    self._warn(f"filings.access has a record at {each.offset} that cannot be read: {error}")
        return await self._standing(), looks

    async def _record(self, wanted: str, fields: dict[str, Any], subject: str) -> Filing:
        identity, is_found = wanted, not subject
        if is_found:
            _, alert = await find_alert(self._settings, wanted)
            identity, subject = alert.id, alert.subject.id
        _check_subject(subject)
        await self._log("record", identity)
        standing = await self._standing()
        identity = _whole(standing, identity)
        if not (is_found or identity in standing.filings or _is_whole(identity)):
            raise FilingError(f"nothing is recorded of an alert {identity}: --subject needs its whole id")
        said = {"alert": identity, "subject": subject, "by": self._by, "at": _now(), **fields}
        filing = standing.following(msgspec.convert(said, Filing))
        await self._publish("filings.restricted", [(filing_key(identity), _encode(filing))])
        return filing

    async def _hold(self, subject: str) -> Hold:
        _check_subject(subject)
        await self._log("hold", subject)
        said = {"subject": subject, "by": self._by, "why": self._why, "at": _now()}
        hold = msgspec.convert(said, Hold)
        await self._publish("filings.restricted", [(hold_key(subject), _encode(hold))])
        if not any(each.subject == subject for each in (await self._standing()).filings.values()):
            self._warn(f"nothing is recorded of {subject} so far: the hold keeps what will be")
        return hold

    async def _lift(self, subject: str) -> None:
        await self._log("lift", subject)
        standing = await self._standing()
        if subject not in standing.holds and f"{HOLD}{subject}" not in standing.unreadable:
            raise FilingError(f"no hold is on {subject}")
        await self._publish("filings.restricted", [(hold_key(subject), None)])

    async def _erase(self, wanted: str | None) -> list[Filing]:
        await self._log("erase", wanted or "all that is expired")
        # The producer is ready before the standing is read, so that hardly any time is left for a hold in between.
        async with self._publisher() as publisher:
            found = self._erasable(await self._standing(), wanted)
            if found:
                await self._send(publisher, "filings.restricted", [(filing_key(each.alert), None) for each in found])
        return found

    def _erasable(self, standing: Standing, wanted: str | None) -> list[Filing]:
        days = self._settings.filing_retention_days
        if wanted is None:
            return standing.expired(_now(), days)
        meant = _meant(standing, wanted)
        if not meant:
            raise FilingError(f"nothing is recorded of {wanted}")
        return standing.erasable(meant, _now(), days, early=self._settings.filing_early_erasure)

    async def _standing(self) -> Standing:
        standing = Standing()
        async for _, records in scan(self._settings, self._settings.topic("filings.restricted"), [0]):
            for record in records:
                standing.take(record.key or b"", record.value)
        for name, why in standing.unreadable.items():
            self._warn(f"filings.restricted has a record under {name[:80]!r} that cannot be read: {why}")
        return standing

    async def _log(self, deed: Deed, what: str) -> None:
        said = {"deed": deed, "what": what, "by": self._by, "why": self._why, "at": _now()}
        await self._publish("filings.access", [(None, _encode(msgspec.convert(said, Access)))])

    async def _publish(self, name: str, records: Iterable[Record]) -> None:
        async with self._publisher() as publisher:
            await self._send(publisher, name, records)

    @asynccontextmanager
    async def _publisher(self) -> AsyncIterator[Publisher]:
        publisher = Publisher(self._settings)
        await publisher.start()
        try:
            yield publisher
        finally:
            await publisher.stop()

    async def _send(self, publisher: Publisher, name: str, records: Iterable[Record]) -> None:
        outbox = Outbox()
        outbox.records[self._settings.topic(name), 0].extend(records)
        await publisher.publish(outbox)

    def _run(self, deed: Coroutine[Any, Any, _Answer]) -> _Answer:
        try:
            return asyncio.run(deed)
        except KafkaError as error:
            raise BrokerError(f"the record of filings at {self._settings.broker} cannot be used: {error}") from error
        except msgspec.ValidationError as error:
            raise FilingError(f"this cannot be recorded: {error}") from error


def _now() -> datetime:
    return datetime.now(UTC)


def _fitting(option: str, text: str, kind: Any) -> str:
    try:
        return str(msgspec.convert(text, kind))
    except msgspec.ValidationError as error:
        raise FilingError(f"{option} cannot be written down: {error}") from error


def _check_subject(subject: str) -> None:
    if not any(subject.startswith(kind) and subject != kind for kind in KINDS):
        raise FilingError(f"{subject!r} is no subject, such as customer:C1; they begin with {', '.join(KINDS)}")


def _meant(standing: Standing, wanted: str) -> list[Filing]:
    """Filings of an alert, by its id or a beginning of it, or of a subject."""
    alert = _whole(standing, wanted)
    return [each for each in standing.filings.values() if alert == each.alert or wanted == each.subject]


def _whole(standing: Standing, wanted: str) -> str:
    """The whole id of a recorded alert, by that or by a beginning that no other has; `wanted` where none is recorded.

    Raises FilingError where there are several, StateError where its record cannot be read.
    """
    known = standing.names(FILING)
    found = [wanted] if wanted in known else sorted(each for each in known if fits(each, wanted))
    if len(found) > 1:
        raise FilingError(f"{len(found)} recorded alerts begin with {wanted}, such as {' and '.join(found[:2])}")
    identity = found[0] if found else wanted
    if why := standing.unreadable.get(f"{FILING}{identity}"):
        raise StateError(f"the record on alert {identity} cannot be read: {why}")
    return identity


def _is_whole(identity: str) -> bool:
    try:
        return str(UUID(identity)) == identity
    except ValueError:
        return False
