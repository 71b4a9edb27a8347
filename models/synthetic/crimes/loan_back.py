"""A loan is taken and soon repaid with money from abroad, with cash, or in somebody else's name.

What comes as a loan needs no other explanation; it is repaid with the money that did (FATF, Professional Money
Laundering, July 2018; FFIEC Manual: loans repaid early or by unrelated parties).

Plain: a loan of 12,000 to 90,000 dollars, of which 70 to 105 % is repaid after 5 to 16 days in one to three payments,
each covered by a transfer from abroad or cash, or made in another's name.
Disguised: 55 to 80 % after 10 to 18 days in two or three payments.
Expert: half of it in three payments, three weeks apart from each other.
Offenders: persons and small firms.
"""

from __future__ import annotations

from datetime import datetime

from models.synthetic.draws import integer, pick, split, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene
from models.synthetic.wordings import LOAN_PAID_OUT, LOAN_REPAID

_AWAY = ("PA", "AE", "CH", "HK", "CA", "GB")


def inject(scene: Scene) -> Customer:
    """Repay a loan with money from elsewhere."""
    offender, lender = scene.lead(*PERSONS, *SMALL_FIRMS), scene.outside("lender")
    loan, told = whole(scene.money(12000, 90000), 500), Details(product="loan")
    drawn = scene.at(scene.begin(length=scene.choice(38, 42, 74)), OFFICE)
    scene.pay(lender, offender.main, drawn, loan, wording=scene.words(LOAN_PAID_OUT), details=told)
    repaid = int(loan * scene.value(plain=(0.7, 1.05), disguised=(0.55, 0.8), expert=(0.45, 0.55)))
    when = scene.later(drawn, scene.choice((120.0, 380.0), (250.0, 430.0), (400.0, 500.0)), OFFICE)
    how = integer(scene.rng, 0, 2)
    for amount in split(scene.rng, repaid, scene.number(plain=(1, 3), disguised=(2, 3), expert=(3, 3))):
        _repay(scene, offender, when, amount, how)
        when = scene.later(when, scene.choice((20.0, 60.0), (40.0, 90.0), (480.0, 520.0)), OFFICE)
    return offender


def _repay(scene: Scene, offender: Customer, when: datetime, amount: int, how: int) -> None:
    """Cover one payment from abroad or with cash and make it, or let it be made in another's name."""
    lender, helper = scene.outside("lender"), None
    if how == 0:
        backer = scene.abroad(pick(scene.rng, _AWAY), "business")
        when = scene.pay(backer, offender.main, when, amount).time
    elif how == 1:
        for part in split(scene.rng, amount, -(-amount // 8000_00)):
            deposited = scene.later(when, (0.5, 5), BRANCH)
            scene.deposit(offender.main, deposited, whole(part, 20), scene.counter())
    else:
        helper = scene.persons(1, inside=0)[0]
    told = Details(product="loan", ultimate_debtor=helper)
    later = scene.later(when, (6, 30), OFFICE)
    scene.pay(offender.main, lender, later, amount, wording=scene.words(LOAN_REPAID), details=told)
