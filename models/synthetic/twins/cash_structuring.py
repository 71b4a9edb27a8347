"""A busy shop banks its takings three times a week; some weeks they come close to the reported amount.

It is honest because the sums follow the trade: they vary with the days, go on for the whole period, and now and then
one is above the limit and is reported like any other.

Plain: deposits on two or three fixed weekdays of 45 to 105 % of the limit, from the first days to the last.
Customers: shops and restaurants that turn over enough.
"""

from __future__ import annotations

from models.synthetic.draws import between, pick, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Bank large takings as every week."""
    shop = scene.lead("shop", "restaurant")
    place, usual = scene.counter(), between(scene.rng, 0.5, 0.8)
    weekdays = pick(scene.rng, ((0, 4), (1, 4), (0, 2, 4)))
    for day in range(1, scene.calendar.days):
        if scene.calendar.weekdays[day] in weekdays and scene.calendar.business[day]:
            share = usual * between(scene.rng, 0.75, 1.3)
            scene.deposit(shop.main, scene.at(day, BRANCH), whole(int(CASH_REPORT * share), 5), place)
    return shop
