"""A loan is paid off early out of the proceeds of a sale, or month by month as agreed.

It is honest because the money comes from a buyer at home, in the borrower's own name.

Plain: a loan of 4,000 to 30,000 dollars; in half of the cases 80 to 100 % is repaid after 15 to 40 days out of a car
or house sale, in the others a twelfth each month.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import LOAN_PAID_OUT, LOAN_REPAID


def imitate(scene: Scene) -> Customer:
    """Borrow, and repay as borrowers do."""
    borrower, lender = scene.lead(*PERSONS), scene.outside("lender")
    loan, told = whole(scene.money(4000, 30000), 500), Details(product="loan")
    drawn = scene.at(scene.begin(length=62), OFFICE)
    scene.pay(lender, borrower.main, drawn, loan, wording=scene.words(LOAN_PAID_OUT), details=told)
    if chance(scene.rng, 0.5):
        sold = scene.later(drawn, (15 * 24, 40 * 24), OFFICE)
        price = scene.outside("car dealer" if loan < 15000_00 else "title company")
        sold = scene.pay(price, borrower.main, sold, int(loan * scene.value((1, 1.5), (1, 1.5)))).time
        amount = int(loan * scene.value((0.8, 1), (0.8, 1)))
        scene.pay(
            borrower.main,
            lender,
            scene.later(sold, (20, 90), OFFICE),
            amount,
            wording=scene.words(LOAN_REPAID),
            details=told,
        )
        return borrower
    when = scene.later(drawn, (26 * 24, 28 * 24), OFFICE)
    for _ in range(2):
        scene.pay(borrower.main, lender, when, loan // 12, wording=scene.words(LOAN_REPAID), details=told)
        when = scene.later(when, (27 * 24, 28 * 24), OFFICE)
    return borrower
