"""A mayor lives on a salary, is paid once for a lecture, and buys a ring for a wedding.

It is honest because the one fee is small and the ring is within a month's income.

Plain: a second wage of 50 to 90 % of the usual income each month; a fee of 300 to 1,200
dollars; one purchase of 200 to 1,500 at a jeweller.
Customers: officials, politically exposed persons and those close to them.
"""

from __future__ import annotations

from models.synthetic.crimes.corruption_official import in_office
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE, SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import CONSULTING


def imitate(scene: Scene) -> Customer:
    """Live in office."""
    official = scene.lead(*PERSONS, "pensioner", suits=in_office)
    wage = int(100 * official.income * scene.value((0.5, 0.9), (0.5, 0.9)))
    for day in scene.calendar.monthly(27):
        scene.pay(scene.outside("agency"), official.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    day = scene.begin(length=20)
    fee = scene.words(CONSULTING)
    scene.pay(scene.firms(1)[0], official.main, scene.at(day, OFFICE), scene.money(300, 1200), wording=fee)
    scene.card(official.main, scene.merchant("5944"), "5944", scene.at(day + 9, SHOPPING), scene.money(200, 1500))
    return official
