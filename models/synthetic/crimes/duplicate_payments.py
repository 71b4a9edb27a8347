"""The same payment is made again and again within minutes.

A robot with a stolen login, a colluding clerk or a mule who splits by habit sends the same sum to the same payee with
the same words (FFIEC Manual; EBA's standards on strong authentication treat repeated payments as a series).

Plain: 4 to 10 times the same 150 to 2,500 dollars within 8 to 55 minutes.
Disguised: 4 to 6 times within 30 to 57 minutes.
Expert: 4 to 8 times within 6 to 16 hours.
Offenders: thieves and clerks; the account is that of a person or a small firm.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Repeat a payment within an hour."""
    victim = scene.lead(*PERSONS, *SMALL_FIRMS)
    receiver, amount = scene.persons(1, inside=0.1)[0], scene.money(150, 2500)
    count = scene.number(plain=(4, 10), disguised=(4, 6), expert=(4, 8))
    hours = scene.value(plain=(0.13, 0.9), disguised=(0.5, 0.95), expert=(6, 16))
    first = scene.later(scene.at(scene.begin(length=4)), (0, 1), scene.hours_of(victim.main))
    for when in scene.spread(first, hours / 24, count, scene.hours_of(victim.main)):
        scene.pay(victim.main, receiver, when, amount, wording=(None, "as agreed"))
    return victim
