"""Verdicts on their way: checked against what was looked at, published, and remembered until the store has them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime

import msgspec

from streams.desk import metrics
from streams.desk.detail import Detail, known
from streams.desk.form import disposition_of
from streams.desk.proposals import Proposal, Proposals
from streams.desk.store import Connection
from streams.desk.words import verdict_words
from streams.dispositions.making import checked
from streams.dispositions.permitted import refuse_suppression, unsuppressible
from streams.dispositions.reading import needs_two
from streams.dispositions.topic import publish
from streams.errors import DispositionError
from streams.records import Disposition
from streams.settings import Settings

_SENT_MAX = 1000
_CATALOGUE_SECONDS = 300.0


class ChangedError(Exception):
    """The alert is not any more what was looked at; the message says what changed."""


class Deciding:
    """Takes verdicts."""

    def __init__(self, settings: Settings, proposals: Proposals) -> None:
        self._settings = settings
        self._proposals = proposals
        self._sent: dict[str, Disposition] = {}
        self._forbidden: tuple[float, frozenset[str]] | None = None
        self._one_at_a_time = asyncio.Lock()

    def sent(self, alert: str) -> Disposition | None:
        """What was published about an alert from here and is not in the store yet."""
        return self._sent.get(alert)

    def settle(self, connection: Connection) -> None:
        """Forget what the store has."""
        if sent := dict(self._sent):
            held = known(connection, [each.id for each in sent.values()])
            for alert, each in sent.items():
                if each.id in held and self._sent.get(alert) is each:
                    del self._sent[alert]

    def seen(self, found: Detail) -> str:
        """What stands in a form about an alert, and must still be so when the form comes back."""
        pending = self.sent(found.alert.id)
        return f"{found.alert.revision}/{pending.id if pending is not None else found.newest}"

    async def decide(self, found: Detail, form: Mapping[str, str], who: str, now: datetime) -> tuple[Disposition, bool]:
        """Publish a verdict, or keep it for a second person; the disposition, and whether it was published.

        Raises DispositionError where it cannot be decided so, ChangedError where the alert changed since it was looked
        at, BrokerError where nothing could be published.
        """
        days_max = self._settings.suppression_max_days
        made = disposition_of(found.alert, form, who, now, days_max)
        if made.snooze is not None or made.allow is not None:
            refuse_suppression(found.topic, found.alert, await self._unsuppressible())
        async with self._one_at_a_time:
            pending = self.sent(found.alert.id)
            if pending is not None and made.id == pending.id:
                return pending, True  # the same form once more
            if made.id == found.newest:
                return made, True
            if form.get("seen", "") != self.seen(found):
                raise ChangedError(
                    "It was revised or decided on since you opened it. Look at it again, then decide."
                    f"{self._standing(found)}"
                )
            if needs_two(made, days_max):
                after = pending.id if pending is not None else found.newest
                self._proposals.put(Proposal(made, found.alert.title, now, after))
                return made, False
            await self._publish(made)
        return made, True

    async def approve(self, found: Detail, proposal: Proposal, who: str, now: datetime) -> Disposition:
        """Publish a proposal with its second person; it counts as decided now. Raises as `decide` does."""
        made = msgspec.structs.replace(proposal.disposition, approved_by=who, decided_at=now)
        checked(made, self._settings.suppression_max_days)
        async with self._one_at_a_time:
            pending = self.sent(found.alert.id)
            newest = pending.id if pending is not None else found.newest
            if newest not in (proposal.after, made.id):
                raise ChangedError(
                    "Somebody decided about this alert since. Decline this, and let it be proposed anew."
                )
            if newest != made.id:
                await self._publish(made)
            self._proposals.remove(made.id)
        return made

    def _standing(self, found: Detail) -> str:
        """What was decided last, as a sentence; empty for nothing."""
        last = self.sent(found.alert.id) or next(iter(found.decided), None)
        return f" What stands: {verdict_words(last.verdict, last.reason)}, by {last.decided_by}." if last else ""

    async def _unsuppressible(self) -> frozenset[str]:
        """Read anew now and then, since an institution may add typologies of its own."""
        now = time.monotonic()
        if self._forbidden is None or now - self._forbidden[0] > _CATALOGUE_SECONDS:
            self._forbidden = now, await asyncio.to_thread(unsuppressible, self._settings)
        return self._forbidden[1]

    async def _publish(self, made: Disposition) -> None:
        assert made.alert is not None
        for each in (made.snooze, made.allow):
            if each is not None and each.until is not None and each.until <= made.decided_at:
                raise DispositionError("its date is over")
        await publish(self._settings, made)
        metrics.VERDICTS.labels(made.verdict).inc()
        while len(self._sent) >= _SENT_MAX:
            del self._sent[next(iter(self._sent))]
        self._sent[made.alert] = made
