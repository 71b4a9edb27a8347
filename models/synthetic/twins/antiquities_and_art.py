"""A gallery buys pictures in Paris or from an heir, and sells some of them with a margin.

It is honest because it is the gallery's trade, with papers, at a dealer's margin.

Plain: two to four purchases of 1,500 to 20,000 dollars with papers; sales at 1.2 to 1.9 times after two to six weeks.
Customers: dealers in art, jewellers and other dealers.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Trade in art."""
    gallery = scene.lead("dealer", suits=lambda each: each.particulars.sector in ("art gallery", "jewellery", "metals"))
    sector = "art gallery" if gallery.particulars.sector == "art gallery" else gallery.particulars.sector or "metals"
    when = scene.at(scene.begin(length=78), OFFICE)
    for _ in range(scene.number((2, 3), (2, 3))):
        price, seller = scene.money(1500, 20000), scene.abroad(pick(scene.rng, ("FR", "GB", "IT")), "business")
        bought = scene.trade(gallery.main, seller, when, price, sector).time
        sold, margin = scene.later(bought, (100, 400), OFFICE), scene.value((1.2, 1.9), (1.2, 1.9))
        scene.trade(scene.firms(1)[0], gallery.main, sold, int(price * margin), sector)
        when = scene.later(sold, (20, 90), OFFICE)
    return gallery
