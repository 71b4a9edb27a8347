"""A known supplier's invoice comes with another account, and somebody else gets the money.

FinCEN (FIN-2019-A005) and the FBI's Internet Crime Reports: criminals read the mail, and send an invoice in the known
name, urgent, for more than usual, to an account opened for it. In a third of the cases the one to judge is whoever has
that account.

Plain: after 3 to 6 payments of 1,500 to 20,000 dollars to a supplier, 1.5 to 4 times as much to an account of the
same name, urgent, abroad in half of the cases.
Disguised: as much as usual or up to twice, without haste, abroad in a quarter.
Expert: as much as usual, in the country, as an invoice is due.
Receivers: persons who came 2 to 30 days before. Plain: one credit of 8,000 to 60,000 dollars from a firm, of which all
but 2 to 6 % goes abroad, to an exchange or to a new person 1 to 12 hours later. Disguised: 6,000 to 20,000, all but 4
to 12 % goes on in two parts after 4 to 22 hours. Expert: 4,000 to 9,000, a third of which stays, the rest goes on after
1 to 4 days.
Offenders: criminals; the victim is a firm, the receiver a recruited or deceived person.
"""

from __future__ import annotations

from models.synthetic.draws import chance, integer, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE, ONLINE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene
from models.synthetic.wordings import GOODS, URGENT


def inject(scene: Scene) -> Customer:
    """Divert a payment to a known name, or take one in."""
    return _receive(scene) if chance(scene.rng, 1 / 3) else _pay(scene)


def _pay(scene: Scene) -> Customer:
    victim = scene.lead(*SMALL_FIRMS, "shop", "restaurant")
    supplier, usual = scene.firms(1, inside=0)[0], scene.money(2200, 20000)
    when = scene.at(scene.begin(length=62), OFFICE)
    for _ in range(scene.number((3, 6), (3, 6))):
        amount = int(usual * scene.value((0.8, 1.2), (0.8, 1.2)))
        when = scene.later(scene.pay(victim.main, supplier, when, amount).time, (120, 210), OFFICE)
    abroad = chance(scene.rng, scene.choice(0.5, 0.25, 0.0))
    thief = scene.namesake(supplier, pick(scene.rng, ("HK", "GB", "PL", "MX")) if abroad else "US")
    amount = int(usual * scene.value(plain=(1.5, 4), disguised=(1.0, 2.0), expert=(0.85, 1.15)))
    scene.pay(victim.main, thief, when, amount, wording=scene.words(scene.choice(URGENT, GOODS)))
    return victim


def _receive(scene: Scene) -> Customer:
    receiver = scene.lead(*PERSONS, since=(-20, scene.calendar.days - 42))
    first = scene.at(max(receiver.since, 0) + integer(scene.rng, 2, 30), OFFICE)
    low, high = scene.choice((8000, 60000), (6000, 20000), (4000, 9000))
    amount = scene.money(low, high)
    wording = scene.words(scene.choice(URGENT, GOODS))
    when = scene.pay(scene.firms(1, inside=0)[0], receiver.main, first, amount, wording=wording).time
    amount = int(amount * (1 - scene.value(plain=(0.02, 0.06), disguised=(0.04, 0.12), expert=(0.3, 0.36))))
    parts = scene.choice(1, 2)
    for _ in range(parts):
        when = scene.later(when, scene.choice((1, 12), (4, 11), (24, 48)), ONLINE)
        if chance(scene.rng, 0.3):
            scene.pay(receiver.main, scene.exchange(), when, amount // parts, "crypto")
        elif chance(scene.rng, 0.6):
            scene.pay(receiver.main, scene.abroad(pick(scene.rng, ("HK", "GB", "PL", "MX"))), when, amount // parts)
        else:
            scene.pay(receiver.main, scene.persons(1)[0], when, amount // parts)
    return receiver
