"""A charity's gifts do not become charity: they leave as cash, or to persons, some of them near a conflict.

FATF Recommendation 8 and its best practices (November 2023); FinCEN, FIN-2023-Alert006.

Plain: 15 to 45 gifts within 10 to 20 days, of which 70 to 95 % is drawn in cash or sent to 2 to 6 persons, half of
them in or beside a conflict zone, within two weeks.
Disguised: 12 to 30 gifts within 15 to 20 days, 60 to 80 % to persons at home and beside a conflict.
Expert: a quarter of what comes in, over two months, to persons at home.
Offenders: charities.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, split, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import DONATION

_NEAR = ("SY", "IQ", "AF", "SO", "YE", "TR", "LB")


def inject(scene: Scene) -> Customer:
    """Divert gifts."""
    charity = scene.lead("charity")
    count = scene.number(plain=(15, 45), disguised=(12, 30), expert=(15, 40))
    days = scene.value(plain=(10, 20), disguised=(15, 20), expert=(40, 50))
    received, last = 0, scene.at(scene.begin(length=days + 16))
    for giver, when in zip(scene.persons(count), scene.spread(last, days, count), strict=True):
        gift, last = scene.money(60, 1500), when
        scene.pay(giver, charity.main, when, gift, wording=scene.words(DONATION))
        received += gift
    usual = round(3000 * scene.daily_turnover(charity) / 2)
    diverted = int((received + usual) * scene.value(plain=(0.7, 0.95), disguised=(0.6, 0.8), expert=(0.2, 0.3)))
    abroad = scene.choice(0.5, 0.3, 0.0)
    near = pick(scene.rng, _NEAR)
    for part in split(scene.rng, diverted, scene.number((3, 7), (4, 7))):
        when = scene.later(last, (6, 200), OFFICE)
        if chance(scene.rng, scene.choice(0.4, 0.15, 0.0)):
            scene.withdraw(
                charity.main, scene.later(when, (0, 20), BRANCH), whole(min(part, 9500_00), 20), scene.counter()
            )
        else:
            receiver = scene.abroad(near) if chance(scene.rng, abroad) else scene.persons(1, inside=0.1)[0]
            scene.pay(charity.main, receiver, when, part)
    return charity
