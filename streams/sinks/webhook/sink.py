"""Posts batches to a webhook: subjects beside each other, the alerts of one subject one after the other."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from streams.errors import UnavailableError
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import Batch, Bury, Place, Record
from streams.sinks.reading import Known, known
from streams.sinks.webhook.message import Message, halves, several, single
from streams.sinks.webhook.posting import Answer, Outcome, Poster

_ROUND_SECONDS = 60.0
"""After so long no further request is begun, so that the process is seen to be alive."""


class WebhookSink:
    """A webhook as a sink."""

    name = "webhook"

    def __init__(self, settings: Settings) -> None:
        """SettingsError where address or key cannot be used."""
        self._poster = Poster(settings)
        self._runner = asyncio.Runner()
        self._several = settings.webhook_batch_records
        self._most = settings.webhook_concurrency
        self._attempts_max = settings.webhook_attempts
        self._batch: Batch | None = None
        self._lanes: list[list[Message]] = []
        """What is left of the batch: the messages of each subject, in order."""
        self._attempts: Counter[str] = Counter()

    def positions(self, places: Iterable[Place]) -> Mapping[Place, int]:
        """The group knows."""
        return {}

    def write(self, batch: Batch, bury: Bury) -> None:
        """Post all of the batch. When the same batch comes again only what is left of it is posted."""
        if batch is not self._batch:
            self._lanes = self._arranged(batch.records, bury)
            self._batch, self._attempts = batch, Counter()
        before = _left(self._lanes)
        posted = self._runner.run(_Round(self._poster, self._attempts, self._attempts_max).run(self._lanes, self._most))
        for message, detail in posted.dead:
            for record in message.records:
                bury(record, "refused", detail)
        for lane, done in zip(self._lanes, posted.done, strict=True):
            del lane[:done]
        self._lanes = [lane for lane in self._lanes if lane]
        if self._lanes:
            progressed = _left(self._lanes) < before
            raise UnavailableError(f"the webhook: {posted.trouble}", posted.retry_after, progressed)
        self._batch = None

    def tidy(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Close all connections."""
        self._runner.run(self._poster.close())
        self._runner.close()

    def _arranged(self, records: Iterable[Record], bury: Bury) -> list[list[Message]]:
        by_subject: dict[str, list[tuple[Record, Known]]] = {}
        for record in records:
            try:
                record.value.decode()
                alert = known(record.value)
            except ValueError as error:
                bury(record, "unreadable", str(error))
                continue
            by_subject.setdefault(alert.subject_id, []).append((record, alert))
        return [self._messages(read) for read in by_subject.values()]

    def _messages(self, read: Sequence[tuple[Record, Known]]) -> list[Message]:
        if self._several == 1:
            return [single(record, alert) for record, alert in read]
        return [several(read[begin : begin + self._several]) for begin in range(0, len(read), self._several)]


class _Round:
    """One attempt at everything that is left."""

    def __init__(self, poster: Poster, attempts: Counter[str], attempts_max: int) -> None:
        self._poster = poster
        self._attempts = attempts
        self._attempts_max = attempts_max
        self._until = time.monotonic() + _ROUND_SECONDS
        self._away = False
        self.dead: list[tuple[Message, str]] = []
        self.done: list[int] = []
        """How many messages of each lane need nothing more."""
        self.trouble = "it takes its time"
        self.retry_after = 0.0

    async def run(self, lanes: Sequence[list[Message]], most: int) -> _Round:
        places = asyncio.Semaphore(most)
        self.done = list(await asyncio.gather(*(self._lane(lane, places) for lane in lanes)))
        return self

    async def _lane(self, lane: list[Message], places: asyncio.Semaphore) -> int:
        number = 0
        while number < len(lane):
            message = lane[number]
            async with places:
                if self._away or time.monotonic() > self._until:
                    return number
                answer = await self._poster.post(message)
            metrics.REQUESTS.labels(answer.outcome.value).inc()
            if self._is_given_up(message, answer):
                if len(message.read) > 1:
                    lane[number : number + 1] = self._halves(message)
                    continue
                self.dead.append((message, answer.detail))
            elif answer.outcome is not Outcome.DELIVERED:
                self._away |= answer.outcome is Outcome.AWAY
                self.trouble = answer.detail
                self.retry_after = max(self.retry_after, answer.retry_after)
                return number
            number += 1
        return number

    def _is_given_up(self, message: Message, answer: Answer) -> bool:
        if answer.outcome is Outcome.FAILED:
            self._attempts[message.id] += 1
            return self._attempts[message.id] >= self._attempts_max
        return answer.outcome is Outcome.REFUSED

    def _halves(self, message: Message) -> tuple[Message, Message]:
        """Halves that are tried once before they are halved too; an alert that is alone has all its attempts."""
        parts = halves(message)
        for part in parts:
            self._attempts[part.id] = self._attempts_max - 1 if len(part.read) > 1 else 0
        return parts


def _left(lanes: Iterable[Iterable[Message]]) -> int:
    """How many alerts are not posted yet."""
    return sum(len(message.read) for lane in lanes for message in lane)
