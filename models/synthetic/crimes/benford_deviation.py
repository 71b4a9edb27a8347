"""Invented invoices: whoever makes amounts up spreads their first digits evenly, as real amounts never are.

Forensic auditors look for it (ACFE, Fraud Examiners Manual): sums made up between two bounds do not follow Benford's
law.

Plain: 170 to 260 payments between 300 and 999 dollars, all equally likely, over 50 to 75 days.
Disguised: 150 to 220 of which a third are real bills.
Expert: 120 to 180 of which half are real bills.
Offenders: small firms.
"""

from __future__ import annotations

from models.synthetic.draws import cents, chance, integer, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Pay invented invoices."""
    offender = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    days = scene.value((50, 75), (50, 75))
    count = scene.number(plain=(170, 260), disguised=(150, 220), expert=(120, 180))
    real = scene.choice(0.0, 0.33, 0.5)
    partners, clients = scene.firms(8), scene.firms(3)
    first = scene.at(scene.begin(length=days + 4), OFFICE)
    for when in scene.spread(first, days, count, OFFICE):
        amount = cents(scene.rng, 320, 1.1) if chance(scene.rng, real) else integer(scene.rng, 300_00, 999_99)
        if chance(scene.rng, 0.5):
            scene.pay(pick(scene.rng, clients), offender.main, when, amount)
        else:
            scene.pay(offender.main, pick(scene.rng, partners), when, amount)
    return offender
