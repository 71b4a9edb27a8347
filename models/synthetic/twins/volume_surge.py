"""Somebody sells a car and buys another one in the same week.

It is honest because there are two sums, one in and one out, between dealers, and the week after is like all others.

Plain: after at least 40 days of ordinary life a credit of 6,000 to 30,000 dollars from a dealer or a buyer; 1 to 5
days later a payment of 70 to 130 % of it to a dealer.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import between, chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene

_HISTORY_DAYS = 40


def imitate(scene: Scene) -> Customer:
    """Change cars."""
    driver = scene.lead(*PERSONS)
    dealer = scene.outside("car dealer")
    buyer = dealer if chance(scene.rng, 0.5) else scene.known_person()
    when, price = scene.at(scene.begin(length=8, earliest=_HISTORY_DAYS)), scene.money(6000, 30000)
    received = scene.pay(buyer, driver.main, when, price).time
    scene.pay(driver.main, dealer, scene.later(received, (24, 120)), int(price * between(scene.rng, 0.7, 1.3)))
    return driver
