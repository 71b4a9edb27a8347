"""Finds an alert on the topics by its id."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from streams.errors import TraceError
from streams.records import Alert
from streams.scan import partitions_of, scan
from streams.settings import Settings
from streams.sinks.batch import ALERT_TOPICS

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
    [found] = await find_alerts(settings, [wanted])
    return found


async def find_alerts(settings: Settings, wanted: Sequence[str]) -> list[tuple[str, Alert]]:
    """The same of several, in their order, by one look at the topics."""
    decode = msgspec.json.Decoder(_Known).decode
    newest: dict[str, dict[str, tuple[int, str, bytes]]] = {each: {} for each in wanted}
    for name in ALERT_TOPICS:
        topic = settings.topic(name)
        async for _, records in scan(settings, topic, await partitions_of(settings, topic)):
            for record in records:
                value = record.value
                if value is None or not (named := [each for each in newest if each.encode() in value]):
                    continue
                known = decode(value)
                for held in (newest[each] for each in named if fits(known.id, each)):
                    if known.revision >= held.get(known.id, (-1, "", b""))[0]:
                        held[known.id] = known.revision, name, value
    return [_only(settings, each, newest[each]) for each in wanted]


def _only(settings: Settings, wanted: str, newest: dict[str, tuple[int, str, bytes]]) -> tuple[str, Alert]:
    """The one alert among those that fit; raises as `find_alert` does."""
    if wanted in newest:
        newest = {wanted: newest[wanted]}
    if not newest:
        hint = "" if len(wanted) >= PREFIX_MIN else f"; a beginning of an id needs {PREFIX_MIN} characters"
        raise TraceError(f"no alert {wanted} on {', '.join(map(settings.topic, ALERT_TOPICS))}{hint}")
    if len(newest) > 1:
        raise TraceError(f"{len(newest)} alerts begin with {wanted}, such as {' and '.join(sorted(newest)[:2])}")
    [(_, name, value)] = newest.values()
    return name, msgspec.json.decode(value, type=Alert)


def fits(identity: str, wanted: str) -> bool:
    """Whether an alert's id is the wanted one, or begins with as much of it as may stand for the whole."""
    return identity == wanted or (len(wanted) >= PREFIX_MIN and identity.startswith(wanted))
