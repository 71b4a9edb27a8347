"""Gold or fuel from a conflict or an embargoed place are paid for by firms outside the trade, without papers.

FATF and APG, Vulnerabilities of Gold (July 2015); Regulation (EU) 2017/821; UN panels of experts on the Congo and
Libya.

Plain: 2 to 6 payments of 12,000 to 120,000 dollars within 6 to 26 days to or from a conflict area, an embargoed place
or an offshore trader, without shipping papers or in another's name.
Disguised: a half with papers; gold at 55 to 75 % of its price.
Expert: through Switzerland, with papers, at the price.
Offenders: firms outside the trade, some dealers in metals and fuel.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_SMUGGLED = ("7108", "2709", "2710")
"""Gold, crude oil and what is refined from it. Copper, aluminium and zinc are not what the sources speak of."""
_SOURCE = ("CD", "LY", "CF", "SD", "AE", "UG", "IQ")


def inject(scene: Scene) -> Customer:
    """Trade in smuggled goods."""
    offender = scene.lead("dealer", "wholesale", "office", suits=lambda each: each.particulars.sector is not None)
    partner = scene.abroad(scene.choice(pick(scene.rng, _SOURCE), pick(scene.rng, _SOURCE), "CH"), "business")
    sector = "metals" if chance(scene.rng, 0.6) else "fuel trade"
    days, papers = scene.value((6, 26), (15, 26)), scene.choice(0.05, 0.5, 1.0)
    third = scene.firms(1, inside=0)[0] if chance(scene.rng, scene.choice(0.4, 0.2, 0.0)) else None
    count = scene.number(plain=(2, 6), disguised=(2, 5), expert=(2, 3))
    for when in scene.spread(scene.at(scene.begin(length=days + 5), OFFICE), days, count, OFFICE):
        amount, shipped = scene.money(14000, 120000), chance(scene.rng, papers)
        times = scene.value(plain=(0.8, 1.0), disguised=(0.55, 0.75), expert=(0.95, 1.05))
        scene.trade(
            offender.main, partner, when, amount, sector, shipped=shipped, third=third, times=times, among=_SMUGGLED
        )
    return offender
