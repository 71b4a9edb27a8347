"""A supplier changes its bank, and the next invoices are paid to the new account.

It is honest because nothing else changes: the sums are the usual ones, in the same country, month after month. In a
third of the cases an insurer or another firm pays a new customer a large sum instead, and most of it stays for a while.

Plain: 3 or 4 payments of 500 to 9,000 dollars to the old account, then 3 or 4 of 70 to 110 % of that to the new one.
Or one credit of 5,000 to 40,000 dollars from a firm, a fifth to a half of which goes to firms within 2 to 6 days.
Customers: firms; persons who came 2 to 30 days before.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Follow a supplier to its new bank, or be paid out by a firm."""
    return _be_paid_out(scene) if chance(scene.rng, 1 / 3) else _follow(scene)


def _follow(scene: Scene) -> Customer:
    firm = scene.lead(*SMALL_FIRMS, "shop", "restaurant")
    supplier, usual = scene.firms(1, inside=0)[0], scene.money(500, 9000)
    when = scene.at(scene.begin(length=72), OFFICE)
    for account in (supplier, scene.namesake(supplier)):
        for _ in range(scene.number((3, 4), (3, 4))):
            amount = int(usual * scene.value((0.7, 1.1), (0.7, 1.1)))
            when = scene.later(scene.pay(firm.main, account, when, amount).time, (120, 180), OFFICE)
    return firm


def _be_paid_out(scene: Scene) -> Customer:
    newcomer = scene.lead(*PERSONS, since=(-20, scene.calendar.days - 48))
    first = scene.at(max(newcomer.since, 0) + integer(scene.rng, 2, 30), OFFICE)
    amount = scene.money(5000, 40000)
    when = scene.pay(scene.firms(1, inside=0)[0], newcomer.main, first, amount).time
    for _ in range(2):
        when = scene.later(when, (24, 72))
        scene.pay(newcomer.main, scene.firms(1)[0], when, int(amount * scene.value((0.1, 0.25), (0.1, 0.25))))
    return newcomer
