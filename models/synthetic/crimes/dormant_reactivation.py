"""An account that lay still for months suddenly moves large sums.

An old account passes checks that a new one would not, so sleeping ones are bought, borrowed or taken over. FFIEC
Manual, Appendix F: an account with little activity that suddenly sees large deposits and withdrawals.

Plain: ordinary life up to the second week, silence of 61 days or more, then within 1 to 4 days two to five credits of
6,000 to 40,000 dollars of which 60 to 98 % leaves, by transfer and at the counter.
Disguised: the same silence; credits of 2,000 to 9,000 dollars within 3 to 8 days, of which 30 to 70 % leaves.
Offenders: persons. The town must live at least 88 days.
"""

from __future__ import annotations

from models.synthetic.draws import chance, split, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, Scene

_SILENT_DAYS, _LAST_LIFE = 61, 12
_LEAST_LIFE = 5


def inject(scene: Scene) -> Customer:
    """Wake an account after a long silence and move large sums through it."""
    falls_silent = scene.number((_LAST_LIFE - 4, _LAST_LIFE), (_LAST_LIFE - 4, _LAST_LIFE))
    silence_begins = scene.calendar.moment(falls_silent, 0)

    def lived_before(customer: Customer) -> bool:
        return sum(when < silence_begins for when in scene.ordinary_times(customer)) >= _LEAST_LIFE

    days = scene.value(plain=(1, 4), disguised=(3, 8))
    wakes = scene.begin(length=days + 6, earliest=falls_silent + _SILENT_DAYS)
    offender = scene.lead(*PERSONS, suits=lived_before)
    scene.silence(offender, falls_silent)
    received, last = 0, scene.at(wakes)
    sources = scene.firms(scene.number((2, 5), (2, 5)), inside=0.15)
    for source, when in zip(sources, scene.spread(last, days, len(sources)), strict=True):
        amount = scene.money(6000, 40000) if scene.level == "plain" else scene.money(2000, 9000)
        received += amount
        last = max(last, scene.pay(source, offender.main, when, amount).time)
    onward = int(received * scene.value(plain=(0.6, 0.98), disguised=(0.3, 0.7)))
    for amount, receiver in zip(split(scene.rng, onward, 3), scene.persons(3, inside=0.15), strict=True):
        if amount < CASH_REPORT and chance(scene.rng, 0.3):
            when = scene.later(last, (1, 24), BRANCH)
            scene.withdraw(offender.main, when, whole(amount, 20), scene.counter())
        else:
            scene.pay(offender.main, receiver, scene.later(last, (1, 24)), amount)
    return offender
