"""A charity with real projects: gifts come in, and go to suppliers, wages and a partner organisation in the field.

It is honest because what leaves is spending: firms, organisations, and wages told as such.

Plain: 20 to 50 gifts within 20 days; 40 to 70 % of them goes to suppliers and a partner organisation in Türkiye,
Kenya or Jordan, and 10 to 20 % to two employees as salary.
Customers: charities.
"""

from __future__ import annotations

from models.synthetic.draws import pick, split
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import DONATION


def imitate(scene: Scene) -> Customer:
    """Run projects."""
    charity = scene.lead("charity")
    count, days = scene.number((20, 50), (20, 50)), 20
    received, last = 0, scene.at(scene.begin(length=days + 16))
    for giver, when in zip(scene.persons(count), scene.spread(last, days, count), strict=True):
        gift, last = scene.money(20, 600), when
        scene.pay(giver, charity.main, when, gift, wording=scene.words(DONATION))
        received += gift
    partner = scene.abroad(pick(scene.rng, ("TR", "KE", "JO")), "npo")
    for part in split(scene.rng, int(received * scene.value((0.4, 0.7), (0.4, 0.7))), 4):
        receiver = partner if part % 2 else scene.outside("supplier")
        scene.pay(charity.main, receiver, scene.later(last, (6, 200), OFFICE), part)
    for employee in scene.persons(2):
        when = scene.later(last, (6, 200), OFFICE)
        scene.pay(charity.main, employee, when, int(received * 0.07), wording=("SALA", "salary"))
    return charity
