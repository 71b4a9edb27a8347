"""The models of a running worker: loaded at start, looked after, and swapped between two steps.

A folder that changes is loaded beside the model in force and takes its place when it is whole. What cannot be loaded
changes nothing, or leaves the worker to its typologies where there was nothing yet: logged, counted, shown by
`counterflow_model_up` and by `/health` until it is mended.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from streams import metrics
from streams.errors import ModelError
from streams.scoring.drift import Shown
from streams.scoring.scorer import ROLES, Role, Scorer
from streams.settings import Settings
from streams.stamp import Stamp, stamp

log = logging.getLogger(__name__)

_FILES = ("model.json", "model.skops")
_DEFAULT = Path("default")
"""What the settings call the model that comes with Counterflow."""

BetweenSteps = Callable[[Callable[[], None]], None]


class Supply:
    """Loads what the settings name, and looks for what is next."""

    def __init__(self, settings: Settings, scorer: Scorer) -> None:
        self._settings = settings
        self._scorer = scorer
        self._folders: dict[Role, Path] = {}
        for role, folder in zip(ROLES, (settings.model, settings.challenger), strict=True):
            if folder is not None:
                self._folders[role] = folder
        self._stamps: dict[Role, Stamp] = {}
        self._refused: dict[Role, str] = {}
        self._shown = Shown()
        self._named: dict[Role, str] = {}
        """The versions that the metrics name."""

    @property
    def warning(self) -> str:
        """What is wrong with the models, in a line; empty where nothing is."""
        return "; ".join(self._wrong())

    def start(self) -> None:
        """Load all models, before any record arrives."""
        if "champion" not in self._folders:
            log.warning("no model is configured: typologies that read one cannot fire")
        for role in self._folders:
            self._stamps[role] = self._stamp(role)
            self._load(role)()
            self.show(role)

    async def run(self, between_steps: BetweenSteps) -> None:
        """Look again and again for other files, and say in the metrics how the models do."""
        while self._folders:
            await asyncio.sleep(self._settings.model_reload_seconds)
            for role in self._folders:
                await self.look(role, between_steps)
                await asyncio.to_thread(self._shown.drift, role, self._scorer[role])
                self.show(role)

    async def look(self, role: Role, between_steps: BetweenSteps) -> None:
        """Load a model whose files have changed, and have it swapped in. Each content is tried once."""
        # A folder on another machine may not answer, and the worker must.
        found = await asyncio.to_thread(self._stamp, role)
        if found == self._stamps[role]:
            return
        self._stamps[role] = found
        between_steps(await asyncio.to_thread(self._load, role))

    def show(self, role: Role) -> None:
        """Say in the metrics whether the model that was asked for is in force."""
        model = self._scorer[role]
        metrics.MODEL_UP.labels(role).set(1 if model is not None and role not in self._refused else 0)
        named = self._named.pop(role, None)
        if named is not None and (model is None or model.version != named):
            metrics.MODEL.remove(role, named)
        if model is not None:
            self._named[role] = model.version
            metrics.MODEL.labels(role, model.version).set(1)

    def _load(self, role: Role) -> Callable[[], None]:
        """Load the model of a role; what puts it in force, or does nothing where it was refused."""
        from models.serving import DEFAULT, serve

        folder = self._folders[role]
        try:
            model = serve(DEFAULT if folder == _DEFAULT else folder, self._settings.drift_memory_hours * 3600)
        except ModelError as error:
            self._refuse(role, str(error))
            return lambda: None
        except Exception as error:  # whatever a damaged file does: it must not end the worker
            log.exception("the %s in %s cannot be loaded", role, folder)
            self._refuse(role, repr(error))
            return lambda: None
        self._refused.pop(role, None)

        def swap() -> None:
            before = self._scorer[role]
            self._scorer.use(role, model)
            metrics.MODEL_LOADED.labels(role).set(time.time())
            log.info("model %s is the %s, after %s", model.version, role, before.version if before else "none")

        return swap

    def _refuse(self, role: Role, why: str) -> None:
        self._refused[role] = why
        metrics.MODEL_FAILURES.labels(role).inc()
        log.error("%s", self.warning)

    def _wrong(self) -> Iterator[str]:
        for role in self._folders:
            current = self._scorer[role]
            instead = f"{current.version} goes on" if current is not None else "typologies go on without it"
            if role in self._refused:
                yield f"the {role} was not loaded, {instead}: {self._refused[role]}"
            elif role in self._scorer.failures:
                yield f"the {role} is out, {instead}: {self._scorer.failures[role]}"

    def _stamp(self, role: Role) -> Stamp:
        return stamp(self._folders[role] / name for name in _FILES)
