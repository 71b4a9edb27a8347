"""A customer of long standing suddenly moves many times what it used to.

An honest history is lent to somebody else's money: a small firm that was bought, a person in debt who says yes. FFIEC
Manual, Appendix F: a sudden change inconsistent with normal activities; amounts not commensurate with known income.

Plain: after at least 40 days of ordinary life, within 2 to 6 days, credits of 25 to 60 times the daily turnover and
at least 25,000 dollars, in 8 to 20 payments, of which 50 to 90 % leaves in 6 to 15.
Disguised: within 8 to 15 days, 12 to 25 times the daily turnover and at least 12,000 dollars.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import pick, split
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_HISTORY_DAYS = 40


def inject(scene: Scene) -> Customer:
    """Multiply a customer's usual turnover for some days."""
    days = scene.value(plain=(2, 6), disguised=(8, 15))
    day = scene.begin(length=days + 6, earliest=_HISTORY_DAYS)
    offender = scene.lead(*PERSONS, *SMALL_FIRMS, suits=lambda customer: scene.daily_turnover(customer) >= 15)
    least = scene.value(plain=(25_000, 60_000), disguised=(12_000, 25_000))
    usual = scene.daily_turnover(offender)
    total = round(100 * max(least, usual * scene.value(plain=(25, 60), disguised=(12, 25))))
    credits = split(scene.rng, total, scene.number(plain=(8, 20), disguised=(6, 14)), evenness=3)
    sources = scene.firms(4) + scene.persons(4)
    for when, amount in zip(scene.spread(scene.at(day), days, len(credits)), credits, strict=True):
        scene.pay(pick(scene.rng, sources), offender.main, when, amount)
    onward = int(total * scene.value((0.5, 0.9), (0.4, 0.8)))
    debits = split(scene.rng, onward, scene.number(plain=(6, 15), disguised=(5, 10)), evenness=3)
    receivers = scene.firms(4) + scene.persons(4)
    rhythm = scene.hours_of(offender.main)
    for when, amount in zip(scene.spread(scene.at(day + 1, rhythm), days, len(debits), rhythm), debits, strict=True):
        scene.pay(offender.main, pick(scene.rng, receivers), when, amount)
    return offender
