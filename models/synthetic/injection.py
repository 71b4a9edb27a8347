"""What was injected where: the truth that alerts are judged against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Level = Literal["plain", "disguised", "expert"]
"""How an offender acts: openly; spread out, mixed and kept small so as to look ordinary; or so by somebody who knows
the thresholds of the law and how monitoring works."""
LEVELS: tuple[Level, ...] = ("plain", "disguised", "expert")


@dataclass(frozen=True, slots=True)
class Injection:
    """One crime (or one duty to report) at a known place, or the honest twin of one."""

    typology: str
    level: Level
    subject: str
    """Customer id of the one who is to be judged; of a network the one in its middle, or the first."""
    subjects: tuple[str, ...]
    """Ids of all who are to be judged, the first of them that customer, such as `customer:C00017` or, of those with an
    account elsewhere, `account:A1234567890`. An alert on any of them finds the injection."""
    transactions: tuple[str, ...]
    """Ids, in event-time order."""
    started: datetime
    """Time of the first of them."""
    ended: datetime
    """Time of the last of them."""
    participants: tuple[str, ...]
    """Ids of all subjects in them, sorted, such as `customer:C00017`: the offender, victims, helpers, bystanders."""
    twin: bool = False
    """Whether it is honest and only looks like the crime."""
