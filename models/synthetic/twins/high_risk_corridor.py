"""A migrant sends part of the wages to the family each month, to a country on a list.

It is honest because the sums are small, steady, and go to the same one or two people as ever.

Plain: one or two remittances a month of 120 to 600 dollars over the whole period; once 500 to 1,100 for a feast.
Customers: migrants of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.scene import Scene

_LISTED = ("HT", "LB", "NG", "VN", "KE", "PH", "NP", "SO", "YE", "SY", "AF")


def imitate(scene: Scene) -> Customer:
    """Support the family at home."""
    worker = scene.lead("migrant")
    family, usual = scene.abroad(pick(scene.rng, _LISTED)), scene.money(120, 600)
    for day_of_month in (3, 18)[: scene.number((1, 2), (1, 2))]:
        for day in scene.calendar.monthly(day_of_month):
            scene.pay(worker.main, family, scene.at(day), usual, "remittance")
    feast = scene.begin(length=2, earliest=35)
    scene.pay(worker.main, family, scene.at(feast), scene.money(500, 1100), "remittance")
    return worker
