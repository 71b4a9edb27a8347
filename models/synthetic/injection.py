"""What was injected where: the truth that alerts are judged against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Injection:
    """One crime (or one duty to report) at a known place."""

    typology: str
    subject: str
    """Customer id of the one who is to be judged."""
    transactions: tuple[str, ...]
    """Ids, in event-time order."""
    started: datetime
    """Time of the first of them."""
    ended: datetime
    """Time of the last of them."""
    participants: tuple[str, ...]
    """Ids of all subjects in them, sorted, such as `customer:C00017`: the offender, victims, helpers, bystanders."""
