"""What no decision may hold back."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.catalogue.deployment import Deployment
from streams.errors import DispositionError
from streams.settings import Settings


def unsuppressible(settings: Settings) -> frozenset[str]:
    """The typologies in force that no decision may hold back. Takes a second or two."""
    catalogue = Deployment.read(settings).catalogue(datetime.now(UTC))
    return frozenset(each.id for each in catalogue.typologies if not each.suppressible)


def refuse_suppression(topic: str, typology: str, forbidden: frozenset[str]) -> None:
    """Raise DispositionError where no worker would hold an alert of this typology and topic back."""
    if topic == "reports.due":
        raise DispositionError("a report that the law asks for is a duty: it cannot be snoozed or allowed")
    if typology in forbidden:
        raise DispositionError(f"{typology} is about sanctions: it cannot be snoozed or allowed")
