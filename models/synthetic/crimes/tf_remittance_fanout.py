"""Small remittances to many unrelated people in or beside a conflict.

FinCEN's advisory on ISIS (April 2025): transfers to several unrelated individuals in areas where the group is active,
without a family reason.

Plain: 8 to 20 remittances of 60 to 600 dollars to 6 to 14 people within 5 to 22 days.
Disguised: 6 to 12 to 5 to 9 people within 15 to 27 days.
Expert: 6 to 9 to 4 to 6 people within 40 to 60 days.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.ledger import Rail
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene

_WHERE = ("SY", "IQ", "AF", "SO", "ML", "NG", "YE", "TR")


def inject(scene: Scene) -> Customer:
    """Remit to many in a conflict."""
    offender = scene.lead(*PERSONS)
    where = pick(scene.rng, _WHERE)
    people = [scene.abroad(where) for _ in range(scene.number(plain=(6, 14), disguised=(5, 9), expert=(4, 6)))]
    count = max(len(people), scene.number(plain=(8, 20), disguised=(6, 12), expert=(6, 9)))
    days = scene.value(plain=(5, 22), disguised=(15, 27), expert=(40, 60))
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=days + 3)), days, count)):
        receiver = people[number] if number < len(people) else pick(scene.rng, people)
        channel: Rail = "remittance" if chance(scene.rng, 0.8) else "transfer"
        scene.pay(offender.main, receiver, when, scene.money(60, 600), channel)
    return offender
