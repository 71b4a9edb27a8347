"""Money is forwarded from account to account, so that nobody who sees one of them sees where it came from.

FATF, Professional Money Laundering (July 2018): layering through accounts of front men; each keeps a little.

Plain: 6,000 to 80,000 dollars over 3 to 6 payments, each 2 to 20 hours after the one before, less 0.5 to 2 % each time.
Disguised: 5,000 to 40,000 dollars over 3 to 6 payments, each after 10 to 60 hours, less 1 to 3 %.
Expert: 4,000 to 9,000 dollars over 4 to 6 payments, each after 24 to 84 hours and in two parts, less 1.5 to 3.5 %.
Offenders: persons and offices, with helpers here and at other institutions.
"""

from __future__ import annotations

from models.synthetic.network import Held, pass_on, row
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> list[Account]:
    """Hand money on along a chain."""
    hops = scene.number(plain=(3, 6), disguised=(3, 6), expert=(4, 6))
    hours = scene.choice((2.0, 20.0), (10.0, 60.0), (24.0, 84.0))
    commission = scene.choice((0.005, 0.02), (0.01, 0.03), (0.015, 0.035))
    length = hops * (hours[1] / 24 + 2) + 4
    first = scene.at(scene.begin(length=length))
    source, *others = row(scene, hops + 1, *PERSONS, "office")
    holding = {source: Held(scene.money(*scene.choice((6000, 80000), (5000, 40000), (4000, 9000))), first)}
    for number, receiver in enumerate(others):
        wait, less = (hours, commission) if number else ((0.0, 2.0), (0.0, 0.0))
        holding = pass_on(scene, holding, [receiver], wait, less, parts=scene.choice(1, 1, 2))
    return [source, *others]
