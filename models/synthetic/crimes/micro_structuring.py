"""Very many small credits that add up to a large sum.

Instead of staying just under a limit, runners stay far away from all of them: a few hundred dollars at a time, at
machines, many times a day, or as small transfers from a handful of helpers. Prosecutors in New York described runners
with hundreds of such deposits for a Colombian trade ("ATMs used to launder drug money", The Wall Street Journal,
21 September 2007).

Plain: 60 to 140 credits of 80 to 480 dollars within 4 to 10 days; in half of the cases cash at machines, in the other
half transfers from 6 to 15 senders.
Disguised: 60 to 120 credits of 40 to 300 dollars within 15 to 30 days, from 12 to 25 senders or at machines.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE, ONLINE
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Bring a large sum in as very many small credits."""
    offender = scene.lead(*PERSONS)
    count = scene.number(plain=(60, 140), disguised=(60, 120))
    days = scene.value(plain=(4, 10), disguised=(15, 30))
    in_cash = chance(scene.rng, 0.5)
    senders = scene.persons(scene.number(plain=(6, 15), disguised=(12, 25)))
    rhythm = MACHINE if in_cash else ONLINE
    for when in scene.spread(scene.at(scene.begin(length=days + 1), rhythm), days, count, rhythm):
        low, high = (80, 480) if scene.level == "plain" else (40, 300)
        amount = scene.money(low, high)
        if in_cash:
            scene.deposit(offender.main, when, whole(amount, 20), scene.machine())
        else:
            scene.pay(pick(scene.rng, senders), offender.main, when, amount)
    return offender
