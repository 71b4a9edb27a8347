"""A loan pays a car, a roof or a course, and a little of it is drawn for small expenses.

It is honest because the money goes to the firm that it was borrowed for, and the first instalment follows.

Plain: a loan of 3,000 to 20,000 dollars; 75 to 95 % to a dealer or builder within ten days; 100 to 400 in cash; an
instalment after four weeks.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE, OFFICE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import LOAN_PAID_OUT, LOAN_REPAID


def imitate(scene: Scene) -> Customer:
    """Borrow for something and pay for it."""
    borrower, lender = scene.lead(*PERSONS), scene.outside("lender")
    loan, told = whole(scene.money(3000, 20000), 500), Details(product="loan")
    begin = scene.at(scene.begin(length=40), OFFICE)
    drawn = scene.pay(lender, borrower.main, begin, loan, wording=scene.words(LOAN_PAID_OUT), details=told).time
    seller = scene.outside("car dealer" if chance(scene.rng, 0.5) else "supplier")
    bill = int(loan * scene.value((0.75, 0.95), (0.75, 0.95)))
    scene.pay(borrower.main, seller, scene.later(drawn, (10, 240)), bill)
    scene.withdraw(
        borrower.main, scene.later(drawn, (10, 90), MACHINE), whole(scene.money(100, 400), 20), scene.machine()
    )
    due = scene.later(drawn, (27 * 24, 29 * 24), OFFICE)
    scene.pay(borrower.main, lender, due, loan // 24, wording=scene.words(LOAN_REPAID), details=told)
    return borrower
