"""Ordinary life, part by part. Each part is a module with `live(world)`, which writes its transactions."""

from models.synthetic.life import (
    charities,
    events,
    friends,
    household,
    invoices,
    payroll,
    public,
    rents,
    sellers,
    spending,
    takings,
)
from models.synthetic.world import World

_PARTS = (payroll, public, rents, household, spending, friends, events, takings, invoices, sellers, charities)


def live(world: World) -> None:
    """Write the ordinary transactions of the whole town."""
    for part in _PARTS:
        part.live(world)
