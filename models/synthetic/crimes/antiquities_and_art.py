"""Cultural goods out of a conflict, or of no known origin, are bought and resold dearly through others.

FinCEN, FIN-2021-NTC2; FATF, Art and Antiquities Market (February 2023): a seller beside a war, no shipping papers, a
buyer behind the buyer, a price that multiplies within weeks.

Plain: one or two purchases of 3,000 to 40,000 dollars from somebody in or beside a conflict without shipping papers,
in two cases of five in another's name; in two cases of three a resale at 4 to 9 times the price of one, 10 to 46
days after the last.
Disguised: two purchases, and always a resale, at 3.2 to 5 times.
Expert: one purchase in a neighbour country with papers, resold at 1.5 to 2.2 times.
Offenders: firms outside the trade; galleries in one case of ten, disguised in three, and of experts in six.
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
