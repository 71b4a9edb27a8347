"""Cheques go to and fro between two accounts, each covered only by the other.

FFIEC Manual and the OCC's guide on check fraud: growing cheques between the same parties, a balance that is never
there, until one is returned.

Plain: 8 to 16 cheques to and fro between two parties within 10 to 24 days, 1,500 to 9,000 dollars each and growing;
one to three are returned.
Disguised: 8 to 12 cheques within 20 to 28 days, mixed with other cheques; one is returned.
Expert: between three parties, 8 to 14 within 25 to 40 days, and none is returned.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene
from models.synthetic.wordings import CHEQUE_RETURNED


def inject(scene: Scene) -> Customer:
    """Cover cheques with cheques."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    partners = scene.persons(scene.choice(1, 1, 2), inside=0)
    count = scene.number(plain=(8, 16), disguised=(8, 12), expert=(8, 14))
    days = scene.value(plain=(10, 24), disguised=(20, 28), expert=(25, 40))
    amount = scene.money(1500, 4500)
    times = scene.spread(scene.at(scene.begin(length=days + 10), BRANCH), days, count, BRANCH)
    returned = set(range(count - scene.number(plain=(1, 3), disguised=(1, 1), expert=(0, 0)), count))
    for number, when in enumerate(times):
        partner = partners[number // 2 % len(partners)]
        sides = (partner, offender.main) if number % 2 == 0 else (offender.main, partner)
        cheque = scene.pay(*sides, when, amount, "cheque", wording=(None, None))
        if number in returned:
            back = scene.later(cheque.time, (20, 90), BRANCH)
            told = Details(original=cheque)
            wording = scene.words(CHEQUE_RETURNED)
            scene.pay(sides[1], sides[0], back, amount, "cheque", wording=wording, details=told)
        if chance(scene.rng, 0.7):
            amount = int(amount * scene.value((1.02, 1.2), (1.02, 1.2)))
    return offender
