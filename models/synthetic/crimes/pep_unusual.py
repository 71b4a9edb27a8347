"""Large sums, cash or offshore money on the account of somebody in office, or close to it.

FATF Recommendation 12; FinCEN, FIN-2022-A001: sums that do not fit a public salary, from shell firms, or in cash.

Plain: 3 to 8 credits of 6,000 to 45,000 dollars within 6 to 24 days, mostly from firms offshore or in high-risk
places; a quarter is cash, of at most 9,500.
Disguised: 4 to 8 credits of 4,000 to 12,000 within 15 to 27 days, half of the firms at home.
Expert: 6 to 9 credits of 1,000 to 2,500 within 40 to 55 days, from firms at home.
Offenders: politically exposed persons and those close to them.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import PERSONS, Scene

_AWAY = ("PA", "VG", "AE", "LB", "VU", "MC")


def inject(scene: Scene) -> Customer:
    """Credit somebody in office."""
    offender = scene.lead(
        *PERSONS, "pensioner", suits=lambda each: bool(each.particulars.pep or each.particulars.related_pep)
    )
    count = scene.number(plain=(3, 8), disguised=(4, 8), expert=(6, 9))
    days = scene.value(plain=(6, 24), disguised=(15, 27), expert=(40, 55))
    low, high = scene.choice((6000, 45000), (4000, 12000), (1000, 2500))
    firms = [scene.abroad(pick(scene.rng, _AWAY), "business") for _ in range(2)]
    at_home = scene.choice(0.1, 0.5, 1.0)
    for when in scene.spread(scene.at(scene.begin(length=days + 6), OFFICE), days, count, OFFICE):
        amount = scene.money(low, high)
        if chance(scene.rng, scene.choice(0.25, 0.25, 0.0)):
            amount = whole(min(amount, 9500_00), 100)
            scene.deposit(offender.main, scene.later(when, (0, 2), BRANCH), amount, scene.counter())
        else:
            source = scene.firms(1)[0] if chance(scene.rng, at_home) else pick(scene.rng, firms)
            scene.pay(source, offender.main, when, amount)
    return offender
