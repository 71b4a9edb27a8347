"""A known supplier's invoice comes with another account, and somebody else gets the money.

FinCEN (FIN-2019-A005) and the FBI's Internet Crime Reports: criminals read the mail, and send an invoice in the known
name, urgent, for more than usual, to an account opened for it.

Plain: after 3 to 6 payments of 1,500 to 20,000 dollars to a supplier, 1.5 to 4 times as much to an account of the
same name, urgent, abroad in half of the cases.
Disguised: as much as usual or up to twice, without haste, abroad in a quarter.
Expert: as much as usual, in the country, as an invoice is due.
Offenders: criminals; the victim is a firm.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene
from models.synthetic.wordings import GOODS, URGENT


def inject(scene: Scene) -> Customer:
    """Divert a payment to a known name."""
    victim = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    supplier, usual = scene.firms(1, inside=0)[0], scene.money(2200, 20000)
    when = scene.at(scene.begin(length=62), OFFICE)
    for _ in range(scene.number((3, 6), (3, 6))):
        amount = int(usual * scene.value((0.8, 1.2), (0.8, 1.2)))
        when = scene.later(scene.pay(victim.main, supplier, when, amount).time, (120, 210), OFFICE)
    abroad = chance(scene.rng, scene.choice(0.5, 0.25, 0.0))
    thief = scene.namesake(supplier, pick(scene.rng, ("HK", "GB", "PL", "MX")) if abroad else "US")
    amount = int(usual * scene.value(plain=(1.5, 4), disguised=(1.0, 2.0), expert=(0.85, 1.15)))
    scene.pay(victim.main, thief, when, amount, wording=scene.words(scene.choice(URGENT, GOODS)))
    return victim
