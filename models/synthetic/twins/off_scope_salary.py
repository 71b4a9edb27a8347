"""Somebody who works for the institution gets the wages, a bonus, and the friends' shares of a journey.

It is honest because the wages and the bonus are told as such, and the rest is small.

Plain: wages of 2,000 to 5,000 dollars twice a month, once a bonus of 1,000 to 9,000, and 4 to 8 credits of 40 to 300.
Customers: employees of the institution.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Pay an insider what is due."""
    clerk = scene.lead("employee", suits=lambda each: each.particulars.employee is True)
    employer, wage = scene.outside("employer"), scene.money(2000, 5000)
    for day_of_month in (1, 15):
        for day in scene.calendar.monthly(day_of_month):
            scene.pay(employer, clerk.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    bonus = scene.at(scene.begin(length=12), OFFICE)
    scene.pay(employer, clerk.main, bonus, scene.money(1000, 9000), wording=("BONU", "bonus"))
    for friend, when in zip(scene.persons(6), scene.spread(bonus, 8, 6), strict=True):
        scene.pay(friend, clerk.main, when, scene.money(40, 300))
    return clerk
