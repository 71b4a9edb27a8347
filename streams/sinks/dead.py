"""Dead letters: what a sink could not deliver goes to `sinks.dead`, so that it stops nobody and is not forgotten."""

from __future__ import annotations

import base64
import logging

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams.connection import client_options
from streams.errors import UnavailableError
from streams.records import DeadLetter
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import Reason, Record

log = logging.getLogger(__name__)

_DETAIL_CHARACTERS = 2000
_ANSWER_SECONDS = 30.0


class DeadLetters:
    """Publishes dead letters of one sink; connects when there is the first."""

    def __init__(self, settings: Settings, sink: str) -> None:
        self._settings = settings
        self._sink = sink
        self._producer: KafkaProducer | None = None

    def bury(self, record: Record, reason: Reason, detail: str) -> None:
        """Return when the broker has the letter; UnavailableError when it does not take it."""
        letter = self._letter(record, reason, detail[:_DETAIL_CHARACTERS])
        key = f"{self._sink}/{letter.topic}/{letter.partition}/{letter.offset}"
        try:
            sent = self._connected().send(self._settings.topic("sinks.dead"), msgspec.json.encode(letter), key.encode())
            sent.get(timeout=_ANSWER_SECONDS)
        except (KafkaError, OSError) as error:
            raise UnavailableError(f"the broker did not take a dead letter: {error}") from error
        metrics.DEAD_LETTERS.labels(self._sink, reason).inc()
        log.warning("dead letter: %s %d/%d: %s", letter.topic, letter.partition, letter.offset, letter.detail)

    def close(self) -> None:
        """Disconnect."""
        if self._producer is not None:
            self._producer.close(timeout=5)
            self._producer = None

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                **client_options(self._settings),
                acks="all",
                enable_idempotence=not self._settings.embedded_broker,
            )
        return self._producer

    def _letter(self, record: Record, reason: Reason, detail: str) -> DeadLetter:
        kept = record.value[: self._settings.rejected_original_max_bytes]
        return DeadLetter(
            sink=self._sink,
            reason=reason,
            detail=detail,
            topic=record.place.topic,
            partition=record.place.partition,
            offset=record.offset,
            received=record.received,
            length=len(record.value),
            original=base64.b64encode(kept).decode(),
            original_truncated=len(kept) < len(record.value),
        )
