"""A migrant supports parents, a sister and an aunt in a country at war, as every month.

It is honest because the same two or three people get the same sums.

Plain: each month 80 to 400 dollars to each of two or three people.
Customers: migrants of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Support relatives."""
    worker = scene.lead("migrant", *PERSONS)
    where = pick(scene.rng, ("SY", "SO", "AF", "YE", "NG", "ET", "LB"))
    for _ in range(scene.number((2, 3), (2, 3))):
        relative, sum_sent = scene.abroad(where), scene.money(80, 400)
        for day in scene.calendar.monthly(scene.number((1, 28), (1, 28))):
            scene.pay(worker.main, relative, scene.at(day), sum_sent, "remittance")
    return worker
