"""Large sums come to somebody who earns nothing: a student, a homemaker, a child.

Accounts of dependants are used by those who run them, or rented out (FinCEN, FIN-2025-A003; Europol on students'
accounts).

Plain: 6 to 16 credits of 1,500 to 6,000 dollars from 4 to 10 people, or cash, within 8 to 25 days, some of it passed
on.
Disguised: 8 to 16 credits of 1,100 to 2,600 from 4 to 8 people within 18 to 28 days.
Expert: 8 to 14 credits of 400 to 1,100 within 35 to 55 days.
Offenders: students, homemakers and unemployed persons, as the institution's file says, and minors.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import Scene


def inject(scene: Scene) -> Customer:
    """Credit large sums to somebody without an income."""
    dependant = scene.lead("student", "homemaker", "unemployed", "minor", suits=_known_to_earn_nothing)
    count = scene.number(plain=(6, 16), disguised=(8, 16), expert=(8, 14))
    days = scene.value(plain=(8, 25), disguised=(18, 28), expert=(35, 55))
    low, high = scene.choice((1500, 6000), (1100, 2600), (400, 1100))
    senders = scene.persons(scene.number((4, 10), (4, 8)), inside=0.2)
    in_cash = chance(scene.rng, 0.4)
    received = 0
    for when in scene.spread(scene.at(scene.begin(length=days + 6)), days, count):
        amount = whole(scene.money(low, high), 20)
        if in_cash and chance(scene.rng, 0.7):
            scene.deposit(dependant.main, scene.later(when, (0, 3), BRANCH), amount, scene.counter())
        else:
            scene.pay(pick(scene.rng, senders), dependant.main, when, amount)
        received += amount
    helper = scene.persons(1, inside=0.1)[0]
    scene.pay(dependant.main, helper, scene.later(when, (3, 70)), int(received * scene.value((0.3, 0.8), (0.2, 0.6))))
    return dependant


def _known_to_earn_nothing(customer: Customer) -> bool:
    """Whoever is not known to be without an income stands out by nothing that this typology is about."""
    told = customer.particulars
    return told.declared_income is None and (customer.role == "minor" or told.occupation is not None)
