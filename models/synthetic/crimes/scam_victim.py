"""Somebody is talked into sending the savings to people never met, to an exchange, or into gift cards.

In a third of the cases the one to judge is whoever takes the money in. FTC, Consumer Sentinel; FinCEN,
FIN-2023-Alert005 (pig butchering), its advisory on elder exploitation (FIN-2022-A002) and the one on imposter scams and
money mules (FIN-2020-A003).

Plain: after 43 days of ordinary life 3 to 8 payments of 1,500 to 14,000 dollars within 2 to 7 days to 2 to 4 new
people, or to an exchange never used before; or 5 to 12 gift cards of 200 to 500 within 1 to 4 days.
Disguised: 3 to 6 payments of 1,200 to 5,000 within 5 to 7 days.
Expert: 4 to 8 payments of 400 to 1,200 within 20 to 35 days.
Receivers: persons who came 2 to 20 days before the first payment, or students and others with a small account. Plain:
3 to 6 victims pay 1,500 to 9,000 dollars each within 2 to 6 days, and all but 2 to 8 % of each payment leaves 2 to 20
hours later: to an exchange, abroad, or at machines. Disguised: 2 to 4 victims pay 1,200 to 5,000 within 4 to 10 days,
all but 5 to 20 % leaves after 10 to 44 hours. Expert: 5 to 9 victims pay 400 to 900 within 25 to 40 days.
Offenders: fraudsters; the victim is a person, often an older one, and the receiver one who was recruited or deceived.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.synthetic.draws import chance, integer, pick
from models.synthetic.parties import Account, Customer
from models.synthetic.places import MACHINE_LIMIT
from models.synthetic.rhythm import MACHINE, SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import GIFT_CARD

_NOTE = 20_00


def inject(scene: Scene) -> Customer:
    """Send the savings to strangers, or be the stranger."""
    return _receive(scene) if chance(scene.rng, 1 / 3) else _send(scene)


def _send(scene: Scene) -> Customer:
    days = scene.value(plain=(2, 7), disguised=(5, 7), expert=(20, 35))
    first = scene.begin(length=days + 3, earliest=43)
    known_from = scene.at(first) - timedelta(days=43)
    victim = scene.lead(
        "pensioner",
        *PERSONS,
        suits=lambda each: scene.daily_turnover(each) < 250 and min(scene.ordinary_times(each)) < known_from,
    )
    count = scene.number(plain=(3, 8), disguised=(3, 6), expert=(4, 8))
    low, high = scene.choice((1500, 14000), (1200, 5000), (400, 1200))
    how = integer(scene.rng, 0, 3)
    if how == 3:
        cards, words = scene.merchant("5947"), scene.words(GIFT_CARD)[1]
        for when in scene.spread(scene.at(first, SHOPPING), days, count + 3, SHOPPING):
            scene.card(victim.main, cards, "5947", when, pick(scene.rng, (200, 300, 400, 500)) * 100, words=words)
        return victim
    strangers = [scene.exchange()] if how == 2 else scene.persons(scene.number((2, 4), (2, 4)), inside=0.1)
    for number, when in enumerate(scene.spread(scene.at(first), days, count)):
        receiver = strangers[number % len(strangers)]
        scene.pay(victim.main, receiver, when, scene.money(low, high), "crypto" if how == 2 else "transfer")
    return victim


def _receive(scene: Scene) -> Customer:
    days = scene.value(plain=(2, 6), disguised=(4, 10), expert=(25, 40))
    receiver, first = _receiver(scene, days)
    victims = scene.persons(scene.number(plain=(3, 6), disguised=(2, 4), expert=(5, 9)), inside=0.2)
    low, high = scene.choice((1500, 9000), (1200, 5000), (400, 900))
    way = pick(scene.rng, ("crypto", "abroad", "cash"))
    onward = scene.exchange() if way == "crypto" else scene.abroad(pick(scene.rng, ("GH", "NG", "GB", "HK", "IN")))
    for victim, when in zip(victims, scene.spread(first, days, len(victims)), strict=True):
        amount = scene.money(low, high)
        paid = scene.pay(victim, receiver.main, when, amount).time
        amount = int(amount * (1 - scene.value(plain=(0.02, 0.08), disguised=(0.05, 0.20))))
        passed = scene.later(paid, scene.choice((2, 20), (10, 44)), MACHINE)
        if way == "cash":
            _empty(scene, receiver.main, passed, amount)
        else:
            scene.pay(receiver.main, onward, passed, amount, "crypto" if way == "crypto" else "transfer")
    return receiver


def _receiver(scene: Scene, days: float) -> tuple[Customer, datetime]:
    """A newcomer, or somebody with a small account, and when the first victim pays."""
    if chance(scene.rng, 0.6):
        newcomer = scene.lead(*PERSONS, since=(-15, scene.calendar.days - int(days) - 26))
        return newcomer, scene.at(max(newcomer.since, 0) + integer(scene.rng, 2, 20))
    settled = scene.lead("student", *PERSONS, suits=lambda each: scene.daily_turnover(each) < 100)
    return settled, scene.at(scene.begin(length=days + 3, earliest=43))


def _empty(scene: Scene, account: Account, when: datetime, cents: int) -> None:
    """Draw the sum at machines, as far as notes go."""
    while cents >= _NOTE:
        notes = min(MACHINE_LIMIT, cents) // _NOTE * _NOTE
        scene.withdraw(account, when, notes, scene.machine())
        when, cents = scene.later(when, (0.02, 0.4), MACHINE), cents - notes
