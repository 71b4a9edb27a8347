"""Money orders and cashier's checks are bought in pieces below the sum at which the buyer is recorded.

From 3,000 dollars on the buyer's particulars are logged (31 CFR 1010.415); couriers buy several just below it, at
several counters.

Plain: 4 to 10 pieces of 80 to 99.5 % of the limit within 1 to 5 days.
Disguised: 4 to 8 pieces of 70 to 98 % within 3 to 6 days.
Expert: 4 to 8 pieces of 35 to 65 % within 8 to 20 days.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.law import INSTRUMENT_LOG
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Buy instruments piece by piece."""
    offender, told = scene.lead(*PERSONS, *SMALL_FIRMS), Details(product="monetary_instrument")
    days = scene.value(plain=(1, 5), disguised=(3, 6), expert=(8, 20))
    count = scene.number(plain=(4, 10), disguised=(4, 8), expert=(4, 8))
    for when in scene.spread(scene.at(scene.begin(length=days + 4), BRANCH), days, count, BRANCH):
        amount = int(INSTRUMENT_LOG * scene.value(plain=(0.8, 0.995), disguised=(0.7, 0.98), expert=(0.35, 0.65)))
        amount = (
            whole(amount, 10) if chance(scene.rng, 0.7) and amount < INSTRUMENT_LOG - 20_00 else amount // 100 * 100
        )
        scene.withdraw(offender.main, when, amount, scene.counter(), told)
    return offender
