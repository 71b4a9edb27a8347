"""Somebody collects on a platform for an operation of a pet or a friend, and pays the clinic.

It is honest because the sum pays the bill that the appeal named.

Plain: 6 to 20 gifts or payouts of 40 to 900 dollars within 5 to 20 days; one or two bills of a firm for most of it.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import CROWDFUNDING, DONATION


def imitate(scene: Scene) -> Customer:
    """Collect for a bill and pay it."""
    friend, platform = scene.lead(*PERSONS), scene.outside("platform")
    days, received = scene.value((5, 20), (5, 20)), 0
    times = scene.spread(scene.at(scene.begin(length=days + 9)), days, scene.number((6, 20), (6, 20)))
    for when in times:
        gift = scene.money(40, 900)
        giver, theme = (platform, CROWDFUNDING) if chance(scene.rng, 0.4) else (scene.persons(1)[0], DONATION)
        scene.pay(giver, friend.main, when, gift, wording=scene.words(theme))
        received += gift
    scene.pay(friend.main, scene.outside("supplier"), scene.later(times[-1], (10, 150)), int(received * 0.9))
    return friend
