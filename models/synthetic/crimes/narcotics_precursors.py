"""Chemicals for narcotics are ordered where they are made, by those who have no trade in them.

FINTRAC's operational alert on synthetic drugs (2025); FinCEN, FIN-2024-A002: small transfers of many people to the
same sellers in China or India; or a firm outside the trade that pays for listed chemicals.

Plain: 3 to 8 payments of 900 to 12,000 dollars within 6 to 24 days for listed chemicals by a firm outside the trade;
or 6 to 14 payments of 400 to 2,900 to one or two sellers in China or India by a person whom 5 to 10 people pay.
Disguised: 2 to 5 payments for chemicals; or 5 to 8 payments within 15 to 27 days.
Expert: one payment told as fertiliser; or 3 to 5 payments.
Offenders: firms outside the trade, persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Order precursors."""
    return _firm(scene) if chance(scene.rng, 0.5) else _person(scene)


def _firm(scene: Scene) -> Customer:
    offender = scene.lead("office", "trade", "dealer", "wholesale", suits=_outside)
    seller = scene.abroad(pick(scene.rng, ("CN", "CN", "IN")), "business")
    sector = scene.choice("chemical wholesale", "chemical wholesale", "food wholesale")
    days = scene.value((6, 24), (15, 26))
    count = scene.number(plain=(3, 8), disguised=(2, 5), expert=(1, 2))
    for when in scene.spread(scene.at(scene.begin(length=days + 5), OFFICE), days, count, OFFICE):
        shipped = chance(scene.rng, 0.4)
        scene.trade(offender.main, seller, when, scene.money(900, 12000), sector, shipped=shipped)
    return offender


def _person(scene: Scene) -> Customer:
    offender, country = scene.lead(*PERSONS), pick(scene.rng, ("CN", "CN", "IN"))
    sellers = [scene.abroad(country, "business") for _ in range(scene.number((1, 2), (1, 2)))]
    payers = scene.persons(scene.number(plain=(5, 10), disguised=(4, 6), expert=(2, 3)), inside=0.2)
    count = scene.number(plain=(6, 14), disguised=(5, 8), expert=(3, 5))
    days, price = scene.value(plain=(6, 24), disguised=(12, 25), expert=(25, 40)), scene.money(700, 2900)
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=days + 6)), days, count)):
        amount = int(price * scene.value((0.96, 1.0), (0.95, 1.0)))
        came = scene.pay(payers[number % len(payers)], offender.main, when, int(amount * 1.05)).time
        scene.pay(offender.main, pick(scene.rng, sellers), scene.later(came, (2, 40)), amount)
    return offender


def _outside(customer: Customer) -> bool:
    return customer.particulars.sector not in (None, "chemical wholesale", "pharmaceutical wholesale")
