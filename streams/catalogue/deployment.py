"""What the files of a deployment say: its typologies, its changes to them, and so the catalogue of any moment."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from streams.catalogue.catalogue import SHIPPED, Catalogue, Definitions, merged, read_definitions
from streams.catalogue.check import check
from streams.catalogue.tuning import Overrides, Stage, Tuning, read_tuning
from streams.catalogue.vocabulary import Vocabulary
from streams.errors import CatalogueError
from streams.settings import Settings
from streams.signals.registry import SIGNALS


@dataclass(frozen=True, slots=True)
class Deployment:
    """Typologies and changes as their files stated them when they were read."""

    definitions: Definitions
    tuning: Tuning
    vocabulary: Vocabulary
    history_days: int = 400
    """Daily aggregates that the state keeps."""

    @classmethod
    def read(cls, settings: Settings, shipped: Definitions | None = None) -> Deployment:
        """Read the files; `shipped` are the shipped definitions where the process has them already.

        Raises CatalogueError with one line for each file that is refused.
        """
        shipped = shipped if shipped is not None else read_definitions([SHIPPED])
        definitions = merged(shipped, read_definitions(settings.catalogue_dirs))
        file = settings.catalogue_overrides
        tuning = read_tuning(file, settings.tuning_needs_approver) if file is not None else Tuning()
        return cls(definitions, tuning, Vocabulary.of(SIGNALS), settings.history_days)

    def catalogue(self, at: datetime) -> Catalogue:
        """The catalogue of a moment. Raises CatalogueError."""
        return Catalogue.tuned(self.definitions, self.tuning.at(at), self.vocabulary)

    def compiled(self, now: datetime) -> Catalogue:
        """The catalogue of now, after every later one was compiled. Raises CatalogueError."""
        for _ in self._to_come(now):
            pass
        return self.catalogue(now)

    def prove(self, now: datetime) -> Catalogue:
        """The catalogue of now, after it and every later one was examined: a change is refused when made, not when due.

        What is examined is what this institution wrote: its own typologies, and the shipped ones that it changes.
        Cases are not run. Raises CatalogueError with one line for each finding.
        """
        catalogue, overrides = self.catalogue(now), self.tuning.at(now)
        own = {name for name, (_, path) in self.definitions.items() if path.parent != SHIPPED}
        self._examine(catalogue, own | {knob.typology for knob in overrides}, overrides)
        for stage, later in self._to_come(now):
            self._examine(later, {knob.typology for knob in stage.knobs}, stage.after)
        return catalogue

    def _to_come(self, now: datetime) -> Iterator[tuple[Stage, Catalogue]]:
        for stage in self.tuning.after(now):
            yield stage, Catalogue.tuned(self.definitions, stage.after, self.vocabulary)

    def _examine(self, catalogue: Catalogue, only: Set[str], overrides: Overrides) -> None:
        findings = check(catalogue, self.history_days, only=only)
        if findings:
            by = {f"{knob.typology}.yaml": f"{override.by}: " for knob, override in overrides.items()}
            raise CatalogueError("\n".join(f"{by.get(finding.file, '')}{finding}" for finding in findings))
