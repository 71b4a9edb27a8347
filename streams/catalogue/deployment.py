"""What the files of a deployment say: its typologies, its changes to them, and so the catalogue of any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streams.catalogue.catalogue import SHIPPED, Catalogue, Definitions, merged, read_definitions
from streams.catalogue.tuning import Tuning, read_tuning
from streams.catalogue.vocabulary import Vocabulary
from streams.settings import Settings
from streams.signals.registry import SIGNALS


@dataclass(frozen=True, slots=True)
class Deployment:
    """Typologies and changes as their files stated them when they were read."""

    definitions: Definitions
    tuning: Tuning
    vocabulary: Vocabulary

    @classmethod
    def read(cls, settings: Settings, shipped: Definitions | None = None) -> Deployment:
        """Read the files; `shipped` are the shipped definitions where the process has them already.

        Raises CatalogueError with one line for each file that is refused.
        """
        shipped = shipped if shipped is not None else read_definitions([SHIPPED])
        definitions = merged(shipped, read_definitions(settings.catalogue_dirs))
        file = settings.catalogue_overrides
        tuning = read_tuning(file, settings.tuning_needs_approver) if file is not None else Tuning()
        return cls(definitions, tuning, Vocabulary.of(SIGNALS))

    def catalogue(self, at: datetime) -> Catalogue:
        """The catalogue of a moment. Raises CatalogueError."""
        return Catalogue.tuned(self.definitions, self.tuning.at(at), self.vocabulary)

    def prove(self, now: datetime) -> Catalogue:
        """The catalogue of now, after every later one was compiled: a change is refused when made, not when due.

        Raises CatalogueError.
        """
        for stage in self.tuning.after(now):
            Catalogue.tuned(self.definitions, stage.after, self.vocabulary)
        return self.catalogue(now)
