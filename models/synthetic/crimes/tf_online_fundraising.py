"""Gifts collected on a platform or under an appeal are turned into crypto-assets or cash at once.

FinCEN's alerts on Hamas (FIN-2023-Alert006) and on ISIS (April 2025); FATF, Crowdfunding for Terrorism Financing
(October 2023).

Plain: 6 to 20 gifts or payouts of 120 to 1,500 dollars within 4 to 20 days, of which 80 to 97 % leaves to an exchange
or as cash within 30 hours of every third.
Disguised: 5 to 12 within 14 to 25 days, 55 to 80 % leaving within 44 hours.
Expert: 4 to 8 within 25 to 40 days, 30 to 50 % leaving after three to five days.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.parties import Customer
from models.synthetic.places import MACHINE_LIMIT
from models.synthetic.rhythm import BRANCH, MACHINE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import CROWDFUNDING, DONATION


def inject(scene: Scene) -> Customer:
    """Collect online and pass it on."""
    offender, platform, exchange = scene.lead(*PERSONS), scene.outside("platform"), scene.exchange()
    count = scene.number(plain=(6, 20), disguised=(5, 12), expert=(4, 8))
    days = scene.value(plain=(4, 20), disguised=(14, 25), expert=(25, 40))
    share = scene.value(plain=(0.8, 0.97), disguised=(0.55, 0.8), expert=(0.3, 0.5))
    hours = scene.choice((1.0, 30.0), (4.0, 44.0), (72.0, 120.0))
    onto_crypto, waiting = chance(scene.rng, 0.6), 0
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=days + 9)), days, count)):
        gift = scene.money(120, 1500)
        giver, theme = (platform, CROWDFUNDING) if chance(scene.rng, 0.4) else (scene.persons(1)[0], DONATION)
        came = scene.pay(giver, offender.main, when, gift, wording=scene.words(theme)).time
        waiting += int(gift * share)
        if waiting >= 40_00 and (number % 3 == 2 or number == count - 1):
            if onto_crypto:
                scene.pay(offender.main, exchange, scene.later(came, hours, MACHINE), waiting, "crypto")
            else:
                rhythm, place = (MACHINE, scene.machine()) if waiting <= MACHINE_LIMIT else (BRANCH, scene.counter())
                later = scene.later(came, hours, rhythm)
                scene.withdraw(offender.main, later, min(whole(waiting, 20), waiting // 2000 * 2000), place)
            waiting = 0
    return offender
