"""Money goes on from hand to hand: a grandparent's gift within a family, or the price of goods back to the producer.

It is honest because the family's gift ends where it was meant to and each keeps a part of it, or because a trader keeps
a real margin, waits for weeks, and pays for goods with an invoice.

Plain: 2,000 to 12,000 dollars from a grandparent to a child, of which 40 to 90 % goes on to a grandchild 8 to 90 hours
later, who spends a third of it; or 5,000 to 40,000 dollars for goods from a shop to a wholesaler and on to a producer
and a supplier, 62 to 82 % each time after 3 to 12 days.
Customers: persons, and shops, trades and wholesalers of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> list[Account]:
    """Pass a gift along, or pay for what was sold on."""
    return _gift(scene) if chance(scene.rng, 0.5) else _goods(scene)


def _gift(scene: Scene) -> list[Account]:
    eldest, child, youngest = scene.lead("pensioner").main, scene.lead(*PERSONS).main, scene.lead(*PERSONS).main
    gift = whole(scene.money(2000, 12000), 100)
    came = scene.pay(eldest, child, scene.at(scene.begin(length=20)), gift).time
    part = whole(int(gift * scene.value((0.4, 0.9), (0.4, 0.9))), 50)
    came = scene.pay(child, youngest, scene.later(came, (8, 90)), part).time
    scene.pay(youngest, scene.outside("supplier"), scene.later(came, (20, 200)), part // 3)
    return [eldest, child, youngest]


def _goods(scene: Scene) -> list[Account]:
    shop, wholesaler, producer = (
        scene.lead(*roles).main for roles in (("shop", "restaurant"), ("wholesale", "trade"), ("dealer", "trade"))
    )
    cents, when = scene.money(5000, 40000), scene.at(scene.begin(length=50), OFFICE)
    for debtor, creditor in ((shop, wholesaler), (wholesaler, producer), (producer, scene.outside("supplier"))):
        when = scene.trade(debtor, creditor, when, cents, "food wholesale").time
        cents = int(cents * scene.value((0.62, 0.82), (0.62, 0.82)))
        when = scene.later(when, (72, 288), OFFICE)
    return [shop, wholesaler, producer]
