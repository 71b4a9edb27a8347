"""A supply chain: shops buy from two wholesalers, these from two producers, these from their suppliers.

It is honest because it is paid for goods, with invoices, a real margin stays at every stage, and weeks lie between.

Plain: 3 to 5 shops pay both of two wholesalers 1,500 to 9,000 dollars each within ten days; 55 to 75 % of it goes on to
both of two dealers after 3 to 12 days, and 50 to 70 % of that to two or three suppliers.
Customers: wholesalers and dealers of long standing; the shops are here and elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.synthetic.draws import split
from models.synthetic.network import Held
from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> list[Account]:
    """Supply a town."""
    wholesalers = [each.main for each in scene.leads(2, "wholesale", "trade", least=2)]
    dealers = [each.main for each in scene.leads(2, "dealer", "trade", least=2)]
    first = scene.at(scene.begin(length=52), OFFICE)
    holding = {shop: Held(scene.money(3000, 18000), first) for shop in scene.firms(scene.number((3, 5), (3, 5)))}
    holding = _buy(scene, holding, wholesalers, (0, 240), (1.0, 1.0))
    holding = _buy(scene, holding, dealers, (72, 288), (0.55, 0.75))
    _buy(scene, holding, scene.firms(scene.number((2, 3), (2, 3)), inside=0), (72, 288), (0.5, 0.7))
    return [*wholesalers, *dealers]


def _buy(
    scene: Scene,
    holding: dict[Account, Held],
    sellers: Sequence[Account],
    hours: tuple[float, float],
    share: tuple[float, float],
) -> dict[Account, Held]:
    """Let each buyer pay a share of what it holds to all sellers; what those hold then."""
    received: dict[Account, Held] = {}
    for buyer, held in holding.items():
        spent = int(held.cents * scene.value(share, share))
        for seller, cents in zip(sellers, split(scene.rng, spent, len(sellers)), strict=True):
            paid = scene.trade(buyer, seller, scene.later(held.since, hours, OFFICE), cents, "food wholesale").time
            before = received.get(seller, Held(0, paid))
            received[seller] = Held(before.cents + cents, max(before.since, paid))
    return received
