"""A club collects its yearly fee, or somebody the share of a trip, from many people within two days.

It is honest because the payments are small, of one usual amount, and stay or pay one bill.

Plain: 12 to 30 members pay 20 to 90 dollars each within two days of a call; the bill is paid days later.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect many small shares and pay one bill."""
    collector = scene.lead(*PERSONS)
    members = scene.persons(scene.number((12, 30), (12, 30)))
    first = scene.at(scene.begin(length=12))
    share = whole(scene.money(20, 90), 5)
    for member, when in zip(members, scene.spread(first, 2, len(members)), strict=True):
        scene.pay(member, collector.main, when, share)
    scene.pay(collector.main, scene.outside("supplier"), scene.later(first, (72, 200)), share * len(members))
    return collector
