"""Many people's tax refunds or wages end on one account, or a shell firm turns its receipts into cash.

FinCEN on identity-theft refunds (FIN-2012-A005, FIN-2013-A001) and on payroll fraud in construction (FIN-2023-NTC1).

Plain: one of three: 4 to 9 refunds of 900 to 6,500 dollars within 25 days on a person's account; wages of 5 to 8
employers, 8 to 16 in 25 days, on one; or a trade whose clients pay 24,000 to 90,000 within 20 days, of which 75 to 95
% is drawn in cash within two days of each receipt.
Disguised: 3 to 5 refunds; wages of 4 or 5 employers, 6 to 10; 65 to 80 % drawn in cash.
Expert: 2 or 3 refunds; wages of 2 or 3 employers; 30 to 50 % drawn in cash.
Offenders: persons; trades and offices whose own business is small beside it.
"""

from __future__ import annotations

from models.synthetic.draws import integer, pick, split, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import SALARY, TAX_REFUND


def inject(scene: Scene) -> Customer:
    """Collect refunds or wages, or cash a payroll."""
    return (_refunds, _wages, _shell)[integer(scene.rng, 0, 2)](scene)


def _refunds(scene: Scene) -> Customer:
    offender, office = scene.lead(*PERSONS), scene.outside("tax office")
    count = scene.number(plain=(4, 9), disguised=(3, 5), expert=(2, 3))
    for when in scene.spread(scene.at(scene.begin(length=28), OFFICE), 24, count, OFFICE):
        scene.pay(office, offender.main, when, scene.money(900, 6500), wording=scene.words(TAX_REFUND))
    return offender


def _wages(scene: Scene) -> Customer:
    offender = scene.lead(*PERSONS)
    employers = scene.firms(scene.number(plain=(5, 8), disguised=(4, 5), expert=(2, 3)), inside=0)
    count = max(len(employers), scene.number(plain=(8, 16), disguised=(6, 10), expert=(4, 8)))
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=28), OFFICE), 23, count, OFFICE)):
        employer = employers[number % len(employers)]
        scene.pay(employer, offender.main, when, scene.money(600, 2600), wording=scene.words(SALARY))
    return offender


def _shell(scene: Scene) -> Customer:
    total = scene.money(24000, 90000)
    firm = scene.lead("trade", "office", suits=lambda each: 30 * scene.daily_turnover(each) <= total / 100)
    clients = scene.firms(3, inside=0)
    share = scene.value(plain=(0.75, 0.95), disguised=(0.65, 0.8), expert=(0.3, 0.5))
    for amount, when in zip(
        split(scene.rng, total, 5),
        scene.spread(scene.at(scene.begin(length=28), OFFICE), 18, 5, OFFICE),
        strict=True,
    ):
        came = scene.pay(pick(scene.rng, clients), firm.main, when, amount).time
        drawn = int(amount * share)
        for part in split(scene.rng, drawn, -(-drawn // (CASH_REPORT - 500_00))):
            notes = whole(min(part, CASH_REPORT - 500_00), 20)
            scene.withdraw(firm.main, scene.later(came, (1, 26), BRANCH), notes, scene.counter())
    return firm
