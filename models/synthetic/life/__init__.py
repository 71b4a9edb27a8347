"""Ordinary life, part by part. Each part is a module with `live(world)`, which writes its transactions."""

from models.synthetic import lists
from models.synthetic.life import (
    charities,
    errands,
    events,
    firms,
    friends,
    giving,
    goods_trade,
    household,
    instruments,
    invoices,
    leisure,
    loans,
    minors,
    payroll,
    public,
    refunds,
    remitters,
    rents,
    sellers,
    spending,
    takings,
    trips,
    work,
)
from models.synthetic.world import World

_PARTS = (
    events, trips, payroll, public, rents, household, minors, spending, friends, leisure, errands, giving, takings,
    invoices, goods_trade, sellers, charities, remitters, firms, work, loans, instruments, refunds,
)  # fmt: skip
"""In order: events and trips say on which days people are away, and refunds come after what they give back."""


def live(world: World) -> None:
    """Write the ordinary transactions of the whole town, and the watch list that its institution has."""
    for part in _PARTS:
        part.live(world)
    lists.write(world)
