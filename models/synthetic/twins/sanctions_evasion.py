"""An exporter loses one customer and finds another one elsewhere, or its customer changes legal form and bank.

It is honest because the new customer orders other amounts, and sits where the goods are used; and because a firm that
only changes its form and its bank goes on paying as it did.

Plain: 4 payments of 3,000 to 40,000 dollars from one partner, 8 to 12 days apart; two weeks later others from a new
one in Canada, Germany or France. One time in three the same firm goes on in time, under nearly the same name.
Customers: dealers, wholesalers and offices.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Change customers."""
    exporter = scene.lead("dealer", "wholesale", "office")
    usual = scene.money(3000, 40000)
    old, renamed = scene.abroad("DE", "business"), chance(scene.rng, 1 / 3)
    new = scene.renamed(old, "DE") if renamed else scene.abroad(pick(scene.rng, ("CA", "FR", "DE")), "business")
    spread = (0.9, 1.1) if renamed else (0.5, 1.8)
    when = scene.at(scene.begin(length=82, earliest=1), OFFICE)
    for _ in range(4):
        amount = int(usual * scene.value((0.9, 1.1), (0.9, 1.1)))
        when = scene.later(scene.pay(old, exporter.main, when, amount).time, (150, 240), OFFICE)
    if not renamed:
        when = scene.later(when, (200, 330), OFFICE)
    for _ in range(2):
        amount = int(usual * scene.value(spread, spread))
        when = scene.later(scene.pay(new, exporter.main, when, amount).time, (60, 120), OFFICE)
    return exporter
