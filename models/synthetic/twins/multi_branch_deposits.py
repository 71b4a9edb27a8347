"""A restaurant with two or three houses banks each till at the machine next to it.

It is honest because it does so every week, with small sums.

Plain: twice a week 200 to 1,100 dollars at each of two or three machines, over the whole period.
Customers: shops and restaurants.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import CASH_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Bank each till where it is."""
    firm = scene.lead(*CASH_FIRMS)
    tills = [(scene.machine(), scene.money(200, 1100)) for _ in range(scene.number((2, 3), (2, 3)))]
    for weekday in (1, 4):
        for day in scene.calendar.weekly(weekday):
            for machine, usual in tills:
                amount = whole(int(usual * scene.value((0.7, 1.3), (0.7, 1.3))), 5)
                scene.deposit(firm.main, scene.at(day, BRANCH), amount, machine)
    return firm
