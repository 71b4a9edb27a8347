"""A loan is drawn and turned into cash or crypto-assets at once, and nothing is repaid.

FATF, Emerging Terrorist Financing Risks (October 2015): those who leave take loans that they will not repay.

Plain: a loan of 3,000 to 25,000 dollars, of which 80 to 100 % is drawn at counters and machines or sent to an
exchange within 5 hours to 6 days.
Disguised: 72 to 90 % within 3 to 6.5 days in four to eight steps.
Expert: half of it within two weeks, the rest spent by card.
Offenders: persons.
"""

from __future__ import annotations

from datetime import datetime

from models.synthetic.draws import chance, split, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.places import MACHINE_LIMIT
from models.synthetic.rhythm import BRANCH, MACHINE, OFFICE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import LOAN_PAID_OUT


def inject(scene: Scene) -> Customer:
    """Draw a loan and cash it."""
    offender, lender = scene.lead(*PERSONS), scene.outside("lender")
    loan, told = whole(scene.money(3000, 25000), 500), Details(product="loan")
    begin = scene.at(scene.begin(length=20), OFFICE)
    drawn = scene.pay(lender, offender.main, begin, loan, wording=scene.words(LOAN_PAID_OUT), details=told).time
    cashed = int(loan * scene.value(plain=(0.85, 1.0), disguised=(0.78, 0.9), expert=(0.4, 0.55)))
    steps = max(scene.number(plain=(2, 6), disguised=(4, 8), expert=(4, 8)), -(-cashed // 9000_00))
    days = scene.value(plain=(0.2, 5), disguised=(3, 5.5), expert=(10, 14))
    onto_crypto = chance(scene.rng, 0.25)
    times = scene.spread(scene.later(drawn, (2, 20), MACHINE), days, steps, MACHINE)
    for part, when in zip(split(scene.rng, cashed, steps), times, strict=True):
        _cash(scene, offender, part, when, onto_crypto)
    return offender


def _cash(scene: Scene, offender: Customer, part: int, when: datetime, onto_crypto: bool) -> None:
    if onto_crypto:
        scene.pay(offender.main, scene.exchange(), when, part, "crypto")
    elif part <= MACHINE_LIMIT:
        scene.withdraw(offender.main, when, part // 2000 * 2000 or 2000, scene.machine())
    else:
        scene.withdraw(
            offender.main, scene.later(when, (0, 4), BRANCH), min(part, 9500_00) // 2000 * 2000, scene.counter()
        )
