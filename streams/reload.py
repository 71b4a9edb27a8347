"""A running worker's eye on the files of its catalogue: what changes there, or becomes effective, is put in force.

Files are read and conditions compiled in a thread, off to the side. An edit that is refused changes nothing: the
catalogue in force goes on, and the refusal is logged, counted and shown by `/health` until the files are right again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from streams import metrics
from streams.catalogue.catalogue import SHIPPED, Catalogue, read_definitions
from streams.catalogue.deployment import Deployment
from streams.errors import CatalogueError
from streams.settings import Settings
from streams.stamp import stamp

log = logging.getLogger(__name__)

_SETTLE_SECONDS = 0.2
"""A file that changes within this time is still being written."""


class Reloader:
    """Loads the first catalogue, then looks for the next."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Raises CatalogueError where the files are refused: there is no catalogue yet that could go on."""
        self._settings = settings
        self._now = now
        # Read once, so that an upgrade of the package under a running worker does not mix two releases.
        self._shipped = read_definitions([SHIPPED])
        self._stamp = stamp(self._files())
        self._content = self._digested()
        self._deployment = Deployment.read(settings, self._shipped)
        self._moment = settings.catalogue_at or now()
        self.catalogue = self._deployment.prove(self._moment)
        """The newest that was loaded."""
        self._refused = ""

    @property
    def warning(self) -> str:
        """Why the files as they are now are not in force; empty where they are."""
        if not self._refused:
            return ""
        return f"the catalogue was not reloaded, {self.catalogue.digest[:12]} goes on: {self._refused}"

    async def run(self, use: Callable[[Catalogue], None]) -> None:
        """Look again and again; `use` gets each new catalogue."""
        if not self._settings.catalogue_reload_seconds or self._settings.catalogue_at is not None:
            return
        while True:
            await asyncio.sleep(self._pause())
            catalogue = await self.look()
            if catalogue is not None:
                use(catalogue)

    async def look(self) -> Catalogue | None:
        """The new catalogue, where the files changed or a change became effective, and it is another one."""
        before = self.catalogue.digest
        try:
            catalogue = await asyncio.to_thread(self._load)
        except CatalogueError as error:
            self._refuse(str(error))
            return None
        except Exception as error:
            log.exception("the catalogue was not reloaded")
            self._refuse(repr(error))
            return None
        if catalogue is None or catalogue.digest == before:
            return None
        self.catalogue = catalogue
        return catalogue

    def _refuse(self, why: str) -> None:
        metrics.CATALOGUE_FAILURES.inc()
        metrics.CATALOGUE_REFUSED.set(1)
        self._refused = why
        log.error("%s", self.warning)

    def _pause(self) -> float:
        """Seconds until the next look: earlier where a change becomes effective before it."""
        pause = self._settings.catalogue_reload_seconds
        for stage in self._deployment.tuning.after(self._moment):
            return max(0.0, min(pause, (stage.change.effective - self._now()).total_seconds()))
        return pause

    def _load(self) -> Catalogue | None:
        """What the files say now; None where they say what they said and nothing became effective."""
        # A clock that is set back takes nothing back.
        since, self._moment = self._moment, max(self._moment, self._now())
        if self._changed():
            deployment = Deployment.read(self._settings, self._shipped)
            catalogue = deployment.prove(self._moment)
            _warn_of_lost_changes(self._deployment, deployment, since)
            self._deployment, self._refused = deployment, ""
            metrics.CATALOGUE_REFUSED.set(0)
            return catalogue
        if any(stage.change.effective <= self._moment for stage in self._deployment.tuning.after(since)):
            return self._deployment.catalogue(self._moment)
        return None

    def _changed(self) -> bool:
        """Whether the files hold something that was not yet looked at. Each content is tried once."""
        found = stamp(self._files())
        if found == self._stamp:
            return False
        time.sleep(_SETTLE_SECONDS)
        if stamp(self._files()) != found:
            return False
        content = self._digested()
        changed = content != self._content
        self._stamp, self._content = found, content
        return changed

    def _files(self) -> list[Path]:
        own = [path for directory in self._settings.catalogue_dirs for path in sorted(directory.glob("*.yaml"))]
        tuning = self._settings.catalogue_overrides
        return own if tuning is None else [*own, tuning]

    def _digested(self) -> str:
        digest = hashlib.sha256()
        for path in self._files():
            try:
                content = path.read_bytes()
            except OSError:
                continue
            digest.update(repr((str(path), hashlib.sha256(content).hexdigest())).encode())
        return digest.hexdigest()


def show_in_force(catalogue: Catalogue, before: Catalogue | None = None) -> None:
    """Say in the metrics and the log which catalogue judges from now on."""
    metrics.expect((typology.id, typology.topic) for typology in catalogue.typologies)
    metrics.CATALOGUE.labels(catalogue.digest).set(1)
    if before is not None and before.digest != catalogue.digest:
        metrics.CATALOGUE.remove(before.digest)
    metrics.CATALOGUE_LOADED.set(time.time())
    log.info("catalogue %s is in force, after %s", catalogue.digest, before.digest if before is not None else "none")


def _warn_of_lost_changes(old: Deployment, new: Deployment, now: datetime) -> None:
    kept = {stage.change.id: stage.change for stage in new.tuning.stages}
    for stage in old.tuning.stages:
        if stage.change.effective <= now and kept.get(stage.change.id) != stage.change:
            log.warning("change %s was in force and is gone from the file; revert it instead", stage.change.id)
