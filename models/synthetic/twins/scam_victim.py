"""Somebody pays two craftsmen for the first time, and buys a few gift cards before the holidays.

It is honest because firms are paid, once each, and the cards are few and small.

Plain: after 43 days two payments of 300 to 1,900 dollars to new firms within a week; 1 to 3 gift cards of 25 to 100.
Customers: persons of long standing, many of them older.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import GIFT_CARD


def imitate(scene: Scene) -> Customer:
    """Pay craftsmen and buy presents."""
    owner = scene.lead("pensioner", *PERSONS)
    first = scene.begin(length=10, earliest=43)
    for firm, when in zip(scene.firms(2, inside=0.2), scene.spread(scene.at(first), 7, 2), strict=True):
        scene.pay(owner.main, firm, when, scene.money(300, 1900))
    shop, words = scene.merchant("5947"), scene.words(GIFT_CARD)[1]
    for when in scene.spread(scene.at(first, SHOPPING), 5, scene.number((1, 3), (1, 3)), SHOPPING):
        scene.card(owner.main, shop, "5947", when, pick(scene.rng, (25, 50, 100)) * 100, words=words)
    return owner
