"""A seller takes many small payments, sends the price of cheap goods to a place known for fakes, and pays much back.

OECD and EUIPO, Mapping Global Trade in Fakes (May 2025); Europol and EUIPO (March 2022).

Plain: 40 to 110 sales of 25 to 190 dollars within 12 to 27 days, 25 to 50 % of it to suppliers in China, Hong Kong or
Türkiye, and 8 to 25 % of the buyers paid back.
Disguised: 30 to 60 sales within 18 to 27 days, 20 to 35 %, and 7 to 14 % paid back.
Expert: 25 to 40 sales within 26 to 28 days, seven of ten through platforms, 20 to 35 % to a supplier in another
country, and 2 to 5 % paid back.
Offenders: persons and small sellers.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, pick, split
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import REFUND

_HUBS = ("CN", "CN", "HK", "TR")


def inject(scene: Scene) -> Customer:
    """Sell fakes."""
    offender = scene.lead(*PERSONS, "seller")
    count = scene.number(plain=(40, 110), disguised=(30, 60), expert=(25, 40))
    days = scene.value(plain=(12, 27), disguised=(18, 27), expert=(26, 28))
    back = scene.value(plain=(0.08, 0.25), disguised=(0.07, 0.14), expert=(0.02, 0.05))
    buyers, first, taken, paid_back = scene.persons(count, inside=0.3), scene.at(scene.begin(length=days + 4)), 0, 0
    for number, (buyer, when) in enumerate(zip(buyers, scene.spread(first, days, count), strict=True)):
        price = scene.money(25, 190)
        payer, words = buyer, f"order {integer(scene.rng, 1000, 99999)}"
        if scene.level == "expert" and chance(scene.rng, 0.7):
            payer, words = scene.outside("marketplace"), "payout"
        came = scene.pay(payer, offender.main, when, price, wording=(None, words)).time
        taken += price
        if chance(scene.rng, back) or (scene.level == "plain" and number in (5, 9, 14)):
            scene.pay(offender.main, payer, scene.later(came, (20, 90)), price, wording=scene.words(REFUND))
            paid_back += 1
    where = scene.choice(pick(scene.rng, _HUBS), pick(scene.rng, _HUBS), "SG")
    supplier = scene.abroad(where, "business")
    bought = int(taken * scene.value(plain=(0.25, 0.5), disguised=(0.2, 0.35)))
    for part, when in zip(split(scene.rng, bought, 4), scene.spread(first, days, 4), strict=True):
        scene.trade(offender.main, supplier, when, part, "fashion", shipped=chance(scene.rng, 0.3))
    return offender
