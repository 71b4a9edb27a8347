"""Somebody puts a part of each wage into crypto-assets, and once sells some to buy a car.

It is honest because it is a part of the wage, month after month, and the sale pays one bill.

Plain: each month 5 to 20 % of the income to an exchange; once 3,000 to 15,000 dollars from it, and a payment of about
as much to a dealer some days later.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Save in crypto-assets."""
    saver, exchange = scene.lead(*PERSONS), scene.exchange()
    part = whole(int(saver.income * 100 * scene.value((0.05, 0.2), (0.05, 0.2))), 25)
    for day in scene.calendar.monthly(6):
        scene.pay(saver.main, exchange, scene.at(day), part, "crypto")
    price = scene.money(3000, 15000)
    sold = scene.pay(exchange, saver.main, scene.at(scene.begin(length=12, earliest=30)), price, "crypto").time
    scene.pay(saver.main, scene.outside("car dealer"), scene.later(sold, (30, 150)), int(price * 0.97))
    return saver
