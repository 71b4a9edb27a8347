"""Arms and their parts are bought without a licence, for or from an embargoed place, or in split orders.

UN Protocol against the Illicit Manufacturing of and Trafficking in Firearms (2001); Council Common Position
2008/944/CFSP.

Plain: 3 to 8 payments of 900 to 20,000 dollars within 6 to 24 days, for arms, without papers; half of the cases with
an embargoed or transit place, the others from several sellers at home.
Disguised: 3 to 6 payments of 700 to 4,000 within 15 to 27 days; a third of them with papers.
Expert: 2 or 3 payments, told as tools.
Offenders: firms outside the trade.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_PLACES = ("LY", "HT", "SO", "TR", "AE", "KZ", "SD")


def inject(scene: Scene) -> Customer:
    """Buy arms for somebody."""
    offender = scene.lead("dealer", "office", "trade", "wholesale", suits=_outside)
    count = scene.number(plain=(3, 8), disguised=(3, 6), expert=(2, 3))
    days = scene.value(plain=(6, 24), disguised=(15, 26), expert=(20, 30))
    low, high = scene.choice((1500, 20000), (1300, 4000), (1300, 4000))
    place = pick(scene.rng, _PLACES)
    abroad = chance(scene.rng, 0.5)
    sellers = [scene.abroad(place, "business") if abroad else scene.firms(1, inside=0)[0] for _ in range(3)]
    sector = scene.choice("gunsmith", "gunsmith", "machine tools")
    for when in scene.spread(scene.at(scene.begin(length=days + 6), OFFICE), days, count, OFFICE):
        shipped = chance(scene.rng, scene.choice(0.0, 0.33, 1.0))
        sells = abroad and chance(scene.rng, 0.5)
        other = pick(scene.rng, sellers)
        sides = (other, offender.main) if sells else (offender.main, other)
        scene.trade(*sides, when, scene.money(low, high), sector, shipped=shipped)
    return offender


def _outside(customer: Customer) -> bool:
    return customer.particulars.sector not in (None, "gunsmith", "machine tools", "machinery", "engineering")
