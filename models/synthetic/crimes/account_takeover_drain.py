"""A stolen login is used from another device, and the account is emptied to new payees within hours.

FinCEN's advisory on account takeover (FIN-2011-A016) describes a new device, new payees and transfers of nearly all
that is there, before the owner looks.

Plain: 1 to 4 transfers to people never paid before within half an hour to 8 hours, 90 to 100 % of what is there and
at least 3,500 dollars together.
Disguised: 2 to 5 transfers over 10 to 40 hours.
Expert: 3 to 6 transfers over two to four days, the first of them small.
The owner has the account blocked the day after.
Offenders: thieves; the account is that of a person whose device is known to the institution and who keeps little
beside.
"""

from __future__ import annotations

from models.synthetic.draws import split
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Empty somebody's account from a new device."""
    first = scene.at(scene.begin(length=8, earliest=30))
    victim = scene.lead(
        *PERSONS,
        "pensioner",
        suits=lambda each: (
            bool(each.devices) and each.main.cushion < 250_00 and scene.spendable(each.main, first) >= 3900_00
        ),
    )
    stolen = int(scene.spendable(victim.main, first) * scene.value((0.9, 1.0), (0.9, 1.0)))
    hours = scene.value(plain=(0.5, 8), disguised=(10, 40), expert=(48, 96))
    receivers = scene.persons(scene.number(plain=(1, 4), disguised=(2, 5), expert=(3, 6)), inside=0.2)
    details = Details(device=scene.device())
    times = scene.spread(first, hours / 24, len(receivers))
    for receiver, when, amount in zip(receivers, times, split(scene.rng, stolen, len(receivers)), strict=True):
        scene.pay(victim.main, receiver, when, amount, details=details)
    scene.silence(victim, scene.calendar.number(times[-1]) + 1)
    return victim
