"""Two neighbours' businesses pay each other by cheque for what they buy from one another.

It is honest because each cheque is for its own bill, small against the rest, and none comes back.

Plain: 6 to 12 cheques of 40 to 900 dollars over the whole period, about as many to as fro.
Customers: trades and small firms of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Trade by cheque."""
    firm = scene.lead(*SMALL_FIRMS)
    other = scene.firms(1, inside=0)[0]
    count = scene.number((6, 12), (6, 12))
    for when in scene.spread(scene.at(scene.begin(length=66), BRANCH), 60, count, BRANCH):
        sides = (other, firm.main) if chance(scene.rng, 0.5) else (firm.main, other)
        scene.pay(*sides, when, scene.money(40, 900), "cheque")
    return firm
