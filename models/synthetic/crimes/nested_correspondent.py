"""A firm's account carries the payments of many others, as a bank's would, from abroad and back.

FFIEC Manual (payable-through accounts, third-party processors); Wolfsberg on correspondents: the account's owner is
not the one whose money it is, and the payers change with every message.

Plain: 16 to 40 payments of 1,500 to 9,000 dollars within 10 to 26 days from two or three banks abroad, each in another
payer's name, of which 75 to 97 % goes on for other creditors.
Disguised: 12 to 24 payments within 18 to 27 days, 60 to 85 % going on; a fifth names nobody.
Expert: 10 to 16 payments within 35 to 55 days, 50 to 80 % going on; half of them name nobody.
Offenders: dealers, wholesalers and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene

_BANKS = ("MX", "PA", "HK", "AE", "GB", "CA", "DE")


def inject(scene: Scene) -> Customer:
    """Carry other people's payments."""
    offender = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    count = scene.number(plain=(16, 40), disguised=(12, 24), expert=(10, 16))
    days = scene.value(plain=(10, 26), disguised=(18, 27), expert=(35, 55))
    unnamed = scene.choice(0.0, 0.2, 0.5)
    kept = scene.value(plain=(0.03, 0.25), disguised=(0.15, 0.4), expert=(0.2, 0.5))
    partners = [scene.abroad(pick(scene.rng, _BANKS), "business") for _ in range(scene.number((2, 3), (2, 3)))]
    for when in scene.spread(scene.at(scene.begin(length=days + 9), OFFICE), days, count, OFFICE):
        amount = scene.money(1500, 9000)
        payer, payee = scene.persons(2, inside=0)
        named = Details(ultimate_debtor=payer) if not chance(scene.rng, unnamed) else PLAIN
        came = scene.pay(pick(scene.rng, partners), offender.main, when, amount, details=named).time
        onward = Details(ultimate_creditor=payee) if not chance(scene.rng, unnamed) else PLAIN
        later = scene.later(came, (3, 60), OFFICE)
        scene.pay(offender.main, pick(scene.rng, partners), later, int(amount * (1 - kept)), details=onward)
    return offender
