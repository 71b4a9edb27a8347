"""Families of people on the way pay a guide, who takes the cash out at the border or sends it on abroad.

FinCEN, FIN-2023-Alert001 (south-west border): many payers from all over the country, one receiver near the border; or
cash paid in at many places and wired to several people in countries on the way.

Plain: 8 to 20 payments of 450 to 1,900 dollars from as many people within 4 to 12 days, nine tenths of it drawn in
cash at branches of a border town 2 to 40 hours after every third; or, in two cases of five, 4 to 9 deposits of 900
to 3,200 dollars at any branches within 2 to 4 days, of which 92 % goes to 3 to 6 people abroad.
Disguised: 6 to 12 payers within 6 to 12 days, 70 % drawn there; or 4 to 6 deposits, and 75 % to 3 to 5 people.
Expert: 4 to 6 payers within 25 to 30 days, 40 % drawn there; or 3 to 5 deposits within 12 to 18 days, and half of it
to 2 or 3 people.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic import places
from models.synthetic.draws import chance, pick, split, whole
from models.synthetic.ledger import Rail
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, Scene

_BORDER = tuple(city for city in places.DOMESTIC if city.north < 32.8 and city.east < -97 and "San D" not in city.name)
_WAY = ("MX", "GT", "HN", "SV", "EC", "CO", "HT")


def inject(scene: Scene) -> Customer:
    """Collect for guides."""
    return _at_the_border(scene) if chance(scene.rng, 0.6) else _abroad(scene)


def _at_the_border(scene: Scene) -> Customer:
    offender, border = scene.lead(*PERSONS), pick(scene.rng, _BORDER)
    payers = scene.persons(scene.number(plain=(8, 20), disguised=(6, 12), expert=(4, 6)), inside=0.2)
    days = scene.value(plain=(4, 12), disguised=(6, 12), expert=(25, 30))
    share = scene.choice(0.9, 0.7, 0.4)
    first, waiting = scene.begin(length=days + 9), 0
    scene.silence(offender, first)
    for number, (payer, when) in enumerate(zip(payers, scene.spread(scene.at(first), days, len(payers)), strict=True)):
        amount = scene.money(450, 1900)
        scene.pay(payer, offender.main, when, amount)
        waiting += int(amount * share)
        if number % 3 == 2 or number == len(payers) - 1:
            for part in split(scene.rng, waiting, -(-waiting // 3000_00)):
                later, notes = scene.later(when, (2, 40), BRANCH), part // 2000 * 2000 or 2000
                scene.withdraw(offender.main, later, notes, places.counter(scene.rng, border))
            waiting = 0
    return offender


def _abroad(scene: Scene) -> Customer:
    offender, country = scene.lead(*PERSONS), pick(scene.rng, _WAY)
    receivers = [scene.abroad(country) for _ in range(scene.number(plain=(3, 6), disguised=(3, 5), expert=(2, 3)))]
    days = scene.value(plain=(3, 7), disguised=(4, 7), expert=(20, 30))
    day, total = scene.begin(length=days + 8), 0
    count = scene.number(plain=(4, 9), disguised=(4, 6), expert=(3, 5))
    for when in scene.spread(scene.at(day, BRANCH), days * 0.6, count, BRANCH):
        amount = whole(scene.money(900, 3200), 20)
        scene.deposit(offender.main, when, amount, scene.counter())
        total += amount
    onward = int(total * scene.choice(0.92, 0.75, 0.5))
    for receiver, part in zip(receivers, split(scene.rng, onward, len(receivers)), strict=True):
        channel: Rail = "remittance" if chance(scene.rng, 0.7) else "transfer"
        scene.pay(offender.main, receiver, scene.later(when, (1, 60)), part, channel)
    return offender
