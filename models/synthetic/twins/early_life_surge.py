"""A new customer brings the savings along and begins to live from the account.

It is honest because the money comes from one account in the customer's own name and stays; what leaves are bills.

Plain: within the first three weeks one or two transfers of 4,000 to 30,000 dollars from the same account elsewhere,
and five to ten bills of 30 to 900.
Customers: persons who came during the period.
"""

from __future__ import annotations

from models.synthetic.draws import integer
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Move savings to the new account."""
    newcomer = scene.lead(*PERSONS, since=(1, scene.calendar.days - 30))
    savings = scene.known_person()
    first = scene.at(newcomer.since + integer(scene.rng, 1, 8))
    for when in scene.spread(first, 6, integer(scene.rng, 1, 2)):
        scene.pay(savings, newcomer.main, when, scene.money(4000, 30000))
    for when in scene.spread(scene.later(first, (10, 60)), 12, integer(scene.rng, 5, 10)):
        scene.pay(newcomer.main, scene.outside("supplier"), when, scene.money(30, 900))
    return newcomer
