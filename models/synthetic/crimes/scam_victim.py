"""Somebody is talked into sending the savings to people never met, to an exchange, or into gift cards.

FTC, Consumer Sentinel; FinCEN, FIN-2023-Alert005 (pig butchering) and its advisory on elder exploitation
(FIN-2022-A002).

Plain: after 43 days of ordinary life 3 to 8 payments of 1,500 to 14,000 dollars within 2 to 7 days to 2 to 4 new
people, or to an exchange never used before; or 5 to 12 gift cards of 200 to 500 within 1 to 4 days.
Disguised: 3 to 6 payments of 1,200 to 5,000 within 5 to 7 days.
Expert: 4 to 8 payments of 400 to 1,200 within 20 to 35 days.
Offenders: fraudsters; the victim is a person, often an older one.
"""

from __future__ import annotations

from models.synthetic.draws import integer, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import GIFT_CARD


def inject(scene: Scene) -> Customer:
    """Send the savings to strangers."""
    days = scene.value(plain=(2, 7), disguised=(5, 7), expert=(20, 35))
    first = scene.begin(length=days + 3, earliest=43)
    victim = scene.lead("pensioner", *PERSONS, suits=lambda each: scene.daily_turnover(each) < 250)
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
