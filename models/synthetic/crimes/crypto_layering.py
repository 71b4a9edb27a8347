"""Money comes in from several and leaves to an exchange at once, or the other way round.

FATF, Virtual Assets Red Flag Indicators (September 2020): accounts that only carry money from banks to exchanges or
back, with little rest.

Plain: 4 to 12 credits of 1,500 to 9,000 dollars within 2 to 10 days, of which 90 to 99 % leaves to an exchange 1 to 20
hours after each; in a third of the cases an exchange pays and persons receive.
Disguised: 4 to 9 credits of 1,200 to 5,000 within 8 to 16 days, 75 to 92 % leaving after 10 to 44 hours.
Expert: 5 to 10 credits of 400 to 2,500 within 20 to 40 days, 60 to 85 % leaving after 30 to 90 hours.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Carry money between banks and an exchange."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    outward = chance(scene.rng, 0.67)
    count = scene.number(plain=(4, 12), disguised=(4, 9), expert=(5, 10))
    days = scene.value(plain=(2, 10), disguised=(8, 16), expert=(20, 40))
    low, high = scene.choice((1500, 9000), (1200, 5000), (400, 2500))
    hours = scene.choice((1.0, 20.0), (10.0, 44.0), (30.0, 90.0))
    exchange, others = scene.exchange(), scene.persons(count, inside=0.2)
    for other, when in zip(others, scene.spread(scene.at(scene.begin(length=days + 9)), days, count), strict=True):
        amount = scene.money(low, high)
        kept = scene.value(plain=(0.01, 0.10), disguised=(0.08, 0.25), expert=(0.15, 0.4))
        source, target = (other, exchange) if outward else (exchange, other)
        came = scene.pay(source, offender.main, when, amount, "transfer" if outward else "crypto").time
        onward = int(amount * (1 - kept))
        scene.pay(offender.main, target, scene.later(came, hours), onward, "crypto" if outward else "transfer")
    return offender
