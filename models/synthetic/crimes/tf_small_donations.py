"""Small gifts from many people, then one lump to a region where a terrorist group holds ground.

FinCEN's advisory on the financing of ISIS (FIN-2025-A001, April 2025) describes customers who collect small amounts
by person-to-person payment over a short time and send them on in one sum to an individual in such a region; its alert
on Hamas (FIN-2023-Alert006, October 2023) describes charities and appeals as cover.

Plain: 25 to 70 gifts of 10 to 150 dollars within 6 to 18 days, from nearly as many people; 3 to 80 hours after the
last, 85 to 98 % goes to one or two persons in Syria, Iraq, Afghanistan, Somalia or Mali.
Disguised: 18 to 35 gifts within 15 to 30 days; 60 to 85 % goes in two to four payments to persons in Türkiye or
there.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, split, whole
from models.synthetic.ledger import Rail
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene

_HELD_GROUND = ("SY", "IQ", "AF", "SO", "ML")


def inject(scene: Scene) -> Customer:
    """Collect small gifts and send them on in a lump."""
    offender = scene.lead(*PERSONS)
    days = scene.value(plain=(6, 18), disguised=(15, 30))
    count = scene.number(plain=(25, 70), disguised=(18, 35))
    donors = scene.persons(count)
    times = scene.spread(scene.at(scene.begin(length=days + 6)), days, count)
    collected = 0
    for index, when in enumerate(times):
        gift = scene.money(10, 150)
        collected += gift
        donor = pick(scene.rng, donors[:index]) if index and chance(scene.rng, 0.12) else donors[index]
        scene.pay(donor, offender.main, when, gift)
    there = pick(scene.rng, _HELD_GROUND)
    receivers = [scene.abroad(there), scene.abroad(there if scene.level == "plain" else "TR")]
    onward = whole(int(collected * scene.value(plain=(0.85, 0.98), disguised=(0.6, 0.85))), 5)
    channel: Rail = "remittance" if chance(scene.rng, 0.6) else "transfer"
    for amount, receiver in zip(split(scene.rng, onward, scene.number((1, 2), (2, 4))), receivers * 2, strict=False):
        scene.pay(offender.main, receiver, scene.later(times[-1], (3, 80)), amount, channel)
    return offender
