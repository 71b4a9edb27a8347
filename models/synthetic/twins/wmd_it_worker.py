"""A designer works through two platforms and puts a tenth of the pay into crypto-assets.

It is honest because most of the pay is lived on.

Plain: 5 to 10 payouts of 300 to 2,500 dollars from two platforms within 30 to 50 days; 5 to 15 % of each to an
exchange; rent and bills.
Customers: freelancers and other persons.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import FREELANCE


def imitate(scene: Scene) -> Customer:
    """Live on freelance work."""
    designer, exchange = scene.lead("freelancer", *PERSONS), scene.exchange()
    platforms = [scene.outside("platform"), scene.firms(1, inside=0)[0]]
    days, saved = scene.value((30, 50), (30, 50)), scene.value((0.05, 0.15), (0.05, 0.15))
    times = scene.spread(scene.at(scene.begin(length=days + 9)), days, scene.number((5, 10), (5, 10)))
    for number, when in enumerate(times):
        pay = scene.money(300, 2500)
        came = scene.pay(platforms[number % 2], designer.main, when, pay, wording=scene.words(FREELANCE)).time
        if number % 2:
            scene.pay(designer.main, exchange, scene.later(came, (10, 90)), int(pay * saved), "crypto")
        else:
            scene.pay(
                designer.main,
                scene.outside("landlord"),
                scene.later(came, (10, 90)),
                int(pay * 0.5),
                wording=("RENT", "rent"),
            )
    return designer
