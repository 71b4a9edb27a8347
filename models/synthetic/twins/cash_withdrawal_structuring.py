"""A building firm pays its helpers in cash each week.

It is honest because the sums are those of the weeks before, far from the limit.

Plain: each Friday 1,200 to 4,800 dollars at the counter, out of clients' payments.
Customers: trades and small firms of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Draw the week's wages."""
    firm = scene.lead(*SMALL_FIRMS)
    usual, place, clients = scene.money(1500, 4000), scene.counter(), scene.firms(3)
    for day in scene.calendar.weekly(4):
        amount = whole(int(usual * scene.value((0.8, 1.2), (0.8, 1.2))), 20)
        scene.pay(clients[day % 3], firm.main, scene.at(max(day - 3, 0), OFFICE), int(amount * 1.4))
        scene.withdraw(firm.main, scene.at(day, BRANCH), amount, place)
    return firm
