"""What no decision may hold back."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.catalogue.deployment import Deployment
from streams.errors import DispositionError
from streams.settings import Settings


def refuse_suppression(settings: Settings, topic: str, typology: str) -> None:
    """Raise DispositionError where no worker would hold an alert of this typology and topic back."""
    if topic == "reports.due":
        raise DispositionError("a report that the law asks for is a duty: it cannot be snoozed or allowed")
    catalogue = Deployment.read(settings).catalogue(datetime.now(UTC))
    if any(each.id == typology and not each.suppressible for each in catalogue.typologies):
        raise DispositionError(f"{typology} is about sanctions: it cannot be snoozed or allowed")
