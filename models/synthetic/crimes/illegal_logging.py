"""Timber from where its export is banned is bought without papers, and officials are paid beside it.

FATF, Money Laundering from Environmental Crime (July 2021); FinCEN, FIN-2021-NTC4.

Plain: 2 to 5 purchases of 8,000 to 70,000 dollars from Brazil, Indonesia, Myanmar or the Congo without shipping
papers or in another's name, and fees of 800 to 6,000 to a person for permits or advice.
Disguised: 2 to 4 purchases, a half of them with papers; one fee.
Expert: bought through Vietnam or Türkiye with papers; a fee of 300 to 450.
Offenders: dealers in timber and furniture, builders, and firms outside the trade.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import CONSULTING, PERMIT

_BANNED = ("BR", "ID", "MM", "CD", "PG")


def inject(scene: Scene) -> Customer:
    """Buy banned timber."""
    offender = scene.lead("dealer", "trade", "wholesale", suits=lambda each: each.particulars.sector is not None)
    country = scene.choice(pick(scene.rng, _BANNED), pick(scene.rng, _BANNED), pick(scene.rng, ("VN", "TR")))
    seller, helper = scene.abroad(country, "business"), scene.abroad(country)
    helper.kind_told = True
    days, papers = scene.value((10, 24), (15, 26)), scene.choice(0.1, 0.5, 1.0)
    first = scene.at(scene.begin(length=days + 8), OFFICE)
    third = scene.firms(1, inside=0)[0] if chance(scene.rng, 0.3) else None
    for when in scene.spread(first, days, scene.number(plain=(2, 5), disguised=(2, 4)), OFFICE):
        amount, shipped = scene.money(8000, 70000), chance(scene.rng, papers)
        last = scene.trade(offender.main, seller, when, amount, "timber trade", shipped=shipped, third=third).time
    low, high = scene.choice((800, 6000), (700, 2500), (300, 450))
    for _ in range(scene.number(plain=(1, 3), disguised=(1, 1))):
        wording = scene.words(PERMIT if chance(scene.rng, 0.5) else CONSULTING)
        last = scene.pay(
            offender.main, helper, scene.later(last, (3, 50), OFFICE), scene.money(low, high), wording=wording
        ).time
    return offender
