"""The account of somebody who works for the institution gets far more than the wages.

Insiders are paid for opening accounts, for data, for looking away (FFIEC Manual, Appendix F: an employee's lavish
life or unexplained credits).

Plain: 4 to 12 credits of 3,000 to 12,000 dollars within 8 to 25 days from 2 to 5 parties, or in cash.
Disguised: 5 to 10 credits of 2,200 to 5,500 within 18 to 27 days.
Expert: 6 to 10 credits of 500 to 1,200 within 40 to 55 days.
Offenders: employees of the institution.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import Scene


def inject(scene: Scene) -> Customer:
    """Credit an insider."""
    insider = scene.lead("employee", suits=lambda each: each.particulars.employee is True)
    count = scene.number(plain=(4, 12), disguised=(5, 10), expert=(6, 10))
    days = scene.value(plain=(8, 25), disguised=(18, 27), expert=(40, 55))
    low, high = scene.choice((3000, 12000), (2200, 5500), (500, 1200))
    payers = scene.persons(scene.number((2, 5), (2, 5)), inside=0.1)
    for when in scene.spread(scene.at(scene.begin(length=days + 4)), days, count):
        amount = scene.money(low, high)
        if chance(scene.rng, 0.25):
            scene.deposit(insider.main, scene.later(when, (0, 3), BRANCH), whole(amount, 20), scene.counter())
        else:
            scene.pay(pick(scene.rng, payers), insider.main, when, amount)
    return insider
