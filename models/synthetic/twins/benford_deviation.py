"""A firm pays and is paid a great many real bills, small and large.

It is honest because real bills spread over orders of magnitude, and so follow Benford's law. A seller with a few
fixed prices would deviate as invented amounts do: there the data cannot tell them apart.

Plain: 170 to 260 bills over 50 to 75 days, lognormal around 300 dollars.
Customers: small firms.
"""

from __future__ import annotations

from models.synthetic.draws import cents, chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Do much business."""
    firm = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    partners, clients = scene.firms(8), scene.firms(6)
    first = scene.at(scene.begin(length=79), OFFICE)
    for when in scene.spread(first, 70, scene.number((170, 260), (170, 260)), OFFICE):
        amount = cents(scene.rng, 300, 1.3)
        if chance(scene.rng, 0.5):
            scene.pay(pick(scene.rng, clients), firm.main, when, amount)
        else:
            scene.pay(firm.main, pick(scene.rng, partners), when, amount)
    return firm
