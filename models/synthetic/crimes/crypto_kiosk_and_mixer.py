"""Cash becomes crypto-assets at machines, piece by piece, or an account deals with a wallet that mixes.

FinCEN's notice on kiosks (FIN-2025-NTC1, August 2025): couriers and mules feed machines with cash in pieces; FATF's
red flags (September 2020): wallets linked to mixing services.

Plain: 5 to 12 purchases at kiosks of 500 to 2,900 dollars within 3 to 12 days, after deposits or transfers that cover
them; in a third of the cases instead 2 to 6 payments of 400 to 9,000 with a listed wallet within 9 days.
Disguised: 5 to 9 purchases within 15 to 28 days; or 1 to 3 payments with a listed wallet.
Expert: 4 to 8 purchases of 300 to 900 within 30 to 45 days.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import KIOSK


def inject(scene: Scene) -> Customer:
    """Feed kiosks, or use a mixer."""
    offender = scene.lead(*PERSONS)
    if scene.level != "expert" and chance(scene.rng, 0.33):
        return _mixes(scene, offender)
    count = scene.number(plain=(5, 12), disguised=(5, 9), expert=(4, 8))
    days = scene.value(plain=(3, 12), disguised=(15, 28), expert=(30, 45))
    low, high = scene.choice((500, 2900), (500, 2900), (300, 900))
    kiosk, words = scene.merchant("6051"), scene.words(KIOSK)[1]
    for when in scene.spread(scene.at(scene.begin(length=days + 4), MACHINE), days, count, MACHINE):
        amount = whole(scene.money(low, high), 20)
        if chance(scene.rng, 0.6):
            scene.deposit(offender.main, when, amount, scene.machine())
        else:
            scene.pay(scene.persons(1)[0], offender.main, when, amount)
        scene.card(offender.main, kiosk, "6051", scene.later(when, (0.3, 8), MACHINE), amount, words=words)
    return offender


def _mixes(scene: Scene, offender: Customer) -> Customer:
    wallet = scene.wallet()
    scene.put_on_list("mixer", "wallet", wallet.wallet or "")
    count = scene.number(plain=(2, 6), disguised=(1, 3))
    for when in scene.spread(scene.at(scene.begin(length=12)), 9, count):
        sides = (offender.main, wallet) if chance(scene.rng, 0.5) else (wallet, offender.main)
        scene.pay(*sides, when, scene.money(400, 9000), "crypto")
    return offender
