"""One account pays many people within a day or two.

A sum that came in at once is scattered, so that no single receiver draws attention and recovering it takes as many
orders as there are accounts. FFIEC Manual, Appendix F: an unusually large number and variety of beneficiaries.

Plain: one to three large credits, then 15 to 40 receivers within 6 to 48 hours (a firm: of business days), 150 to
2,900 dollars each.
Disguised: 10 to 20 receivers within 2 to 6 days.
Offenders: persons and offices.
"""

from __future__ import annotations

from models.synthetic.draws import split
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Scatter a sum among many receivers in a short time."""
    offender = scene.lead(*PERSONS, "office")
    amounts = [scene.money(150, 2900) for _ in range(scene.number(plain=(15, 40), disguised=(10, 20)))]
    days = scene.value(plain=(0.25, 2), disguised=(2, 6))
    funded = scene.at(scene.begin(length=days + 8))
    sources = scene.firms(scene.number((1, 3), (1, 3)))
    for source, amount in zip(sources, split(scene.rng, sum(amounts), len(sources)), strict=True):
        funded = scene.pay(source, offender.main, scene.later(funded, (0, 3)), amount).time
    rhythm = scene.hours_of(offender.main)
    times = scene.spread(scene.later(funded, (1, 20), rhythm), days, len(amounts), rhythm)
    for receiver, when, amount in zip(scene.persons(len(amounts)), times, amounts, strict=True):
        scene.pay(offender.main, receiver, when, amount)
    return offender
