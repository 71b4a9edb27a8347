"""A new account takes in money from strangers and turns it into cash or crypto-assets at once.

Mules are recruited with a job or a favour, keep a small share, and pass the rest on the way they are told, before the
victims notice (FATF, Professional Money Laundering, July 2018; FBI, Money Mule Awareness).

Plain: on an account of a person who came 2 to 40 days ago, 8 to 20 credits of 300 to 2,500 dollars from different
people within 1 to 5 days; after each one or two, 10 minutes to 5 hours later, all but 2 to 6 % leaves at machines, at
most 1,000 dollars a time, or to an exchange.
Disguised: 6 to 12 credits within 6 to 12 days, leaving after 6 to 40 hours, all but 8 to 20 %.
Offenders: persons who came shortly before or during the period.
"""

from __future__ import annotations

from datetime import datetime

from models.synthetic.draws import chance, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import MACHINE
from models.synthetic.scene import PERSONS, Scene

_MACHINE_LIMIT, _NOTE = 1000_00, 20_00


def inject(scene: Scene) -> Customer:
    """Take in many people's money on a new account and cash it out."""
    offender = scene.lead(*PERSONS, since=(-20, scene.calendar.days - 40))
    day = max(offender.since, 0) + scene.number((2, 20), (2, 20))
    days = scene.value(plain=(1, 5), disguised=(6, 12))
    senders = scene.persons(scene.number(plain=(8, 20), disguised=(6, 12)), inside=0.2)
    share_kept = scene.value(plain=(0.02, 0.06), disguised=(0.08, 0.20))
    exchange = scene.exchange()
    waiting, passed = 0.0, scene.at(day)
    times = scene.spread(passed, days, len(senders))
    for number, (sender, when) in enumerate(zip(senders, times, strict=True)):
        amount = scene.money(300, 2500)
        scene.pay(sender, offender.main, when, amount)
        waiting += amount * (1 - share_kept)
        if number == len(senders) - 1 or chance(scene.rng, 0.6):
            hours = (0.17, 5.0) if scene.level == "plain" else (6.0, 40.0)
            passed = scene.later(max(when, passed), hours, MACHINE)
            waiting -= _empty(scene, offender, exchange, passed, int(waiting))
    return offender


def _empty(scene: Scene, offender: Customer, exchange: Account, when: datetime, cents: int) -> int:
    """Send the sum to an exchange, or draw it at machines as far as notes go; how much left the account."""
    if chance(scene.rng, 0.45):
        cents = whole(cents - 2_50, 5) if chance(scene.rng, 0.5) else cents
        scene.pay(offender.main, exchange, when, cents, "crypto")
        return cents
    drawn = 0
    while cents - drawn >= _NOTE:
        notes = min(_MACHINE_LIMIT, cents - drawn) // _NOTE * _NOTE
        scene.withdraw(offender.main, when, notes, scene.machine())
        when, drawn = scene.later(when, (0.02, 0.4), MACHINE), drawn + notes
    return drawn
