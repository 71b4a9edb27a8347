"""Finds an alert on the topics by its id."""

from __future__ import annotations

import msgspec

from streams.errors import TraceError
from streams.records import Alert
from streams.scan import partitions_of, scan
from streams.settings import Settings

ALERT_TOPICS = ("alerts", "alerts.shadow", "alerts.suppressed", "reports.due")
PREFIX_MIN = 8
"""Characters of an alert's id that may stand for the whole."""


class _Known(msgspec.Struct):
    """What finding an alert takes."""

    id: str
    revision: int


async def find_alert(settings: Settings, wanted: str) -> tuple[str, Alert]:
    """The newest revision of an alert and its topic, by id or by a beginning of it that no other alert has.

    Raises TraceError where there is none, or more than one.
    """
    decode = msgspec.json.Decoder(_Known).decode
    newest: dict[str, tuple[int, str, bytes]] = {}
    for name in ALERT_TOPICS:
        topic = settings.topic(name)
        async for _, records in scan(settings, topic, await partitions_of(settings, topic)):
            for record in records:
                if record.value is None or wanted.encode() not in record.value:
                    continue
                known = decode(record.value)
                if _fits(known.id, wanted) and known.revision >= newest.get(known.id, (-1, "", b""))[0]:
                    newest[known.id] = known.revision, name, record.value
    if wanted in newest:
        newest = {wanted: newest[wanted]}
    if not newest:
        hint = "" if len(wanted) >= PREFIX_MIN else f"; a beginning of an id needs {PREFIX_MIN} characters"
        raise TraceError(f"no alert {wanted} on {', '.join(map(settings.topic, ALERT_TOPICS))}{hint}")
    if len(newest) > 1:
        raise TraceError(f"{len(newest)} alerts begin with {wanted}, such as {' and '.join(sorted(newest)[:2])}")
    [(_, name, value)] = newest.values()
    return name, msgspec.json.decode(value, type=Alert)


def _fits(identity: str, wanted: str) -> bool:
    return identity == wanted or (len(wanted) >= PREFIX_MIN and identity.startswith(wanted))
