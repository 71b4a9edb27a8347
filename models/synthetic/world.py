"""What every part of the town's life works on: its days, its people, its ledger, and independent randomness."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.random import Generator

from models.synthetic.calendar import Calendar
from models.synthetic.ledger import Ledger
from models.synthetic.population import Population


@dataclass(frozen=True, slots=True)
class World:
    """One town in the making."""

    seed: int
    calendar: Calendar
    population: Population
    ledger: Ledger

    def rng(self, name: str, *numbers: int) -> Generator:
        """A generator of its own for a named part, so that a change in one part leaves the others as they were."""
        return stream(self.seed, name, *numbers)


def stream(seed: int, name: str, *numbers: int) -> Generator:
    """The generator that belongs to a seed, a name and numbers; always the same for the same."""
    return np.random.default_rng([seed, crc32(name.encode()), *numbers])
