"""Cash in pieces that each stay under the report, day after day.

The money of a drug sale or an untaxed trade has to reach an account. Whoever knows that more than 10,000 dollars in a
day is reported brings less, and comes again (31 CFR 1010.100(xx) defines it). FinCEN's administrative ruling
"Suspicious Activity Reporting (Structuring)" names deposits such as 9,900 dollars on several days as its first form.

Plain: 3 to 8 deposits of 82 to 99.5 % of the limit, one to a business day, each on the next or the next but one.
Disguised: 4 to 9 deposits of 55 to 97 %, up to three business days apart, at counters and machines.
Offenders: persons, and small firms that take little cash.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Deposit a large sum of cash in pieces below the reporting threshold."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    count = scene.number(plain=(3, 8), disguised=(4, 9))
    day = scene.calendar.business_day(scene.begin(length=3 + count * (3 if scene.level == "plain" else 5)))
    home = scene.counter()
    for _ in range(count):
        amount = int(CASH_REPORT * scene.value(plain=(0.82, 0.995), disguised=(0.55, 0.97)))
        amount = whole(amount, 20 if chance(scene.rng, 0.7) else 1)
        wanders = chance(scene.rng, 0.4)
        scene.deposit(offender.main, scene.at(day, BRANCH), amount, scene.counter() if wanders else home)
        day = scene.calendar.after_business_days(day, integer(scene.rng, 1, 2 if scene.level == "plain" else 3))
    return offender
