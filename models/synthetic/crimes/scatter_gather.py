"""One account scatters a sum over several others, which all pay it to the same one.

FATF, Professional Money Laundering (July 2018): a sum is split between front men and gathered again, so that no
single payment is as large as what moved. Altman et al., Realistic Synthetic Financial Transactions for Anti-Money
Laundering Models (NeurIPS 2023), names the shape.

Plain: 12,000 to 90,000 dollars to 4 to 8 intermediaries within a day, of which each hands on all but 0.5 to 4 % after 3
to 30 hours.
Disguised: 9,000 to 40,000 dollars to 3 to 8 intermediaries within 3 days, on after 12 to 70 hours, all but 2 to 8 %.
Expert: 4,500 to 12,000 dollars to 3 to 6 intermediaries within 5 days, on after 1 to 6 days in two parts, all but 4 to
12 %.
Offenders: persons and offices; the destination is here or elsewhere, some intermediaries are.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.network import Held, elsewhere, pass_on
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> list[Account]:
    """Scatter a sum and gather it."""
    count = scene.number(plain=(4, 8), disguised=(3, 8), expert=(3, 6))
    outward = scene.choice((0.0, 24.0), (0.0, 72.0), (0.0, 120.0))
    onward = scene.choice((3.0, 30.0), (12.0, 70.0), (24.0, 144.0))
    commission = scene.choice((0.005, 0.04), (0.02, 0.08), (0.04, 0.12))
    origin = scene.lead(*PERSONS, "office").main
    abroad = chance(scene.rng, 0.4)
    destination = scene.abroad("GB") if abroad else scene.lead(*PERSONS, "office").main
    between = [
        elsewhere(scene) if not abroad and chance(scene.rng, 0.3) else scene.lead(*PERSONS).main for _ in range(count)
    ]
    cents = scene.money(*scene.choice((12000, 90000), (9000, 40000), (4500, 12000)))
    first = scene.at(scene.begin(length=(outward[1] + onward[1]) / 24 + 10))
    scattered = pass_on(scene, {origin: Held(cents, first)}, between, outward, (0, 0))
    pass_on(scene, scattered, [destination], onward, commission, parts=scene.choice(1, 1, 2))
    return [origin, destination, *between]
