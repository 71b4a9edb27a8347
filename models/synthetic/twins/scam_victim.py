"""Somebody pays two craftsmen for the first time, and buys a few gift cards before the holidays.

It is honest because firms are paid, once each, and the cards are few and small. In a third of the cases somebody sells
a car and furniture to strangers instead, and buys a car of a dealer: a firm of the country gets the money.

Plain: after 43 days two payments of 300 to 1,900 dollars to new firms within a week; 1 to 3 gift cards of 25 to 100.
Or 2 or 3 credits of 1,000 to 7,000 from new persons within 5 days, and 80 to 98 % of it to a dealer 10 to 60 hours
later.
Customers: persons of long standing, many of them older; sellers of a small account, or who came shortly before.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import GIFT_CARD


def imitate(scene: Scene) -> Customer:
    """Pay craftsmen and buy presents, or sell a car and buy another."""
    return _sell(scene) if chance(scene.rng, 1 / 3) else _spend(scene)


def _spend(scene: Scene) -> Customer:
    owner = scene.lead("pensioner", *PERSONS)
    first = scene.begin(length=10, earliest=43)
    for firm, when in zip(scene.firms(2, inside=0.2), scene.spread(scene.at(first), 7, 2), strict=True):
        scene.pay(owner.main, firm, when, scene.money(300, 1900))
    shop, words = scene.merchant("5947"), scene.words(GIFT_CARD)[1]
    for when in scene.spread(scene.at(first, SHOPPING), 5, scene.number((1, 3), (1, 3)), SHOPPING):
        scene.card(owner.main, shop, "5947", when, pick(scene.rng, (25, 50, 100)) * 100, words=words)
    return owner


def _sell(scene: Scene) -> Customer:
    if chance(scene.rng, 0.5):
        seller = scene.lead(*PERSONS, since=(-15, scene.calendar.days - 34))
        first = scene.at(max(seller.since, 0) + integer(scene.rng, 2, 20))
    else:
        seller = scene.lead("student", *PERSONS, suits=lambda each: scene.daily_turnover(each) < 100)
        first = scene.at(scene.begin(length=10, earliest=43))
    buyers = scene.persons(scene.number((2, 3), (2, 3)), inside=0.2)
    price = 0
    for buyer, when in zip(buyers, scene.spread(first, 5, len(buyers)), strict=True):
        amount = scene.money(1000, 7000)
        scene.pay(buyer, seller.main, when, amount)
        price, last = price + amount, when
    dealer = scene.firms(1, inside=0.2)[0]
    scene.pay(seller.main, dealer, scene.later(last, (10, 60)), int(price * scene.value((0.8, 0.98), (0.8, 0.98))))
    return seller
