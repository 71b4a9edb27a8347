"""Cash that comes to the limit of the report and not over it, or over it on two days, or half in and half out.

It is honest, and no report is due: the law counts more than 10,000 dollars, of one business day, in one direction (31
CFR 1010.311, 1010.313).

Plain: exactly 10,000 dollars in one or two deposits; or 6,000 to 9,900 on each of two business days; or 6,000 to
9,900 in and out on one day.
Customers: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import integer, split, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Stay within the limit, knowingly or not."""
    customer = scene.lead(
        *PERSONS, *SMALL_FIRMS, suits=lambda each: each.activity < 1 and scene.daily_turnover(each) < 400
    )
    day = scene.calendar.business_day(scene.begin(length=12))
    shape = integer(scene.rng, 0, 2)
    if shape == 0:
        for part in split(scene.rng, CASH_REPORT // 100, integer(scene.rng, 1, 2)):
            scene.deposit(customer.main, scene.at(day, BRANCH), part * 100, scene.counter())
    elif shape == 1:
        for when in (day, scene.calendar.after_business_days(day, 1)):
            scene.deposit(customer.main, scene.at(when, BRANCH), whole(scene.money(6000, 9900), 20), scene.counter())
    else:
        amount = whole(scene.money(6000, 9900), 20)
        scene.deposit(customer.main, scene.at(day, BRANCH), amount, scene.counter())
        scene.withdraw(customer.main, scene.at(day, BRANCH), amount, scene.counter())
    return customer
