"""Payment after payment in whole thousands.

Goods, wages and bills come to odd amounts; money that is only being moved is moved in round ones. FFIEC Manual,
Appendix F: many transfers sent in large, round hundreds or thousands of dollars.

Plain: 9 to 20 payments of 1,000 to 9,000 dollars in whole thousands within 5 to 14 days, out of credits of the same
kind.
Disguised: 8 to 14 payments of 500 to 4,500 dollars in multiples of five hundred within 12 to 25 days, one in five
odd.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, pick
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Receive and send one round amount after another."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    step = 1000_00 if scene.level == "plain" else 500_00
    amounts = [integer(scene.rng, 1, 9) * step for _ in range(scene.number(plain=(9, 20), disguised=(8, 14)))]
    if scene.level != "plain":
        amounts = [amount - integer(scene.rng, 1, 99_99) if chance(scene.rng, 0.2) else amount for amount in amounts]
    days = scene.value(plain=(5, 14), disguised=(12, 25))
    funded = scene.at(scene.begin(length=days + 9))
    sources, receivers = scene.firms(2), scene.firms(2) + scene.persons(3)
    funding = -(-sum(amounts) // len(sources) // step) * step
    for source in sources:
        funded = scene.pay(source, offender.main, scene.later(funded, (0, 5)), funding).time
    rhythm = scene.hours_of(offender.main)
    first = scene.later(funded, (1, 30), rhythm)
    for when, amount in zip(scene.spread(first, days, len(amounts), rhythm), amounts, strict=True):
        scene.pay(offender.main, pick(scene.rng, receivers), when, amount)
    return offender
