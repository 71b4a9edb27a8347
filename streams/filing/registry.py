"""Reading and changing the record of filings. Whoever looks is written down first: no log, no answer.

Only `counterflow filing` uses this. What `--by` says is what somebody claims; who it really was, the broker's own
authentication and audit log tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from aiokafka.errors import KafkaError

from streams import topics
from streams.errors import BrokerError, FilingError, SettingsError
from streams.filing.restricted import Access, Deed, Filing, Hold, Standing, filing_key, hold_key
from streams.publisher import Outbox, Publisher, Record
from streams.scan import scan
from streams.settings import Settings
from streams.trace.finding import find_alert

_Answer = TypeVar("_Answer")
_encode = msgspec.json.Encoder().encode


class Registry:
    """The record of filings, for one person who says who they are and why."""

    def __init__(self, settings: Settings, by: str, why: str) -> None:
        """Raises SettingsError where the restricted topics are missing, FilingError where nobody looks or for no
        reason."""
        if not by.strip() or not why.strip():
            raise FilingError("who looks at records of filings, and why, is written down: say --by and --why")
        self._settings = settings
        self._by, self._why = by.strip(), why.strip()
        try:
            topics.partitions(settings, ["filings.restricted", "filings.access"])
        except SettingsError as error:
            said = "the topics of filings are missing; run `counterflow topics create --restricted`"
            raise SettingsError(said) from error

    def show(self, wanted: str) -> Standing:
        """What is known of an alert, of a subject, or of `all`."""
        return self._run(self._show(wanted))

    def everything(self) -> tuple[Standing, dict[int, Access]]:
        """All that is known, and all looks by their offset; this one is among them."""
        return self._run(self._everything())

    def record(self, wanted: str, filing: dict[str, Any], subject: str = "") -> Filing:
        """Write down what became of a report on an alert; `filing` are the fields that somebody says.

        `subject` is whose alert it is, where it is not on the topics any more and `wanted` its whole id. Raises
        TraceError for an alert that is not found.
        """
        return self._run(self._record(wanted, filing, subject))

    def hold(self, subject: str) -> Hold:
        """Put a legal hold on a subject."""
        return self._run(self._hold(subject))

    def lift(self, subject: str) -> None:
        """Lift the hold on a subject. Raises FilingError where there is none."""
        self._run(self._lift(subject))

    def erase(self, wanted: str) -> list[Filing]:
        """Erase the records of an alert or a subject. Raises FilingError where a hold or the retention forbids it."""
        return self._run(self._erase(wanted))

    def erase_expired(self) -> list[Filing]:
        """Erase all records past their retention on which no hold is."""
        return self._run(self._erase(None))

    async def _show(self, wanted: str) -> Standing:
        await self._log("show", wanted)
        standing = await self._standing()
        if wanted == "all":
            return standing
        filings = {
            alert: each
            for alert, each in standing.filings.items()
            if wanted in (each.subject, alert) or (len(wanted) >= 8 and alert.startswith(wanted))
        }
        subjects = {wanted, *(each.subject for each in filings.values())}
        holds = {subject: each for subject, each in standing.holds.items() if subject in subjects}
        return Standing(filings, holds)

    async def _everything(self) -> tuple[Standing, dict[int, Access]]:
        await self._log("show", "all")
        looks: dict[int, Access] = {}
        async for _, records in scan(self._settings, self._settings.topic("filings.access"), [0]):
            looks.update((each.offset, msgspec.json.decode(each.value, type=Access)) for each in records if each.value)
        return await self._standing(), looks

    async def _record(self, wanted: str, fields: dict[str, Any], subject: str) -> Filing:
        identity = wanted
        if not subject:
            _, alert = await find_alert(self._settings, wanted)
            identity, subject = alert.id, alert.subject.id
        await self._log("record", identity)
        said = {"alert": identity, "subject": subject, "by": self._by, "at": _now(), **fields}
        filing = msgspec.convert(said, Filing)
        await self._publish("filings.restricted", [(filing_key(identity), _encode(filing))])
        return filing

    async def _hold(self, subject: str) -> Hold:
        await self._log("hold", subject)
        hold = Hold(subject=subject, by=self._by, why=self._why, at=_now())
        await self._publish("filings.restricted", [(hold_key(subject), _encode(hold))])
        return hold

    async def _lift(self, subject: str) -> None:
        await self._log("lift", subject)
        if subject not in (await self._standing()).holds:
            raise FilingError(f"no hold is on {subject}")
        await self._publish("filings.restricted", [(hold_key(subject), None)])

    async def _erase(self, wanted: str | None) -> list[Filing]:
        await self._log("erase", wanted or "all that is expired")
        standing, now = await self._standing(), _now()
        days = self._settings.filing_retention_days
        if wanted is None:
            found = standing.expired(now, days)
        else:
            meant = [each for each in standing.filings.values() if wanted in (each.alert, each.subject)]
            if not meant:
                raise FilingError(f"nothing is recorded of {wanted}")
            found = standing.erasable(meant, now, days, early=self._settings.filing_early_erasure)
        if found:
            await self._publish("filings.restricted", [(filing_key(each.alert), None) for each in found])
        return found

    async def _standing(self) -> Standing:
        standing = Standing()
        async for _, records in scan(self._settings, self._settings.topic("filings.restricted"), [0]):
            for record in records:
                standing.take(record.key or b"", record.value)
        return standing

    async def _log(self, deed: Deed, what: str) -> None:
        access = Access(deed=deed, what=what, by=self._by, why=self._why, at=_now())
        await self._publish("filings.access", [(None, _encode(access))])

    async def _publish(self, name: str, records: Iterable[Record]) -> None:
        publisher = Publisher(self._settings)
        await publisher.start()
        try:
            outbox = Outbox()
            outbox.records[self._settings.topic(name), 0].extend(records)
            await publisher.publish(outbox)
        finally:
            await publisher.stop()

    def _run(self, deed: Coroutine[Any, Any, _Answer]) -> _Answer:
        try:
            return asyncio.run(deed)
        except KafkaError as error:
            raise BrokerError(f"the record of filings at {self._settings.broker} cannot be used: {error}") from error
        except msgspec.ValidationError as error:
            raise FilingError(f"this cannot be recorded: {error}") from error


def _now() -> datetime:
    return datetime.now(UTC)
