"""A student's or homemaker's account takes in sums far beyond any income and pays strangers and card bills with them.

FinCEN, FIN-2025-A003 (Chinese money laundering networks, August 2025): students' and homemakers' accounts settle
between cartels' cash and those who want dollars.

Plain: 6 to 18 credits of 1,500 to 9,000 dollars from 5 to 10 people, or cash, within 6 to 24 days; 80 to 97 % leaves
within two days of each to 4 to 9 unrelated people, or to card issuers.
Disguised: 6 to 12 credits of 1,500 to 4,500 within 12 to 22 days, 75 to 88 % leaving within two and a half days.
Expert: 5 to 9 credits of 500 to 1,300 within 40 to 55 days, 50 to 80 % leaving after one to four days.
One time in four the two legs are on two accounts instead, of which the broker holds both: nothing goes from one to the
other. One takes in a sum from a country, and the other, which shares device, phone or address with it, pays nearly the
same to another country.
Plain: 4 to 8 such pairs of 1,500 to 9,000 dollars within 10 to 30 days, the second leg within 3 days, less 1 to 4 %.
Disguised: 4 to 6 pairs of 1,500 to 4,500 dollars within 20 to 35 days, within 5 days, less 2 to 6 %.
Expert: 4 or 5 pairs of 500 to 1,900 dollars within 35 to 50 days, within a week, less 3 to 8 %.
Offenders: students, homemakers and unemployed persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, several, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import Scene
from models.synthetic.wordings import CARD_PAYDOWN

_COUNTRIES = ("CN", "MX", "GB", "CA", "IN", "DE")
_ACCOUNTS_APART = 0.25


def inject(scene: Scene) -> Customer | list[Account]:
    """Settle for others."""
    return _two_legs(scene) if chance(scene.aside(), _ACCOUNTS_APART) else _through(scene)


def _two_legs(scene: Scene) -> list[Account]:
    """Equal and opposite legs in two countries, on two accounts of one broker."""
    days = scene.value(plain=(10, 30), disguised=(20, 35), expert=(35, 50))
    day, shared = scene.begin(length=days + 12), pick(scene.rng, ("device", "phone", "address"))
    broker = scene.leads(
        2, "student", "homemaker", "unemployed", least=2, suits=lambda each: bool(each.devices) or shared != "device"
    )
    if shared == "device":
        scene.share_device(broker, day)
    elif shared == "phone":
        scene.share_phone(broker, day)
    else:
        scene.share_address(broker, day)
    inward, outward = (each.main for each in broker)
    here, there = several(scene.rng, _COUNTRIES, 2)
    low, high = scene.choice((1500, 9000), (1500, 4500), (500, 1900))
    count = scene.number(plain=(4, 8), disguised=(4, 6), expert=(4, 5))
    for when in scene.spread(scene.at(day), days, count):
        amount = scene.money(low, high)
        came = scene.pay(scene.abroad(here), inward, when, amount).time
        paid_out = int(amount * (1 - scene.value(plain=(0.01, 0.04), disguised=(0.02, 0.06), expert=(0.03, 0.08))))
        hours = scene.choice((3.0, 72.0), (12.0, 120.0), (24.0, 168.0))
        scene.pay(outward, scene.abroad(there), scene.later(came, hours), paid_out)
    return [inward, outward]


def _through(scene: Scene) -> Customer:
    """What comes in goes out again by the same account."""
    offender = scene.lead(
        "student", "homemaker", "unemployed", suits=lambda each: each.particulars.occupation is not None
    )
    count = scene.number(plain=(6, 18), disguised=(6, 12), expert=(5, 9))
    days = scene.value(plain=(6, 24), disguised=(12, 22), expert=(40, 55))
    low, high = scene.choice((1500, 9000), (1500, 4500), (500, 1300))
    kept = scene.value(plain=(0.03, 0.2), disguised=(0.12, 0.25), expert=(0.2, 0.5))
    sources = scene.persons(scene.number((5, 10), (5, 8)), inside=0.15)
    receivers = scene.persons(scene.number((4, 9), (4, 7)), inside=0.15)
    pays_cards, in_cash = chance(scene.rng, 0.3), chance(scene.rng, 0.4)
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=days + 8)), days, count)):
        amount, came = scene.money(low, high), when
        if in_cash and chance(scene.rng, 0.5):
            amount, came = whole(amount, 20), scene.later(when, (0, 3), BRANCH)
            scene.deposit(offender.main, came, amount, scene.counter())
        else:
            scene.pay(sources[number % len(sources)], offender.main, when, amount)
        later, onward = (
            scene.later(came, scene.choice((1.0, 48.0), (6.0, 60.0), (24.0, 96.0))),
            int(amount * (1 - kept)),
        )
        if pays_cards:
            scene.pay(offender.main, scene.outside("card issuer"), later, onward, wording=scene.words(CARD_PAYDOWN))
        else:
            scene.pay(offender.main, pick(scene.rng, receivers), later, onward)
    return offender
