"""Publishing a file to `transactions`, record by record and in the order of the file.

A file goes to one partition, however many there are: Kafka keeps order within a partition only, and the order of a file
is that of events. Which one follows from the file's name, so that a file replayed again meets its own past there, and
several files spread out. Records have no key.
"""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol

from aiokafka.errors import KafkaError

from streams import topics
from streams.errors import BrokerError, MappingError
from streams.mapping import MappedFile, Mapping
from streams.partitioner import partition_for
from streams.publisher import Outbox, Publisher
from streams.settings import Settings

_STEP_RECORDS = 2000
_STEP_SECONDS = 0.01
_LINES = (".jsonl", ".ndjson")
_DOCUMENTS = (".json", ".xml")


class Source(Protocol):
    """Records in order, and how far their reading is."""

    @property
    def unit(self) -> Literal["bytes", "rows"]:
        """What `total` and `done` count."""

    @property
    def total(self) -> int:
        """The size of the whole."""

    @property
    def done(self) -> int:
        """How much of `total` has been read."""

    @property
    def unreadable(self) -> int:
        """Records so far of which the mapping could not read something; they come as they are."""

    def __iter__(self) -> Iterator[bytes]: ...


def open_source(path: Path, mapping: Path | None) -> Source:
    """The records of a file, read as the mapping file says, or as they stand.

    Raises MappingError where the file cannot be read so.
    """
    if mapping is not None:
        return MappedFile(path, Mapping.load(mapping))
    return PlainFile(path)


class PlainFile:
    """A file that needs no mapping: each line of JSON lines is a record, a JSON or XML document is one; also gzipped.

    Raises MappingError for a file that is not there or of another kind.
    """

    unit: Literal["bytes", "rows"] = "bytes"
    unreadable = 0

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zipped = path.suffix == ".gz"
        self._kind = (path.with_suffix("") if self._zipped else path).suffix
        if self._kind not in _LINES + _DOCUMENTS:
            raise MappingError(f"{path} is none of {', '.join(_LINES + _DOCUMENTS)}; say how to read it with --map")
        try:
            self.total = path.stat().st_size
        except OSError as error:
            raise MappingError(f"{path} cannot be read: {error.strerror}") from error
        self.done = 0

    def __iter__(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as raw, gzip.open(raw) if self._zipped else raw as file:
                records = (line.strip() for line in file) if self._kind in _LINES else iter([file.read()])
                for record in records:
                    self.done = raw.tell()
                    if record:
                        yield record
        except (OSError, EOFError, zlib.error) as error:
            raise MappingError(f"{self._path} cannot be read: {error}") from error


def partition_of(name: str, partitions: int) -> int:
    """The partition that a source of this name is published to."""
    return partition_for(name.encode(), partitions)


def publish(
    settings: Settings,
    name: str,
    records: Iterable[bytes],
    *,
    rate: float | None = None,
    on_sent: Callable[[int], None] = lambda _count: None,
) -> int:
    """Publish records in order, at most `rate` a second; how many there were, all acknowledged.

    `name` is that of their source. `on_sent` is told how many are acknowledged so far. Raises BrokerError when some
    cannot be published: all before them are.
    """
    topic = settings.topic("transactions")
    partition = partition_of(name, topics.partitions(settings, ["transactions"])[topic])
    try:
        return asyncio.run(_publish(settings, (topic, partition), iter(records), rate, on_sent))
    except KafkaError as error:
        raise BrokerError(f"publishing to {topic} at {settings.broker} failed: {error}") from error


async def _publish(
    settings: Settings,
    place: tuple[str, int],
    records: Iterator[bytes],
    rate: float | None,
    on_sent: Callable[[int], None],
) -> int:
    publisher = Publisher(settings)
    await publisher.start()
    try:
        began, sent = time.monotonic(), 0
        while step := list(islice(records, _due(sent, rate, time.monotonic() - began))):
            outbox = Outbox()
            for record in step:
                outbox.records[place].append((None, record))
            await publisher.publish(outbox)
            sent += len(step)
            on_sent(sent)
            if rate:
                await asyncio.sleep(max(_STEP_SECONDS, began + sent / rate - time.monotonic()))
        return sent
    finally:
        await publisher.stop()


def _due(sent: int, rate: float | None, seconds: float) -> int:
    """How many records the next step takes: all that are due, at least one."""
    if not rate:
        return _STEP_RECORDS
    return min(max(1, int(seconds * rate) - sent), _STEP_RECORDS)
