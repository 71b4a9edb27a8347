"""A firm that never had to do with crypto-assets buys a large sum of them in a hurry.

FinCEN, FIN-2021-A004: the victim or a firm for incident response sends a round sum to an exchange within hours or
days.

Plain: after 33 days 1 to 4 payments of 9,000 to 120,000 dollars together to an exchange within 2 to 22 hours; 1 to 8
hours before them a payment with the word urgent, or the bill of an incident response firm is paid.
Disguised: 2 or 3 payments of 7,000 to 30,000 together within 6 to 18 hours; the bill in three cases of five.
Expert: an incident response firm is paid 10,500 to 75,000 and pays the ransom itself.
Offenders: extortionists; the victim is a firm.
"""

from __future__ import annotations

from models.synthetic.draws import chance, split
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene
from models.synthetic.wordings import INCIDENT, URGENT


def inject(scene: Scene) -> Customer:
    """Pay a ransom."""
    victim = scene.lead(*SMALL_FIRMS, "wholesale", "dealer")
    first = scene.at(scene.begin(length=12, earliest=33), OFFICE)
    low, high = scene.choice((9000, 120000), (7000, 30000), (9000, 60000))
    ransom, helper, exchange = scene.money(low, high), scene.firms(1, inside=0)[0], scene.exchange()
    if scene.level == "expert" or chance(scene.rng, scene.choice(0.5, 0.6, 1.0)):
        fee = scene.money(1500, 15000) + (ransom if scene.level == "expert" else 0)
        first = scene.pay(victim.main, helper, first, fee, wording=scene.words(INCIDENT)).time
        if scene.level == "expert":
            return victim
    else:
        first = scene.pay(victim.main, helper, first, scene.money(400, 4000), wording=scene.words(URGENT)).time
    pieces = scene.number(plain=(1, 4), disguised=(2, 3))
    hours = scene.value(plain=(2, 22), disguised=(6, 18))
    begin = scene.later(first, (1, 8))
    for amount, when in zip(split(scene.rng, ransom, pieces), scene.spread(begin, hours / 24, pieces), strict=True):
        scene.pay(victim.main, exchange, when, amount, "crypto")
    return victim
