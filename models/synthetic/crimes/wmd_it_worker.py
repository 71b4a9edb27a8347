"""Pay of several freelance platforms comes to one account and leaves at once to an exchange or abroad.

US Treasury, State and FBI, Guidance on the Democratic People's Republic of Korea Information Technology Workers (May
2022).

Plain: 6 to 14 payouts of 500 to 4,500 dollars from 3 or 4 platforms and clients within 8 to 26 days, of which 80 to
97 % leaves within 40 hours of each to an exchange or abroad.
Disguised: 5 to 9 payouts within 15 to 27 days, 65 to 80 % leaving within 44 hours.
Expert: 4 to 6 payouts within 28 days, 40 to 55 % leaving after days.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.scene import Scene
from models.synthetic.wordings import FREELANCE


def inject(scene: Scene) -> Customer:
    """Forward freelancers' pay."""
    offender = scene.lead("employee", "student", "unemployed", "homemaker", "migrant", "freelancer")
    platforms = [scene.outside("platform"), scene.abroad("GB", "business"), *scene.firms(2, inside=0)]
    count = scene.number(plain=(6, 14), disguised=(5, 9), expert=(4, 6))
    days = scene.value(plain=(8, 26), disguised=(15, 26), expert=(26, 28))
    share = scene.value(plain=(0.8, 0.97), disguised=(0.68, 0.8), expert=(0.4, 0.55))
    hours = scene.choice((1.0, 40.0), (4.0, 44.0), (60.0, 120.0))
    abroad, exchange = scene.abroad(pick(scene.rng, ("CN", "RU", "AE", "LA"))), scene.exchange()
    onto_crypto = chance(scene.rng, 0.7)
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=days + 8)), days, count)):
        pay, platform = scene.money(700, 4500), platforms[number % len(platforms)]
        came = scene.pay(platform, offender.main, when, pay, wording=scene.words(FREELANCE)).time
        later, onward = scene.later(came, hours), int(pay * share)
        scene.pay(
            offender.main, exchange if onto_crypto else abroad, later, onward, "crypto" if onto_crypto else "transfer"
        )
    return offender
