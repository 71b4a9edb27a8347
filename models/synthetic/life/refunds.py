"""What comes back: returned purchases, cancelled orders, bills paid twice, cheques that bounce."""

from __future__ import annotations

from datetime import timedelta

from numpy.random import Generator

from models.synthetic.draws import between, chance, integer, whole
from models.synthetic.ledger import Details, Draft
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at
from models.synthetic.wordings import CHEQUE_RETURNED, REFUND, drawn
from models.synthetic.world import World

_RETURNED = {"5651": 0.13, "5311": 0.08, "5732": 0.09, "5999": 0.1, "5200": 0.05, "4511": 0.06, "7011": 0.04}
"""Share of purchases at such merchants that is taken back; one in two hundred elsewhere."""


def live(world: World) -> None:
    """Give back what is given back; comes after everything that is bought."""
    rng = world.rng("returns")
    for draft in list(world.ledger.drafts):
        if draft.channel == "card" and draft.debtor is not None and draft.debtor.customer is not None:
            if chance(rng, _RETURNED.get(draft.merchant_category or "", 0.005)):
                _purchase(world, rng, draft)
        elif draft.channel == "cheque":
            if chance(rng, 0.02):
                _cheque(world, rng, draft)
        elif draft.channel == "transfer" and draft.remittance and draft.details.original is None:
            if draft.remittance.startswith("order") and chance(rng, 0.03):
                _order(world, rng, draft)
            elif draft.remittance.startswith(("invoice", "job", "electricity")) and chance(rng, 0.006):
                _paid_twice(world, rng, draft)


def _purchase(world: World, rng: Generator, draft: Draft) -> None:
    """All of it or a part, back on the card after some days."""
    day = world.calendar.number(draft.time) + integer(rng, 1, 21)
    if day >= world.calendar.days or draft.debtor is None or draft.creditor is None:
        return
    part = draft.cents if chance(rng, 0.75) else max(1, round(draft.cents * between(rng, 0.2, 0.9)))
    words = drawn(rng, REFUND)[1] if chance(rng, 0.5) else None
    world.ledger.pay(
        draft.creditor,
        draft.debtor,
        at(rng, world.calendar, ONLINE, day),
        part,
        channel="card",
        remittance=words,
        merchant_category=draft.merchant_category,
        details=Details(original=draft),
    )


def _cheque(world: World, rng: Generator, draft: Draft) -> None:
    """Not covered or wrongly written: what was credited goes back after some business days."""
    day = world.calendar.after_business_days(world.calendar.number(draft.time), integer(rng, 1, 4))
    if draft.creditor is not None and draft.debtor is not None:
        when = at(rng, world.calendar, BRANCH, day)
        words = drawn(rng, CHEQUE_RETURNED)[1]
        details = Details(original=draft)
        world.ledger.pay(
            draft.creditor, draft.debtor, when, draft.cents, channel="cheque", remittance=words, details=details
        )


def _order(world: World, rng: Generator, draft: Draft) -> None:
    day = world.calendar.number(draft.time) + integer(rng, 2, 20)
    if day < world.calendar.days:
        _back(world, rng, draft, day)


def _paid_twice(world: World, rng: Generator, draft: Draft) -> None:
    """The same bill by mistake once more, minutes or days later, and back again; some pay three times."""
    again = draft
    if draft.debtor is None or draft.creditor is None:
        return
    for _ in range(2 if chance(rng, 0.06) else 1):
        gap = timedelta(minutes=between(rng, 1, 50)) if chance(rng, 0.5) else timedelta(days=integer(rng, 1, 6))
        again = world.ledger.pay(
            draft.debtor,
            draft.creditor,
            again.time + gap,
            draft.cents,
            purpose=draft.purpose,
            remittance=draft.remittance,
            currency=draft.currency,
            details=Details(original=None, initiation=draft.details.initiation),
        )
        day = world.calendar.business_day(
            min(world.calendar.number(again.time) + integer(rng, 2, 12), world.calendar.days)
        )
        if day < world.calendar.days and chance(rng, 0.85):
            _back(world, rng, again, day)


def _back(world: World, rng: Generator, draft: Draft, day: int) -> None:
    """By transfer, saying what for, and mostly naming the payment."""
    if draft.debtor is None or draft.creditor is None:
        return
    purpose, words = drawn(rng, REFUND)
    world.ledger.pay(
        draft.creditor,
        draft.debtor,
        at(rng, world.calendar, OFFICE, world.calendar.business_day(day)),
        draft.cents if chance(rng, 0.85) else whole(max(100, draft.cents // 2), 1),
        purpose=purpose,
        remittance=words,
        currency=draft.currency,
        details=Details(original=draft if chance(rng, 0.8) else None),
    )
