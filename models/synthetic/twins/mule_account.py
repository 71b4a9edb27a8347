"""A student opens a first account: the family helps with the start, a flat is furnished with cash and card.

It is honest because few people pay, most of it is spent over weeks, and a part stays.

Plain: on an account opened 2 to 40 days ago, 3 to 5 credits of 200 to 1,200 dollars from relatives within 10 days;
withdrawals of 40 to 200 dollars and bills for about half of it within the next three weeks.
Customers: students and others who came shortly before or during the period.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Start a household with the family's help."""
    newcomer = scene.lead(*PERSONS, since=(-20, scene.calendar.days - 45))
    first = scene.at(max(newcomer.since, 0) + integer(scene.rng, 2, 12))
    relatives = scene.persons(scene.number((3, 5), (3, 5)), inside=0.3)
    received = 0
    for relative, when in zip(relatives, scene.spread(first, 10, len(relatives)), strict=True):
        gift = whole(scene.money(200, 1200), 50)
        scene.pay(relative, newcomer.main, when, gift)
        received += gift
    spent, when = 0, scene.later(first, (10, 60))
    while spent < received // 2 and scene.calendar.number(when) < scene.calendar.days - 4:
        amount = whole(scene.money(40, 200), 20)
        if chance(scene.rng, 0.5):
            scene.withdraw(newcomer.main, when, amount, scene.machine())
        else:
            scene.pay(newcomer.main, scene.outside("supplier"), when, amount)
        spent, when = spent + amount, scene.later(when, (12, 60), MACHINE)
    return newcomer
