"""Cultural goods out of a conflict, or of no known origin, are bought and resold dearly through others.

FinCEN, FIN-2021-NTC2; FATF, Art and Antiquities Market (February 2023): a seller beside a war, no shipping papers, a
buyer behind the buyer, a price that multiplies within weeks.

Plain: one or two purchases of 2,500 to 40,000 dollars from somebody in a conflict area without papers or in another's
name; in two cases of three a resale at 4 to 9 times the price within 10 to 50 days.
Disguised: the purchase is split in two, the resale is at 3 to 5 times, by a dealer of the trade in a third of the
cases.
Expert: the purchase is paid through a neighbour country with papers, and resold at twice the price.
Offenders: firms outside the trade; some dealers in art.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_SOURCE = ("SY", "IQ", "YE", "LY", "LB", "AF", "TR")


def inject(scene: Scene) -> Customer:
    """Buy and resell looted goods."""
    of_the_trade = chance(scene.rng, scene.choice(0.1, 0.3, 0.6))
    suits = (lambda each: each.particulars.sector == "art gallery") if of_the_trade else _outside
    offender = scene.lead("dealer", "office", "trade", suits=suits)
    seller = scene.abroad(scene.choice(pick(scene.rng, _SOURCE), pick(scene.rng, _SOURCE), "TR"))
    when = scene.at(scene.begin(length=66), OFFICE)
    price, last = scene.money(3000, 40000), when
    shipped = scene.level == "expert"
    third = scene.persons(1, inside=0)[0] if chance(scene.rng, 0.4) else None
    for _ in range(scene.number(plain=(1, 2), disguised=(2, 2), expert=(1, 1))):
        bought = scene.trade(offender.main, seller, last, price, "art gallery", shipped=shipped, third=third)
        last = scene.later(bought.time, (30, 100), OFFICE)
    if scene.level != "plain" or chance(scene.rng, 0.67):
        times = scene.value(plain=(4, 9), disguised=(3.2, 5), expert=(1.5, 2.2))
        buyer = scene.abroad(pick(scene.rng, ("GB", "CH", "DE", "HK")), "business")
        sold = scene.later(last, (240, 1100), OFFICE)
        scene.trade(buyer, offender.main, sold, int(price * times), "art gallery", shipped=shipped)
    return offender


def _outside(customer: Customer) -> bool:
    return customer.particulars.sector not in (None, "art gallery", "jewellery")
