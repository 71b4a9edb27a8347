"""Firms pay somebody in office for advice that nobody needs, or jewels are bought that no salary pays.

FinCEN, FIN-2022-A001; FATF, Laundering the Proceeds of Corruption (July 2011).

Plain: 3 to 7 fees of 2,500 to 18,000 dollars within 8 to 26 days from 2 or 3 firms; in a third of the cases instead
luxury of 3 to 8 times the monthly income, or cash.
Disguised: 2 to 5 fees of 1,500 to 5,000 within 15 to 27 days.
Expert: 3 fees of 700 to 1,400 over two months.
Offenders: officials, politically exposed persons and those close to them.
"""

from __future__ import annotations

from models.synthetic.draws import integer, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE, SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import CONSULTING

OFFICES = ("customs officer", "procurement officer", "public official", "judge", "mayor")


def in_office(customer: Customer) -> bool:
    """Whether somebody is in office or close to it, as the institution knows."""
    about = customer.particulars
    return bool(about.pep or about.related_pep or about.occupation in OFFICES)


def inject(scene: Scene) -> Customer:
    """Pay an official."""
    official = scene.lead(*PERSONS, "pensioner", suits=in_office)
    how = integer(scene.rng, 0, 5) if scene.level == "plain" else 0
    days = scene.value(plain=(8, 26), disguised=(15, 26), expert=(50, 60))
    first = scene.begin(length=days + 6)
    count = scene.number(plain=(3, 7), disguised=(3, 5), expert=(3, 3))
    if how == 4:
        for when in scene.spread(scene.at(first, SHOPPING), days, count, SHOPPING):
            price = int(official.income * 100 * scene.value((0.9, 1.6), (0.9, 1.6)))
            scene.card(official.main, scene.merchant("5944"), "5944", when, max(price, 2500_00))
    elif how == 5:
        for when in scene.spread(scene.at(first, BRANCH), days, count, BRANCH):
            cash = min(max(int(official.income * 90), 2000_00), 9500_00)
            scene.deposit(official.main, when, whole(cash, 100), scene.counter())
    else:
        firms = scene.firms(scene.number((2, 3), (2, 3)), inside=0.3)
        low, high = scene.choice((2500, 18000), (1800, 5000), (700, 1400))
        for when in scene.spread(scene.at(first, OFFICE), days, count, OFFICE):
            wording = scene.words(CONSULTING)
            scene.pay(pick(scene.rng, firms), official.main, when, scene.money(low, high), wording=wording)
    return official
