"""Somebody organises a journey for a group: shares come in, and flights, a house and a bus are paid.

It is honest because the shares are alike and cover bills of firms; nothing goes on to persons.

Plain: 5 to 10 friends send 150 to 450 dollars each within a week; three to five bills follow within ten days.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import split, whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect for a journey and book it."""
    organiser = scene.lead(*PERSONS)
    friends = scene.persons(scene.number((5, 10), (5, 10)), inside=0.4)
    share = whole(scene.money(150, 450), 10)
    times = scene.spread(scene.at(scene.begin(length=20)), 7, len(friends))
    for friend, when in zip(friends, times, strict=True):
        scene.pay(friend, organiser.main, when, share)
    bills = split(scene.rng, share * (len(friends) + 1), scene.number((3, 5), (3, 5)), evenness=3)
    for bill in bills:
        scene.pay(organiser.main, scene.outside("supplier"), scene.later(times[-1], (12, 240)), bill)
    return organiser
