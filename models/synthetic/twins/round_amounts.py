"""A household gives its allowances in round sums: children away from home, savings, a club.

It is honest because the same few people get the same sums each month.

Plain: each month 200 to 1,000 dollars in whole hundreds to each of two to four people, and as much to savings.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import integer
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay allowances in round sums."""
    parent = scene.lead(*PERSONS)
    receivers = [
        (person, integer(scene.rng, 2, 10) * 100_00, integer(scene.rng, 1, 28))
        for person in scene.persons(scene.number((2, 4), (2, 4)), inside=0.4)
    ]
    for person, sum_given, day_of_month in receivers:
        for day in scene.calendar.monthly(day_of_month):
            scene.pay(parent.main, person, scene.at(day), sum_given)
    return parent
