"""Somebody empties the account, buys a journey towards a war, and falls silent.

FinCEN's advisory on ISIS (April 2025): possessions are sold, cash is drawn, tickets to countries next to a conflict
are bought, also for others; then cash at machines near the border, and nothing more.

Plain: 1 to 4 tickets of 250 to 1,100 dollars to a place next to a conflict, 2,000 to 12,000 in cash within 4 to 14
days, and 2 to 5 withdrawals of 100 to 400 at machines near the border.
Disguised: one or two tickets, 1,500 to 5,000 in cash, and at most one withdrawal there.
Expert: cash of 1,000 to 3,000 over a month; the ticket is paid by somebody else.
Offenders: persons, mostly young.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import chance, pick, split, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, MACHINE, OFFICE
from models.synthetic.scene import PERSONS, Scene

_BORDER = tuple(city for city in places.FAMILIES if city.country == "TR")


def inject(scene: Scene) -> Customer:
    """Leave for a war."""
    offender = scene.lead(*PERSONS)
    day = scene.begin(length=scene.choice(32, 32, 48))
    low, high = scene.choice((2000, 12000), (1500, 5000), (1000, 3000))
    cash, steps = scene.money(low, high), scene.number(plain=(2, 6), disguised=(3, 6), expert=(3, 5))
    scene.pay(scene.persons(1)[0], offender.main, scene.at(day), cash)
    length = scene.value(plain=(4, 14), disguised=(8, 16), expert=(25, 32))
    tickets = scene.number(plain=(1, 4), disguised=(1, 2), expert=(0, 0))
    for _ in range(tickets):
        told = Details(travel_destination=pick(scene.rng, ("TR", "TR", "IQ", "LB")))
        when = scene.later(scene.at(day + 1), (0, 24 * length / 2))
        scene.card(
            offender.main, scene.merchant("4511"), "4511", when, scene.money(250, 1100), online=True, details=told
        )
    for part in split(scene.rng, cash, steps):
        rhythm, place = (MACHINE, scene.machine()) if part <= places.MACHINE_LIMIT else (BRANCH, scene.counter())
        when = scene.later(scene.at(day + 1), (6, 24 * length), rhythm)
        scene.withdraw(offender.main, when, min(whole(part, 20), 9000_00), place)
    first_day = day + int(length) + 4
    scene.silence(offender, first_day)
    border, when = pick(scene.rng, _BORDER), scene.at(first_day, OFFICE) + timedelta(days=2)
    for _ in range(scene.number(plain=(2, 5), disguised=(0, 1), expert=(0, 0))):
        machine = places.machine(scene.rng, border)
        scene.withdraw(offender.main, when, whole(scene.money(100, 400), 20), machine)
        when += timedelta(hours=scene.value((20, 60), (20, 60)), minutes=7 if chance(scene.rng, 0.5) else 0)
    return offender
