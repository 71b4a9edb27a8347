"""A sales person travels: hotels, taxis, and now and then an advertisement for the own small business.

It is honest because the nights are weeks apart, the rides are by day, and the firm pays the expenses back.

Plain: over 60 days 4 to 8 nights in hotels, 4 to 10 rides, 1 or 2 advertisements; expenses paid back monthly.
Customers: employees and freelancers.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE, SHOPPING
from models.synthetic.scene import Scene
from models.synthetic.wordings import ADVERTISING, LODGING


def imitate(scene: Scene) -> Customer:
    """Travel for a firm."""
    seller, employer = scene.lead("employee", "freelancer"), scene.outside("employer")
    first, words = scene.begin(length=66), scene.words(LODGING)[1]
    spent = 0
    for when in scene.spread(scene.at(first, SHOPPING), 60, scene.number((4, 8), (4, 8)), SHOPPING):
        price = scene.money(80, 260)
        scene.card(seller.main, scene.merchant("7011"), "7011", when, price, words=words)
        spent += price
    for when in scene.spread(scene.at(first, SHOPPING), 60, scene.number((4, 10), (4, 10)), SHOPPING):
        scene.card(seller.main, scene.merchant("4121"), "4121", when, scene.money(12, 60))
    for when in scene.spread(scene.at(first), 50, scene.number((1, 2), (1, 2))):
        said = scene.words(ADVERTISING)[1]
        scene.card(seller.main, scene.merchant("7311"), "7311", when, scene.money(20, 120), online=True, words=said)
    scene.pay(employer, seller.main, scene.at(first + 62, OFFICE), spent)
    return seller
