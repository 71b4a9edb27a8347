"""Slow twins of the family conversion, and of what cash, new counterparties and instruments add to other families."""

from __future__ import annotations

import math
from collections.abc import Callable

from streams.movement import ChannelCode, MovementFlag
from streams.tags import Tag
from tests.signals.slow import DAY, DIRECTIONS, IN, OUT, Moment, Seen, share, twin

Is = Callable[[Seen], bool]


def crypto(seen: Seen) -> bool:
    """Crypto-assets, or where they are sold."""
    return seen.channel is ChannelCode.CRYPTO or bool(seen.tags & (Tag.EXCHANGE | Tag.KIOSK))


def cash(seen: Seen) -> bool:
    """Cash."""
    return seen.channel is ChannelCode.CASH


def has(tag: Tag) -> Is:
    """Whether a movement has a tag."""
    return lambda seen: tag in seen.tags


def foreign(seen: Seen) -> bool:
    """With another country."""
    return MovementFlag.FOREIGN in seen.flags


def spent(seen: Seen) -> bool:
    """Turned into something that bears no name."""
    return crypto(seen) or cash(seen) or bool(seen.tags & (Tag.PREPAID | Tag.GIFT_CARD))


def forwarded(days: int, source: Is, target: Is) -> Callable[[Moment], float]:
    """What came from a source and left to a target, cent by cent in the order of arrival."""

    def total(m: Moment) -> float:
        inside = [s for s in m.visible if m.now - s.time_us < days * DAY and s.flows and s.value]
        purses: list[int] = []
        moved = 0
        for seen in inside:
            if not seen.outward:
                if source(seen):
                    purses.append(seen.amount)
                continue
            need = seen.amount if target(seen) else 0
            while need and purses:
                taken = min(need, purses[0])
                moved, need, purses[0] = moved + taken, need - taken, purses[0] - taken
                if not purses[0]:
                    purses.pop(0)
        return moved / m.unit

    return total


def _not(function: Is) -> Is:
    return lambda seen: not function(seen)


def _any(seen: Seen) -> bool:
    return True


twin("crypto_after_fiat_sum_48h")(forwarded(2, _not(crypto), crypto))
twin("fiat_after_crypto_sum_48h")(forwarded(2, crypto, _not(crypto)))
twin("cash_after_inflow_sum_48h")(forwarded(2, _not(cash), cash))
twin("foreign_after_inflow_sum_48h")(forwarded(2, _any, foreign))
twin("person_after_salary_sum_48h")(forwarded(2, has(Tag.SALARY), has(Tag.WITH_PERSON)))
twin("crypto_after_cash_sum_7d")(forwarded(7, cash, crypto))
twin("foreign_after_cash_sum_7d")(forwarded(7, cash, foreign))
twin("cash_after_loan_sum_7d")(forwarded(7, has(Tag.LOAN), spent))
twin("paydown_after_inflow_sum_7d")(forwarded(7, _any, has(Tag.CARD_PAYDOWN)))
twin("cash_after_public_sum_10d")(forwarded(10, has(Tag.WITH_PUBLIC), cash))


@twin("loan_repaid_share_30d")
def _repaid(m: Moment) -> float:
    drawn = m.money([seen for seen in m.flow("30d", IN) if Tag.LOAN in seen.tags])
    return share(m.money([seen for seen in m.flow("30d", OUT) if Tag.REPAYMENT in seen.tags]), drawn)


@twin("drained_share_24h")
def _drained(m: Moment) -> float:
    if m.this.balance is None:
        return math.nan
    left = sum(seen.amount for seen in m.flow("24h", OUT))
    return share(left, left + m.this.balance)


twin("crypto_out_sum_24h")(lambda m: m.money([seen for seen in m.flow("24h", OUT) if crypto(seen)]))
twin("crypto_out_sum_30d")(lambda m: m.money([seen for seen in m.flow("30d", OUT) if crypto(seen)]))
twin("crypto_prior_count")(lambda m: sum(m.now - s.time_us >= 7 * DAY and crypto(s) and s.flows for s in m.visible))

# Additions to other families.


def _instruments(m: Moment) -> list[Seen]:
    limit = m.this.instrument_limit or 0
    return [
        seen
        for seen in m.flow("7d")
        if seen.tags & (Tag.INSTRUMENT | Tag.PREPAID) and limit / 2 <= seen.threshold_value < limit
    ]


@twin("threshold_instrument_log")
def _instrument_limit(m: Moment) -> float:
    return m.this.instrument_limit / m.this.threshold_units if m.this.instrument_limit else math.nan


@twin("instrument_near_count_7d")
def _instrument_count(m: Moment) -> float:
    return len(_instruments(m)) if m.this.instrument_limit else math.nan


@twin("instrument_near_sum_7d")
def _instrument_sum(m: Moment) -> float:
    near = sum(seen.threshold_value for seen in _instruments(m))
    return near / m.this.threshold_units if m.this.instrument_limit else math.nan


def _new_sum(d: str, outward: bool) -> None:
    @twin(f"{d}_new_counterparties_sum_7d")
    def total(m: Moment) -> float:
        known = [s for s in m.visible if s.flows and s.outward == outward and s.counterparty]
        old = {s.counterparty for s in known if m.now - s.time_us >= 7 * DAY}
        return m.money([s for s in known if s.counterparty not in old])


for _d, _outward in DIRECTIONS.items():
    _new_sum(_d, _outward)

twin("cash_in_sum_30d")(lambda m: m.money([seen for seen in m.flow("30d", IN) if cash(seen)]))
twin("cash_out_sum_30d")(lambda m: m.money([seen for seen in m.flow("30d", OUT) if cash(seen)]))


@twin("cash_in_surge_30d")
def _cash_surge(m: Moment) -> float:
    if m.history_days < 60:
        return math.nan
    booked = [(m.this.business_day - s.business_day, s.threshold_value) for s in m.arrived if cash(s) and not s.outward]
    now = sum(value for ago, value in booked if 0 <= ago < 30)
    before = sum(value for ago, value in booked if 30 <= ago < 210)
    return now / (before * 30 / min(m.history_days - 30, 180)) if before else math.nan
