"""A supplier changes its bank, and the next invoices are paid to the new account.

It is honest because nothing else changes: the sums are the usual ones, in the same country, month after month.

Plain: 3 or 4 payments of 500 to 9,000 dollars to the old account, then 3 or 4 of 70 to 110 % of that to the new one.
Customers: firms.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Follow a supplier to its new bank."""
    firm = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    supplier, usual = scene.firms(1, inside=0)[0], scene.money(500, 9000)
    when = scene.at(scene.begin(length=72), OFFICE)
    for account in (supplier, scene.namesake(supplier)):
        for _ in range(scene.number((3, 4), (3, 4))):
            amount = int(usual * scene.value((0.7, 1.1), (0.7, 1.1)))
            when = scene.later(scene.pay(firm.main, account, when, amount).time, (120, 180), OFFICE)
    return firm
