"""A tenant pays the rent by money order, and a buyer takes a cashier's check to a dealer.

It is honest because there is one a month, and the large one is bought openly, above the sum that is recorded.

Plain: each month 500 to 1,900 dollars; once 3,100 to 9,500.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay by money order."""
    tenant, told = scene.lead(*PERSONS), Details(product="monetary_instrument")
    place, rent = scene.counter(), whole(scene.money(500, 1900), 10)
    for day in scene.calendar.monthly(2):
        scene.withdraw(tenant.main, scene.at(day, BRANCH), rent, place, told)
    price = whole(scene.money(3100, 9500), 50)
    scene.withdraw(tenant.main, scene.at(scene.begin(length=4), BRANCH), price, place, told)
    return tenant
