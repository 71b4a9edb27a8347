"""A money transmitter settles what its customers sent, in bulk, with its partners abroad.

It is honest because that is its licensed trade, named as such, and its customers are its own.

Plain: 20 to 40 payments of 60 to 900 dollars from customers within 20 to 30 days, some in others' names, and a
settlement each week.
Customers: money transmitters.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect in others' names and settle in bulk."""
    firm = scene.lead("remitter", *SMALL_FIRMS)
    partner, first = scene.abroad("MX", "business"), scene.begin(length=40)
    count = scene.number((20, 40), (20, 40)) if firm.kind == "money_service" else 8
    collected = 0
    for when in scene.spread(scene.at(first, OFFICE), 25, count, OFFICE):
        amount, payer = scene.money(60, 900), scene.persons(1)[0]
        named = Details(ultimate_debtor=scene.persons(1, inside=0)[0]) if chance(scene.rng, 0.3) else PLAIN
        scene.pay(payer, firm.main, when, amount, details=named)
        collected += amount
    for week in range(4):
        when = scene.at(first + 8 + 7 * week, OFFICE)
        scene.pay(firm.main, partner, when, max(1, collected // 6))
    return firm
