"""The institution's watch list: parties that the town never met."""

from __future__ import annotations

from datetime import date

from models.synthetic.draws import chance, integer, pick
from models.synthetic.world import World
from streams.reference.watch_list import Entry, normalised

_ABROAD = ("IR", "RU", "SY", "KP", "VE", "BY", "CU", "LY", "MM", "YE")


def write(world: World) -> None:
    """Enter some hundred sanctioned parties, persons in public office, and wallets of mixers."""
    rng = world.rng("watch list")
    for number in range(170):
        country, since = pick(rng, _ABROAD), date(integer(rng, 2008, 2024), integer(rng, 1, 12), integer(rng, 1, 28))
        until = date.max if chance(rng, 0.95) else date(2024, 12, 31)
        if number < 110:
            kind, value = "name", f"{pick(rng, ('Person', 'Company'))} {100_000 + number} {country}"
        elif number < 150:
            kind, value = "account", f"{country}{integer(rng, 10**12, 10**13 - 1)}"
        else:
            kind, value = "bic", f"LST{pick(rng, 'ABCDEFGH')}{country}{integer(rng, 10, 99)}"
        _enter(world, "sanctions", kind, value, since, until)
    for number in range(110):
        since = date(integer(rng, 2012, 2024), integer(rng, 1, 12), 1)
        _enter(world, "pep", "name", f"Person {200_000 + number}", since, date.max)
    for _ in range(20):
        _enter(world, "mixer", "wallet", f"W{integer(rng, 10**9, 10**10 - 1)}", date(2019, 1, 1), date.max)


def _enter(world: World, which: str, kind: str, value: str, first: date, last: date) -> None:
    world.watch.append(Entry(which, kind, normalised(kind, value), first, last))
