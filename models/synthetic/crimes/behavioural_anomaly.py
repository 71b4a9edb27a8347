"""An account is lent out, and for some days it lives somebody else's life: a little of everything, nothing of it much.

Europol's reports on money mules (EMMA operations) and the FATF's Professional Money Laundering (2018) describe
borrowed accounts that serve many hands at once, so that no single pattern stands out: cash, crypto-assets,
remittances, cards and strangers' transfers beside each other.

Plain: 44 to 64 payments of eight kinds within 3 to 6 days, in and out, of 200 to 2,900 dollars each, with people in
three countries or more, some of them cash at the counter.
Disguised: 24 to 36 payments within 6 to 9 days, of 80 to 900 dollars each.
Expert: 12 to 18 payments within 12 to 20 days, of 40 to 400 dollars each.
Offenders: persons of long standing who dealt with nobody abroad.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from models.synthetic.draws import pick, several, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, ONLINE
from models.synthetic.scene import PERSONS, Scene

Act = Callable[[Scene, Account, datetime, int], object]

_COUNTRIES = ("MX", "CO", "PH", "GB", "CN", "ES")


def inject(scene: Scene) -> Customer:
    """Lend an account out."""
    count = scene.number(plain=(44, 64), disguised=(24, 36), expert=(12, 18))
    days = scene.value(plain=(3, 6), disguised=(6, 9), expert=(12, 20))
    low, high = scene.choice((200, 2900), (80, 900), (40, 400))
    first = scene.at(scene.begin(length=days + 3, earliest=45))
    day = scene.calendar.number(first)
    lender = scene.lead(
        *PERSONS, suits=lambda each: not scene.deals_abroad(each) and scene.lived_before(each, day - 40)
    )
    abroad = [scene.abroad(country) for country in several(scene.rng, _COUNTRIES, 4)]
    acts = _acts(abroad)
    # Each kind in turn, so that all of them come; which payment is of which kind is drawn.
    turns = several(scene.rng, [acts[number % len(acts)] for number in range(count)], count)
    for act, when in zip(turns, scene.spread(first, days, count, ONLINE), strict=True):
        act(scene, lender.main, when, scene.money(low, high))
    return lender


def _acts(abroad: list[Account]) -> tuple[Act, ...]:
    """What the account is used for; `abroad` are people in other countries."""
    return (
        lambda scene, account, when, cents: scene.pay(scene.persons(1)[0], account, when, cents),
        lambda scene, account, when, cents: scene.pay(account, scene.persons(1)[0], when, cents),
        lambda scene, account, when, cents: scene.pay(pick(scene.rng, abroad), account, when, cents, "remittance"),
        lambda scene, account, when, cents: scene.pay(account, pick(scene.rng, abroad), when, cents, "remittance"),
        lambda scene, account, when, cents: scene.pay(account, scene.exchange(), when, cents, "crypto"),
        lambda scene, account, when, cents: scene.pay(scene.exchange(), account, when, cents, "crypto"),
        lambda scene, account, when, cents: scene.deposit(
            account, _open(scene, when), whole(cents, 20), scene.counter()
        ),
        lambda scene, account, when, cents: scene.withdraw(
            account, _open(scene, when), whole(cents, 20), scene.counter()
        ),
    )


def _open(scene: Scene, when: datetime) -> datetime:
    """The next moment at which a branch is open."""
    return scene.later(when, (0, 1), BRANCH)
