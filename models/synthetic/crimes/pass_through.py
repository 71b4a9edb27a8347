"""Money comes in and is gone again within hours; the account only lends its number.

FFIEC Manual, Appendix F: transfers that are wired on almost immediately, all or most of them, in a way that does not
fit the customer; a balance that stays near nothing while much moves.

Plain: after at least 36 days of ordinary life one to three rounds some days apart; in each one or two credits of 3,000
to 60,000 dollars, together at least the sum from which a bank reports what it suspects, of which 93 to 100 % leaves in
one to three payments within 1 to 20 hours.
Disguised: one to three rounds; 75 to 92 % leaves within 12 to 70 hours in two to five payments.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import pick, split
from models.synthetic.law import SUSPICION
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_ORDINARY_DAYS = 36


def inject(scene: Scene) -> Customer:
    """Forward large credits almost whole and almost at once."""
    rounds = scene.number((1, 3), (1, 3))
    day = begins = scene.begin(length=12 + 12 * (rounds - 1), earliest=_ORDINARY_DAYS + 4)
    offender = scene.lead(*PERSONS, *SMALL_FIRMS, suits=lambda each: scene.lived_before(each, begins - _ORDINARY_DAYS))
    for _ in range(rounds):
        _round(scene, offender, day)
        day += scene.number((3, 9), (4, 9))
    return offender


def _round(scene: Scene, offender: Customer, day: int) -> None:
    """Credits on a business day that another one follows; the hours to the payments count from the last credit."""
    while not (scene.calendar.business[day] and scene.calendar.business[day + 1]):
        day += 1
    received, last = 0, scene.at(day, OFFICE)
    sources = scene.firms(scene.number((1, 2), (1, 2)))
    least = max(3000, SUSPICION / 100 / len(sources))
    for source in sources:
        amount = scene.money(least, 60000)
        last = scene.pay(source, offender.main, scene.later(last, (0, 2), OFFICE), amount).time
        received += amount
    onward = int(received * scene.value(plain=(0.93, 1.0), disguised=(0.75, 0.92)))
    receivers = scene.firms(2) + scene.persons(1)
    hours = (1.0, 20.0) if scene.level == "plain" else (12.0, 70.0)
    for amount in split(scene.rng, onward, scene.number((1, 3), (2, 5))):
        scene.pay(offender.main, pick(scene.rng, receivers), scene.later(last, hours), amount)
