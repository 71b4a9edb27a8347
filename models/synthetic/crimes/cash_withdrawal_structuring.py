"""Cash taken out in pieces that each stay under the report.

The wages of a black market, a bribe or a ransom need notes. Whoever knows that more than 10,000 dollars in a day is
reported takes less, and comes again (31 CFR 1010.314).

Plain: 3 to 8 withdrawals of 80 to 99.5 % of the limit at counters, one or two business days apart, out of one credit
that covers them.
Disguised: 4 to 9 withdrawals of 55 to 97 %, up to three business days apart.
Expert: 6 to 9 withdrawals of 25 to 60 %, up to five business days apart.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Withdraw a large sum in pieces below the reporting threshold."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    count, gap = scene.number(plain=(3, 8), disguised=(4, 9), expert=(6, 9)), scene.choice(2, 3, 5)
    amounts = []
    for _ in range(count):
        amount = int(CASH_REPORT * scene.value(plain=(0.80, 0.995), disguised=(0.55, 0.97), expert=(0.25, 0.6)))
        amounts.append(whole(amount, 20) if chance(scene.rng, 0.8) else whole(amount, 5))
    day = scene.calendar.business_day(scene.begin(length=7 + count * (gap + 2)))
    funded = scene.pay(scene.firms(1)[0], offender.main, scene.at(day), int(sum(amounts) * 1.05)).time
    day, home = scene.calendar.after_business_days(scene.calendar.number(funded), 1), scene.counter()
    for amount in amounts:
        wanders = chance(scene.rng, 0.3)
        amount = min(amount, CASH_REPORT - 20_00)
        scene.withdraw(offender.main, scene.at(day, BRANCH), amount, scene.counter() if wanders else home)
        day = scene.calendar.after_business_days(day, integer(scene.rng, 1, gap))
    return offender
