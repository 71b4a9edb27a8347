"""A chemical wholesaler with a registration imports solvents, and a student is paid by two flatmates for shared orders.

It is honest because the registration is on file, and the orders are small and various.

Plain: 3 to 6 purchases of 2,000 to 20,000 dollars with papers; or 2 or 3 orders of 30 to 200 from China.
Customers: chemical wholesalers; persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene

_TRADES = ("chemical wholesale", "food wholesale", "machinery", "textiles")


def imitate(scene: Scene) -> Customer:
    """Import what one deals in, or order for friends."""
    if chance(scene.rng, 0.4):
        firm = scene.lead("dealer", "wholesale", suits=lambda each: each.particulars.sector in _TRADES)
        sector = firm.particulars.sector or "food wholesale"
        seller = scene.abroad(pick(scene.rng, ("DE", "KR", "CN", "IN")), "business")
        for when in scene.spread(scene.at(scene.begin(length=60), OFFICE), 50, scene.number((3, 6), (3, 6)), OFFICE):
            scene.trade(firm.main, seller, when, scene.money(2000, 20000), sector)
        return firm
    student = scene.lead(*PERSONS)
    first = scene.at(scene.begin(length=30))
    for when in scene.spread(first, 24, scene.number((2, 3), (2, 3))):
        price = scene.money(30, 200)
        scene.pay(scene.persons(1)[0], student.main, when, price)
        scene.pay(student.main, scene.abroad("CN", "business"), scene.later(when, (2, 40)), price)
    return student
