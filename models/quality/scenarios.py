"""Whether each typology is triggered by the scenario that is injected for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from models.synthetic import Injection, build, crimes
from models.synthetic.score import detections
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.check import Finding
from streams.catalogue.typology import Typology
from streams.offline import Offline
from streams.reference import Reference
from streams.scoring.shipped import with_shipped_model
from streams.settings import Institution, Settings

_SEED = 3


def untriggered(
    catalogue: Catalogue,
    typologies: Iterable[Typology],
    settings: Settings,
    *,
    subjects: int = 2400,
    days: int = 90,
    times: int = 2,
) -> list[Finding]:
    """A finding for each of these `typologies` of the catalogue that has no injection or that none of them triggers.

    They are injected openly into a town, which is watched as a bank in the United States watches it, with the shipped
    reference tables: these are what the shipped typologies are written for. The town has so many `subjects` and lives
    so many `days`; each typology is injected so many `times`.
    """
    wanted = list(typologies)
    town = build(_SEED, subjects, days, times, typologies=sorted({each.id for each in wanted} & {*crimes.names()}))
    at_home = settings.model_copy(update={"institution": Institution(), "institutions": {}, "base_currency": "EUR"})
    offline = Offline(catalogue, at_home, Reference.load(), town.watch, scorer=with_shipped_model())
    alerts = [msgspec.to_builtins(each.alert) for each in offline.judge(town.transactions)]
    return findings(wanted, town.injections, detections(town.injections, alerts))


def findings(
    typologies: Iterable[Typology], injections: Sequence[Injection], delays: Sequence[float | None]
) -> list[Finding]:
    """What is to be mended, from how long each injection took to be found; None where it was not."""
    injected = {each.typology for each in injections}
    found = {each.typology for each, delay in zip(injections, delays, strict=True) if delay is not None}
    return [
        Finding(each.file, "the scenario that is injected for it does not trigger it", "mend the condition")
        if each.id in injected
        else Finding(each.file, "no scenario is injected for it", "write one in models/synthetic/crimes")
        for each in typologies
        if each.id not in found
    ]
