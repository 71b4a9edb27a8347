"""Finds transactions on `transactions` by their ids, as the payment systems sent them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

import msgspec

from streams.errors import Rejection
from streams.filing.case import Place
from streams.intake.reading import content_type_of, read
from streams.records import Transaction
from streams.scan import partitions_of, scan
from streams.settings import Settings


class _Named(msgspec.Struct):
    """What telling a JSON transaction from others takes."""

    id: str


_decode = msgspec.json.Decoder(_Named).decode


async def transactions_of(
    settings: Settings, wanted: Iterable[str]
) -> tuple[dict[str, Transaction], tuple[Place, ...]]:
    """Those of these transactions that are still on `transactions`, by id, and where; of repeats, the first."""
    ids = set(wanted)
    topic = settings.topic("transactions")
    sent: dict[str, Transaction] = {}
    places: dict[str, Place] = {}
    if not ids:
        return sent, ()
    spelled = {word for each in ids for word in (each, json.dumps(each)[1:-1], escape(each))}
    mentioned = re.compile(b"|".join(sorted(re.escape(each.encode()) for each in spelled)))
    async for partition, records in scan(settings, topic, await partitions_of(settings, topic)):
        for record in records:
            if record.value is None or not _may_hold(record.value, ids, mentioned):
                continue
            try:
                read_here = read(record.value, content_type_of(record.headers), settings)
            except Rejection:
                continue
            for transaction in read_here:
                if transaction.id in ids and transaction.id not in sent:
                    sent[transaction.id] = transaction
                    places[transaction.id] = Place(transaction.id, partition, record.offset)
    return sent, tuple(places[each] for each in sorted(places))


def _may_hold(value: bytes, ids: set[str], mentioned: re.Pattern[bytes]) -> bool:
    """Whether a record may be one of these transactions; nearly all are told from them by one look at their id."""
    try:
        return _decode(value).id in ids
    except msgspec.DecodeError:
        return mentioned.search(value) is not None
