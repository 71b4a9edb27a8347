"""Somebody sells the outgrown clothes and the old bicycle of a family online, and takes one thing back.

It is honest because the sales are few and nothing is bought abroad to be sold.

Plain: 8 to 25 sales of 10 to 150 dollars within 30 to 60 days, one or two paid back; an order of 30 to 200 from a
shop abroad.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import integer
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import REFUND


def imitate(scene: Scene) -> Customer:
    """Sell what is not needed any more."""
    seller, count = scene.lead(*PERSONS), scene.number((8, 25), (8, 25))
    days = scene.value((30, 60), (30, 60))
    times = scene.spread(scene.at(scene.begin(length=days + 6)), days, count)
    for number, (buyer, when) in enumerate(zip(scene.persons(count, inside=0.3), times, strict=True)):
        price, words = scene.money(10, 150), f"order {integer(scene.rng, 1000, 99999)}"
        came = scene.pay(buyer, seller.main, when, price, wording=(None, words)).time
        if number == 3:
            scene.pay(seller.main, buyer, scene.later(came, (20, 90)), price, wording=scene.words(REFUND))
    scene.pay(seller.main, scene.abroad("CN", "business"), scene.later(times[2], (1, 90)), scene.money(30, 200))
    return seller
