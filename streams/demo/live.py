"""A synthetic town that lives now: its past goes out at a pace, and what is still to come at its own hour.

The town is made from a plan that is kept in a file, so that whoever goes on after a stop makes the same town again and
begins where the last one ended; the same with this program, since another release may make another town of a plan. A
stop between sending and writing that down repeats what was sent last, and a worker skips it, as it skips whatever a
payment system sends twice.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from models.synthetic import Town, build
from streams import replay
from streams.errors import SettingsError
from streams.settings import Settings

_CHUNK_RECORDS = 2000
"""Sent between two notes of how far it is: the most that is repeated after a stop."""
_SLEEP_SECONDS = 30.0


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a town is made of, and how many of its transactions were sent."""

    seed: int
    subjects: int
    injections: int
    """Of each typology."""
    start: date
    """Its first day."""
    days: int
    sent: int = 0

    @classmethod
    def around(cls, today: date, *, seed: int, subjects: int, injections: int, past_days: int, live_days: int) -> Plan:
        """A town that has lived for so many days before today, and lives for so many from today on."""
        start = today - timedelta(days=past_days)
        return cls(seed, subjects, injections, start, past_days + live_days)

    @classmethod
    def read(cls, file: Path) -> Plan | None:
        """The plan in a file, or None where there is no file; SettingsError where it holds something else."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise SettingsError(f"{file} holds no plan of a town: {error}") from error

    def write(self, file: Path) -> None:
        """Put it into a file, whole or not at all."""
        partial = file.with_suffix(".partial")
        partial.write_bytes(msgspec.json.encode(self))
        os.replace(partial, file)

    def town(self) -> Town:
        """The town, always the same for the same plan; ValueError where it is too small or lives too short."""
        start = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC)
        return build(self.seed, self.subjects, self.days, self.injections, start)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, and how to wait; another one in tests."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


def stream(
    settings: Settings,
    town: Town,
    plan: Plan,
    file: Path,
    rate: float | None,
    on_sent: Callable[[Plan], None] = lambda _plan: None,
    clock: Clock = Clock(),
) -> Plan:
    """Publish what was not sent, none before its event time, at most `rate` a second; the plan with all of it sent.

    `file` and `on_sent` are told after each chunk how far it is. Raises BrokerError when some cannot be published.
    """
    times = [each.time for each in town.transactions]
    lines = islice(town.lines(), plan.sent, None)
    while plan.sent < len(times):
        due = bisect_right(times, clock.now()) - plan.sent
        if due > 0:
            chunk = list(islice(lines, min(due, _CHUNK_RECORDS)))
            replay.publish(settings, "town", chunk, rate=rate)
            plan = msgspec.structs.replace(plan, sent=plan.sent + len(chunk))
            plan.write(file)
            on_sent(plan)
        else:
            clock.sleep(min((times[plan.sent] - clock.now()).total_seconds() + 0.001, _SLEEP_SECONDS))
    return plan
