"""A tenant collects the shares of the flat and pays the rent; the money leaves soon after it came, as it should.

It is honest because it comes back every month between the same few people, is small, and pays a bill.

Plain: 2 to 4 flatmates pay 400 to 900 dollars each; within a day or two the rent leaves to the landlord.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect shares and pay the rent, each month."""
    tenant = scene.lead(*PERSONS)
    flatmates = scene.persons(scene.number((2, 4), (2, 4)), inside=0.4)
    share, landlord = scene.money(400, 900), scene.outside("landlord")
    for day in scene.calendar.monthly(1):
        paid = [scene.pay(mate, tenant.main, scene.at(day), share).time for mate in flatmates]
        when = scene.later(max(paid), (4, 40))
        if scene.calendar.number(when) < scene.calendar.days:
            scene.pay(tenant.main, landlord, when, share * (len(flatmates) + 1), wording=("RENT", "rent"))
    return tenant
