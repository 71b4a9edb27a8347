"""A regular trade with one partner ends, and the same goods go on to a new one: in a transit country, or renamed.

FinCEN, FIN-2022-Alert003 and FIN-2023-GLOBALEXPORT: after a designation the flow is kept up through firms founded in
between, in countries that pass goods on, or under nearly the old name.

Plain: 4 to 6 payments of 8,000 to 60,000 dollars with one partner, 8 to 11 days apart; two to four weeks of silence;
then 1 to 4 of nearly the same amount with a new one in a transit country or, one time in three, with one of nearly the
old name elsewhere.
Disguised: the amounts vary by a tenth, the silence is three to four weeks.
Expert: the amounts are halved and split between two new partners.
Offenders: dealers, wholesalers and offices.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import GOODS

_ORDINARY = ("DE", "CZ", "CA", "FI")
_TRANSIT = ("TR", "AE", "KZ", "KG", "GE", "AM", "RS")


def inject(scene: Scene) -> Customer:
    """Replace a partner by one in between."""
    offender = scene.lead("dealer", "wholesale", "office")
    usual, sector = scene.money(9000, 60000), offender.particulars.sector or "machinery"
    old = scene.abroad(pick(scene.rng, _ORDINARY), "business")
    if chance(scene.rng, 1 / 3):
        new = scene.renamed(old, pick(scene.rng, _ORDINARY))
    else:
        new = scene.abroad(pick(scene.rng, _TRANSIT), "business")
    spread = scene.choice(0.03, 0.08, 0.08)
    when = scene.at(scene.begin(length=84, earliest=1), OFFICE)
    for _ in range(scene.number((4, 5), (4, 4))):
        amount = int(usual * (1 + scene.value((-spread, spread), (-spread, spread))))
        told = Details(commodity=scene.goods(sector, amount), invoice=invoice_number(scene.rng))
        when = scene.pay(old, offender.main, when, amount, wording=scene.words(GOODS), details=told).time
        when = scene.later(when, (150, 230), OFFICE)
    when = scene.later(when, (200, 340), OFFICE)
    for _ in range(scene.number((1, 3), (1, 2))):
        amount = int(usual * scene.choice(1.0, 1.0, 0.5) * (1 + scene.value((-spread, spread), (-spread, spread))))
        told = Details(commodity=scene.goods(sector, amount), invoice=invoice_number(scene.rng))
        when = scene.pay(new, offender.main, when, amount, wording=scene.words(GOODS), details=told).time
        when = scene.later(when, (40, 90), OFFICE)
    return offender
