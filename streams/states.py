"""The partitions of the subjects that this worker holds: restored when they come, dropped when they go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from streams import metrics
from streams.changelog import restore_partition
from streams.errors import RestoreError
from streams.evaluation import Evaluator
from streams.settings import Settings

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    restoring: asyncio.Task[None]


class States:
    """Knows which partitions are held, and waits for their restore."""

    def __init__(self, settings: Settings, evaluator: Evaluator) -> None:
        self._settings = settings
        self._evaluator = evaluator
        self._held: dict[int, _Held] = {}
        self._generation: int | None = None
        self._dropped: list[Callable[[int], None]] = []

    def on_drop(self, action: Callable[[int], None]) -> None:
        """Do this with the number of every partition that is dropped."""
        self._dropped.append(action)

    async def ready(self, partitions: Collection[int]) -> None:
        """Wait until the states of these partitions are restored; begin where nobody has.

        Raises RestoreError where that failed; the next call tries again.
        """
        try:
            await asyncio.gather(*(asyncio.shield(self._hold(partition).restoring) for partition in partitions))
        except Exception as error:
            raise RestoreError(f"states of partitions {sorted(partitions)} are not restored: {error!r}") from error

    def assigned(self, partitions: set[int], generation: int) -> None:
        """Take over an assignment: drop what others have now, begin to restore what is new.

        A state stays only through consecutive generations: in one that this worker missed, another may have written.
        """
        missed = self._generation is None or generation > self._generation + 1
        self._generation = generation
        for partition in list(self._held):
            if missed or partition not in partitions:
                self._drop(partition)
        for partition in partitions:
            self._hold(partition)

    def is_ready(self) -> bool:
        """Whether everything held is restored."""
        return all(held.restoring.done() and not held.restoring.exception() for held in self._held.values())

    def close(self) -> None:
        """Drop everything."""
        for partition in list(self._held):
            self._drop(partition)

    def _hold(self, partition: int) -> _Held:
        held = self._held.get(partition)
        failed = held is not None and held.restoring.done() and held.restoring.exception() is not None
        if held is None or failed:
            held = _Held(asyncio.create_task(self._restore(partition)))
            self._held[partition] = held
        return held

    async def _restore(self, partition: int) -> None:
        restored = await restore_partition(self._settings, self._evaluator.store, partition)
        self._evaluator.open(partition)
        metrics.RESTORED.inc(restored.records)
        metrics.RESTORE_STALE.inc(restored.stale)
        metrics.RESTORE_SECONDS.observe(restored.seconds)
        metrics.PARTITIONS.set(len(self._evaluator.partitions))

    def _drop(self, partition: int) -> None:
        held = self._held.pop(partition)
        held.restoring.cancel()
        self._evaluator.close(partition)
        for action in self._dropped:
            action(partition)
        metrics.PARTITIONS.set(len(self._evaluator.partitions))
