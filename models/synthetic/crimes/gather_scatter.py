"""Money is gathered from many and scattered to many others through one account.

The account in the middle breaks the line between those who paid and those who are paid: a collector for a network of
sellers, or a broker who settles for several gangs at once (FATF, Professional Money Laundering, July 2018).

Plain: 10 to 25 senders within 12 to 60 hours, 300 to 3,000 dollars each; within 2 to 30 hours after the last of them
85 to 98 % goes to 8 to 20 receivers, within a day and a half (a firm: of business days).
Disguised: 8 to 15 senders within 3 to 7 days; after 1 to 4 days 60 to 90 % goes to 6 to 12 receivers within
3 to 7 days.
Offenders: persons and offices.
"""

from __future__ import annotations

from models.synthetic.draws import split
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Gather from many senders, then scatter most of it to other receivers."""
    offender = scene.lead(*PERSONS, "office")
    senders = scene.persons(scene.number(plain=(10, 25), disguised=(8, 15)))
    receivers = scene.persons(scene.number(plain=(8, 20), disguised=(6, 12)))
    gathering = scene.value(plain=(0.5, 2.5), disguised=(3, 7))
    scattering = scene.value(plain=(0.3, 1.5), disguised=(3, 7))
    pause = scene.value(plain=(2, 30), disguised=(24, 96))
    first = scene.at(scene.begin(length=gathering + scattering + pause / 24 + 5))
    times = scene.spread(first, gathering, len(senders))
    gathered = 0
    for sender, when in zip(senders, times, strict=True):
        amount = scene.money(300, 3000)
        gathered += amount
        scene.pay(sender, offender.main, when, amount)
    onward = int(gathered * scene.value(plain=(0.85, 0.98), disguised=(0.6, 0.9)))
    rhythm = scene.hours_of(offender.main)
    times = scene.spread(scene.later(times[-1], (pause, pause), rhythm), scattering, len(receivers), rhythm)
    for receiver, when, amount in zip(receivers, times, split(scene.rng, onward, len(receivers)), strict=True):
        scene.pay(offender.main, receiver, when, amount)
    return offender
