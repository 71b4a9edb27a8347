"""What no decision may hold back."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.catalogue.deployment import Deployment
from streams.catalogue.typology import NEVER_HELD_BACK
from streams.dispositions.making import known_of
from streams.errors import DispositionError
from streams.records import Alert
from streams.settings import Settings


def unsuppressible(settings: Settings) -> frozenset[str]:
    """The typologies in force that no decision may hold back. Takes a second or two."""
    catalogue = Deployment.read(settings).catalogue(datetime.now(UTC))
    return frozenset(each.id for each in catalogue.typologies if not each.suppressible)


def refuse_suppression(topic: str, alert: Alert, forbidden: frozenset[str]) -> None:
    """Raise DispositionError where no worker would hold an alert on this topic back."""
    if topic == "reports.due":
        raise DispositionError("a report that the law asks for is a duty: it cannot be snoozed or allowed")
    if alert.typology in forbidden:
        raise DispositionError(f"{alert.typology} is about sanctions: it cannot be snoozed or allowed")
    if NEVER_HELD_BACK in known_of(alert).crimes:
        raise DispositionError(f"the alert points to {NEVER_HELD_BACK}: it cannot be snoozed or allowed")
