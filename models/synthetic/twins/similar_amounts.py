"""A landlord gets the same rent from several tenants, each month.

It is honest because the same people pay at the beginning of every month.

Plain: 4 to 8 tenants pay one rent of 600 to 1,900 dollars within the first days of each month.
Customers: persons and landlords of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import integer, whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect rents."""
    landlord = scene.lead(*PERSONS, "landlord")
    rent, tenants = whole(scene.money(600, 1900), 25), scene.persons(scene.number((4, 8), (4, 8)), inside=0.3)
    for day in scene.calendar.monthly(1):
        for tenant in tenants:
            late = day + integer(scene.rng, 0, 2)
            if late < scene.calendar.days:
                scene.pay(tenant, landlord.main, scene.at(late), rent, wording=("RENT", "rent"))
    return landlord
