"""A builder works for a town and pays a helper by the hour and a supplier for material.

It is honest because the wage is told as one and does not follow what the town pays, and the material goes to firms.

Plain: 3 to 5 payments of 5,000 to 60,000 dollars by a public body; each month a wage of 1,800 to 4,200 to one person;
material for 20 to 50 % to firms.
Customers: small firms.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Work for a town."""
    builder, office = scene.lead(*SMALL_FIRMS), scene.outside("agency")
    helper, wage = scene.persons(1, inside=0.2)[0], scene.money(1800, 4200)
    when = scene.at(scene.begin(length=80, earliest=2), OFFICE)
    for _ in range(scene.number((3, 5), (3, 5))):
        amount = scene.money(5000, 60000)
        came = scene.pay(office, builder.main, when, amount).time
        material = int(amount * scene.value((0.2, 0.5), (0.2, 0.5)))
        scene.pay(builder.main, scene.outside("supplier"), scene.later(came, (20, 150), OFFICE), material)
        when = scene.later(came, (150, 320), OFFICE)
    for day in scene.calendar.monthly(28):
        scene.pay(builder.main, helper, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    return builder
