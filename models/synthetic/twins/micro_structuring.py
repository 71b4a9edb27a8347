"""The treasurer of a club collects the yearly fees on a private account and pays the hall and the referee.

It is honest because the fees are small and alike, come once, and pay the club's bills.

Plain: 15 to 45 fees of 10 to 45 dollars within 5 to 15 days; one or two bills afterwards.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect fees and pay the club's bills."""
    treasurer = scene.lead(*PERSONS)
    members = scene.persons(scene.number((15, 45), (15, 45)))
    days, fee = scene.value((5, 15), (5, 15)), whole(scene.money(10, 45), 5)
    times = scene.spread(scene.at(scene.begin(length=days + 12)), days, len(members))
    for member, when in zip(members, times, strict=True):
        scene.pay(member, treasurer.main, when, fee)
    collected = fee * len(members)
    for share in (0.5, 0.3):
        when = scene.later(times[-1], (24, 200))
        scene.pay(treasurer.main, scene.outside("supplier"), when, int(collected * share))
    return treasurer
