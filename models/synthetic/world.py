"""What every part of the town's life works on: its days, its people, its ledger, and independent randomness."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.random import Generator

from models.synthetic.calendar import Calendar
from models.synthetic.contacts import Contacts
from models.synthetic.ledger import ORDINARY, Draft, Ledger
from models.synthetic.parties import Account
from models.synthetic.places import in_town
from models.synthetic.population import Population
from streams.reference.watch_list import Entry

_MERCHANTS = {
    "5411": 34, "5814": 60, "5812": 80, "5541": 40, "5912": 20, "5311": 12, "5651": 30, "4111": 3, "4121": 4,
    "8011": 30, "7230": 30, "7011": 20, "4511": 8, "5999": 60, "5815": 6,
}  # fmt: skip
"""How many merchants of a category there are; ten of the others."""


@dataclass(frozen=True, slots=True)
class World:
    """One town in the making."""

    seed: int
    calendar: Calendar
    population: Population
    ledger: Ledger
    contacts: Contacts
    watch: list[Entry] = field(default_factory=list)
    """The watch list that the institution has: entries of parties in the town and of others."""

    _merchants: dict[str, list[Account]] = field(default_factory=dict)

    def merchants(self, category: str) -> list[Account]:
        """The merchants of an ISO 18245 category where the town shops, the most popular first."""
        if category not in self._merchants:
            rng = self.rng("merchants", int(category))
            found = [self.population.stranger(rng, "US", "business") for _ in range(_MERCHANTS.get(category, 10))]
            for merchant in found:
                merchant.place = self.population.corner(rng)
            self._merchants[category] = found
        return self._merchants[category]

    def happens(self, draft: Draft) -> bool:
        """Whether an ordinary draft really happens.

        Ordinary life stops where a customer is not there yet, is away, or the period ends; nobody is at home while
        travelling; and nothing is returned that was not paid.
        """
        if draft.time >= self.calendar.end:
            return False
        for account in (draft.debtor, draft.creditor, draft.details.conductor):
            customer = account.customer if account else None
            if customer is None or (customer.since <= 0 and not customer.quiet and not customer.away):
                continue
            day = self.calendar.number(draft.time)
            if not customer.lives_on(day) or (customer.is_away(day) and in_town(draft.place)):
                return False
        original = draft.details.original
        return original is None or original.scheme != ORDINARY or self.happens(original)

    def rng(self, name: str, *numbers: int) -> Generator:
        """A generator of its own for a named part, so that a change in one part leaves the others as they were."""
        return stream(self.seed, name, *numbers)


def stream(seed: int, name: str, *numbers: int) -> Generator:
    """The generator that belongs to a seed, a name and numbers; always the same for the same."""
    return np.random.default_rng([seed, crc32(name.encode()), *numbers])
