"""Money leaves, passes through the accounts of others and comes back to where it began, with another story.

FATF, Professional Money Laundering (July 2018), and FATF and Egmont, Trade-Based Money Laundering (December 2020):
circular payments through accounts of front men make one's own money look like income, a loan or turnover.

Plain: 8,000 to 90,000 dollars through 2 to 4 others, of whom each keeps 0.5 to 3 %, back within 2 to 10 days; in
three cases of ten it is split between two of them and merged again.
Disguised: through 3 to 5 others, each keeps 1 to 4 %, within 8 to 16 days, every second time split.
Expert: 4,000 to 9,000 dollars through 3 to 5 others, each keeps 2 to 5 %, within 12 to 18 days, and always split.
Offenders: persons and offices, with helpers here and at other institutions. Where firms take part, weekends come on
top.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.network import Held, elsewhere, pass_on, row
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> list[Account]:
    """Send money in a circle."""
    count = scene.number(plain=(2, 4), disguised=(3, 5), expert=(3, 5))
    days = scene.value(plain=(2.8, 10), disguised=(8, 16), expert=(12, 18))
    commission = scene.choice((0.005, 0.03), (0.01, 0.04), (0.02, 0.05))
    first = scene.at(scene.begin(length=days + 10))
    circle = _circle(scene, count, split=chance(scene.rng, scene.choice(0.3, 0.5, 1.0)))
    hours = 24 * days / (len(circle) - 1)
    (origin,) = circle[0]
    holding = {origin: Held(scene.money(*scene.choice((8000, 90000), (8000, 60000), (4000, 9000))), first)}
    for number, receivers in enumerate((*circle[1:], circle[0])):
        wait, less = ((0.75 * hours, hours), commission) if number else ((0.0, 2.0), (0.0, 0.0))
        holding = pass_on(scene, holding, receivers, wait, less)
    return [account for station in circle for account in station]


def _circle(scene: Scene, count: int, split: bool) -> list[list[Account]]:
    """The stations of the money, the origin first; with `split` one station is two accounts side by side."""
    if not split:
        accounts = row(scene, count + 1, *PERSONS, "office")
        return [[account] for account in accounts]
    origin, *others = row(scene, max(count, 3), *PERSONS, "office", inside=1.0)
    beside = elsewhere(scene) if chance(scene.rng, 0.4) else scene.lead(*PERSONS).main
    at = int(scene.rng.random() * len(others))
    stations = [[other] for other in others]
    stations[at].append(beside)
    return [[origin], *stations]
