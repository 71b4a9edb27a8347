"""A market trader banks every week, and somebody sells an old car for cash.

It is honest because the trader's cash is steady for as long as the account is known, and the car is one sum.

Plain: a deposit of 300 to 1,600 dollars each week over the whole period; once 2,500 to 8,500.
Customers: persons and small firms of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import CASH_FIRMS, PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Bank the same cash every week, and once the price of a car."""
    trader = scene.lead(*CASH_FIRMS) if scene.number((0, 1), (0, 1)) else scene.lead(*PERSONS)
    place, usual = scene.counter(), scene.money(300, 1600)
    if trader.kind == "business":
        for day in scene.calendar.weekly(2):
            amount = whole(int(usual * scene.value((0.8, 1.2), (0.8, 1.2))), 5)
            scene.deposit(trader.main, scene.at(day, BRANCH), amount, place)
    scene.deposit(
        trader.main, scene.at(scene.begin(length=4, earliest=62), BRANCH), whole(scene.money(2500, 8500), 50), place
    )
    return trader
