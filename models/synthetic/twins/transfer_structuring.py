"""Somebody pays rent, tuition and a builder, each below the amount from which particulars travel along.

It is honest because every sum has its own creditor and reason, and they fall on different days of the month.

Plain: each month rent of 1,800 to 2,950 dollars and an instalment of 1,500 to 2,950 to a school; once two or three
instalments to a builder, a week or two apart.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import ONLINE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay large bills that happen to stay below a limit."""
    payer = scene.lead(*PERSONS)
    landlord, school, builder = scene.outside("landlord"), scene.outside("university"), scene.outside("supplier")
    rent, fee = whole(scene.money(1800, 2950), 50), whole(scene.money(1500, 2950), 50)
    for day in scene.calendar.monthly(1):
        scene.pay(payer.main, landlord, scene.at(day, ONLINE), rent, wording=("RENT", "rent"))
    for day in scene.calendar.monthly(15):
        scene.pay(payer.main, school, scene.at(day, ONLINE), fee, wording=("EDUC", "tuition"))
    when = scene.at(scene.begin(length=45))
    for _ in range(scene.number((2, 3), (2, 3))):
        scene.pay(payer.main, builder, when, scene.money(1500, 2950))
        when = scene.later(when, (150, 330))
    return payer
