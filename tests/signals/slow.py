"""A slow twin of every signal, written from what its declaration says.

A `Slow` subject keeps every movement that it ever took, as plain Python values, and each signal is a function of the
`Moment` of one of them: nothing is remembered from one movement to the next, and money stays in integers until the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from statistics import fmean, pstdev
from typing import Any

from streams.movement import (
    UNKNOWN_BALANCE,
    UNKNOWN_DAY,
    UNKNOWN_INCOME,
    UNKNOWN_PLACE,
    ChannelCode,
    MovementFlag,
    PartyCode,
)
from streams.signals.flows import NETWORK
from streams.signals.model import OF_MODEL
from streams.tags import Profile, Tag

HOUR = 3_600_000_000
DAY = 24 * HOUR
WINDOWS = {"1h": HOUR, "24h": DAY, "48h": 2 * DAY, "7d": 7 * DAY, "10d": 10 * DAY, "30d": 30 * DAY}
IN, OUT = False, True
DIRECTIONS = {"in": IN, "out": OUT}


def _or_none(number: Any, unknown: int) -> int | None:
    return None if int(number) == unknown else int(number)


@dataclass(frozen=True)
class Seen:
    """One movement."""

    sequence: int
    time_us: int
    transaction: int
    content: int
    counterparty: int
    value: int | None
    threshold_value: int
    threshold_ratio: float
    business_day: int
    duty: int
    country: int
    channel: ChannelCode
    outward: bool
    flags: MovementFlag
    kind: PartyCode
    opened_day: int | None
    balance: int | None
    cash_report_limit: int | None
    cash_report_reached: int
    travel_rule_limit: int | None
    threshold_units: int
    tags: Tag
    price_ratio: float
    branch: int
    device: int
    invoice: int
    text: int
    name: int
    name_key: int
    agent: int
    originator: int
    latitude: int | None
    longitude: int | None
    place_country: int
    instrument_limit: int | None
    declared_income: int | None
    born_day: int | None
    profile: Profile

    @classmethod
    def read(cls, record: Any, sequence: int) -> Seen:
        """A MOVEMENT record."""
        balance, opened = int(record["balance"]), int(record["opened_day"])
        return cls(
            sequence=sequence,
            time_us=int(record["time_us"]),
            transaction=int(record["transaction"]),
            content=int(record["content"]),
            counterparty=int(record["counterparty"]),
            value=int(record["value"]) if record["value"] >= 0 else None,
            threshold_value=int(record["threshold_value"]),
            threshold_ratio=float(record["threshold_ratio"]),
            business_day=int(record["business_day"]),
            duty=int(record["duty"]),
            country=int(record["country"]),
            channel=ChannelCode(int(record["channel"])),
            outward=bool(record["outward"]),
            flags=MovementFlag(int(record["flags"])),
            kind=PartyCode(int(record["kind"])),
            opened_day=opened if opened != UNKNOWN_DAY else None,
            balance=balance if balance != UNKNOWN_BALANCE else None,
            cash_report_limit=int(record["cash_report_limit"]) or None,
            cash_report_reached=int(record["cash_report_reached"]),
            travel_rule_limit=int(record["travel_rule_limit"]) or None,
            threshold_units=10 ** int(record["threshold_decimals"]),
            tags=Tag(int(record["tags"])),
            price_ratio=float(record["price_ratio"]),
            branch=int(record["branch"]),
            device=int(record["device"]),
            invoice=int(record["invoice"]),
            text=int(record["text"]),
            name=int(record["name"]),
            name_key=int(record["name_key"]),
            agent=int(record["agent"]),
            originator=int(record["originator"]),
            latitude=_or_none(record["latitude"], UNKNOWN_PLACE),
            longitude=_or_none(record["longitude"], UNKNOWN_PLACE),
            place_country=int(record["place_country"]),
            instrument_limit=int(record["instrument_limit"]) or None,
            declared_income=_or_none(record["declared_income"], UNKNOWN_INCOME),
            born_day=_or_none(record["born_day"], UNKNOWN_DAY),
            profile=Profile(int(record["profile"])),
        )

    @property
    def day(self) -> int:
        """Day of its time, in UTC."""
        return self.time_us // DAY

    @property
    def flows(self) -> bool:
        """Whether something came to the subject or left it."""
        return not self.flags & (MovementFlag.OWN_TRANSFER | MovementFlag.ON_BEHALF)

    @property
    def amount(self) -> int:
        """Value, where an unknown one adds nothing."""
        return self.value or 0

    @property
    def order(self) -> tuple[int, int]:
        """Event-time order; of equal times the one that came first."""
        return self.time_us, self.sequence


@dataclass(frozen=True)
class Moment:
    """What one movement may see."""

    this: Seen
    visible: tuple[Seen, ...]
    """In event-time order, the movement itself last."""
    arrived: tuple[Seen, ...]
    """Everything until now: what daily aggregates are made of."""
    bound: int
    unit: int

    @property
    def now(self) -> int:
        """Event time."""
        return self.this.time_us

    def window(self, name: str) -> list[Seen]:
        """Kept movements of the window that ends at this movement."""
        return [seen for seen in self.visible if self.now - WINDOWS[name] < seen.time_us <= self.now]

    def flow(self, window: str, outward: bool | None = None) -> list[Seen]:
        """Of these, what came to the subject or left it."""
        return [seen for seen in self.window(window) if seen.flows and outward in (None, seen.outward)]

    def money(self, movements: list[Seen]) -> float:
        """Their value in units of the base currency."""
        return sum(seen.amount for seen in movements) / self.unit

    @cached_property
    def first_seen(self) -> int:
        """Event time of the first movement seen."""
        return min(seen.time_us for seen in self.arrived)

    @cached_property
    def history_days(self) -> float:
        """How long the subject is known."""
        return (self.now - self.first_seen) / DAY

    def days_ago(self, seen: Seen) -> int:
        """Whole days of the calendar before this movement."""
        return self.this.day - seen.day

    def latest(self, field: str, unknown: object) -> Any:
        """What the newest arrival that says anything about a field of the subject said."""
        said = [getattr(seen, field) for seen in self.arrived if getattr(seen, field) != unknown]
        return said[-1] if said else None


class Slow:
    """One subject."""

    def __init__(self, bound: int, unit: int) -> None:
        self._bound = bound
        self._unit = unit
        self.arrived: list[Seen] = []

    def take(self, record: Any) -> tuple[str, Moment | None]:
        """Take one movement: what becomes of it, and what it sees."""
        this = Seen.read(record, len(self.arrived))
        for kept in sorted(self.arrived, key=lambda seen: seen.order)[-self._bound :]:
            if (kept.transaction, kept.outward) == (this.transaction, this.outward):
                return ("DUPLICATE" if kept.content == this.content else "CONFLICT"), None
        late = any(seen.time_us > this.time_us for seen in self.arrived)
        if late:
            this = Seen(**{**this.__dict__, "flags": this.flags | MovementFlag.LATE})
        self.arrived.append(this)
        newest = sorted(self.arrived, key=lambda seen: seen.order)[-self._bound :]
        visible = [seen for seen in newest if seen.order <= this.order] or [this]
        moment = Moment(this, tuple(visible), tuple(self.arrived), self._bound, self._unit)
        return ("LATE" if late else "APPLIED"), moment


Function = Callable[[Moment], float]
TWINS: dict[str, Function] = {}


def twin(name: str) -> Callable[[Function], Function]:
    """Declare the twin of a signal."""

    def declare(function: Function) -> Function:
        assert name not in TWINS
        TWINS[name] = function
        return function

    return declare


def over(window: str, function: Callable[[Moment, str], float]) -> Function:
    """A function of a window, for one window."""
    return lambda m: function(m, window)


def share(part: float, whole: float) -> float:
    """A share of nothing is unknown."""
    return part / whole if whole > 0 else math.nan


# The movement itself.

twin("amount")(lambda m: m.this.value / m.unit if m.this.value is not None else math.nan)
twin("is_in")(lambda m: not m.this.outward)
twin("is_out")(lambda m: m.this.outward)
twin("is_cash")(lambda m: m.this.channel is ChannelCode.CASH)
twin("is_crypto")(lambda m: m.this.channel is ChannelCode.CRYPTO)
twin("is_transfer")(lambda m: m.this.channel is ChannelCode.TRANSFER)
twin("is_late")(lambda m: any(seen.time_us > m.now for seen in m.arrived))
twin("own_transfer")(lambda m: MovementFlag.OWN_TRANSFER in m.this.flags)


@twin("counterparty_is_new")
def _counterparty_is_new(m: Moment) -> float:
    if not m.this.counterparty:
        return math.nan
    return all(seen.counterparty != m.this.counterparty for seen in m.visible[:-1])


@twin("is_person")
def _is_person(m: Moment) -> float:
    kind = m.latest("kind", PartyCode.NONE)
    return math.nan if kind is None else kind is PartyCode.PERSON


@twin("is_organisation")
def _is_organisation(m: Moment) -> float:
    kind = m.latest("kind", PartyCode.NONE)
    return math.nan if kind is None else kind is not PartyCode.PERSON


@twin("history_truncated")
def _history_truncated(m: Moment) -> float:
    return len(m.arrived) > m.bound and m.now - m.visible[0].time_us < WINDOWS["30d"]


# Volume and value.


def _volume(direction: str, outward: bool) -> None:
    for window in ("1h", "24h", "7d", "30d"):
        twin(f"{direction}_count_{window}")(over(window, lambda m, w: len(m.flow(w, outward))))
        twin(f"{direction}_sum_{window}")(over(window, lambda m, w: m.money(m.flow(w, outward))))

    def of(m: Moment, channel: ChannelCode) -> list[Seen]:
        return [seen for seen in m.flow("7d", outward) if seen.channel is channel]

    twin(f"cash_{direction}_count_7d")(lambda m: len(of(m, ChannelCode.CASH)))
    twin(f"cash_{direction}_sum_7d")(lambda m: m.money(of(m, ChannelCode.CASH)))
    twin(f"crypto_{direction}_sum_7d")(lambda m: m.money(of(m, ChannelCode.CRYPTO)))

    def small(m: Moment, window: str) -> list[Seen]:
        return [seen for seen in m.flow(window, outward) if seen.value is not None and seen.value < 300 * m.unit]

    for window in ("7d", "30d"):
        twin(f"{direction}_small_count_{window}")(over(window, lambda m, w: len(small(m, w))))
        twin(f"{direction}_small_sum_{window}")(over(window, lambda m, w: m.money(small(m, w))))


@twin("cash_share_30d")
def _cash_share(m: Moment) -> float:
    moved = m.flow("30d")
    return share(m.money([seen for seen in moved if seen.channel is ChannelCode.CASH]), m.money(moved))


# Counterparties.


def _counterparties(direction: str, outward: bool) -> None:
    def known(m: Moment, window: str | None = None) -> list[Seen]:
        movements = m.flow(window, outward) if window else [s for s in m.visible if s.flows and s.outward == outward]
        return [seen for seen in movements if seen.counterparty]

    def distinct(m: Moment, window: str) -> float:
        return len({seen.counterparty for seen in known(m, window)})

    def new(m: Moment, window: str) -> float:
        firsts: dict[int, int] = {}
        for seen in known(m):
            firsts.setdefault(seen.counterparty, seen.time_us)
        return sum(m.now - first < WINDOWS[window] for first in firsts.values())

    for window in ("24h", "7d", "30d"):
        twin(f"{direction}_counterparties_{window}")(over(window, distinct))
    for window in ("24h", "7d"):
        twin(f"{direction}_new_counterparties_{window}")(over(window, new))

    @twin(f"{direction}_top_share_30d")
    def top_share(m: Moment) -> float:
        moved = known(m, "30d")
        each = [sum(s.amount for s in moved if s.counterparty == one) for one in {s.counterparty for s in moved}]
        return share(max(each, default=0), sum(each))


# Thresholds, and the shape of amounts.

twin("threshold_cash_report")(
    lambda m: m.this.cash_report_limit / m.this.threshold_units if m.this.cash_report_limit else math.nan
)
twin("threshold_travel_rule")(
    lambda m: m.this.travel_rule_limit / m.this.threshold_units if m.this.travel_rule_limit else math.nan
)


def _thresholds(direction: str, outward: bool) -> None:
    def near(m: Moment, window: str, cash: bool) -> list[Seen]:
        least = 0.5 if cash else 0.8
        return [
            seen
            for seen in m.flow(window, outward)
            if (seen.channel is ChannelCode.CASH) == cash and least <= seen.threshold_ratio < 1
        ]

    def in_threshold_money(m: Moment, movements: list[Seen]) -> float:
        return sum(seen.threshold_value for seen in movements) / m.this.threshold_units

    @twin(f"cash_{direction}_near_threshold_count_10d")
    def cash_count(m: Moment) -> float:
        return len(near(m, "10d", cash=True)) if m.this.cash_report_limit else math.nan

    @twin(f"cash_{direction}_near_threshold_sum_10d")
    def cash_sum(m: Moment) -> float:
        return in_threshold_money(m, near(m, "10d", cash=True)) if m.this.cash_report_limit else math.nan

    @twin(f"transfer_{direction}_near_threshold_count_7d")
    def transfer_count(m: Moment) -> float:
        return len(near(m, "7d", cash=False)) if m.this.travel_rule_limit else math.nan

    @twin(f"transfer_{direction}_near_threshold_sum_7d")
    def transfer_sum(m: Moment) -> float:
        return in_threshold_money(m, near(m, "7d", cash=False)) if m.this.travel_rule_limit else math.nan

    def booked(m: Moment) -> list[Seen]:
        return [
            seen
            for seen in m.arrived
            if seen.channel is ChannelCode.CASH
            and seen.outward == outward
            and (seen.business_day, seen.duty) == (m.this.business_day, m.this.duty)
        ]

    def is_this(m: Moment) -> bool:
        return m.this.channel is ChannelCode.CASH and m.this.outward == outward

    def counted(m: Moment) -> list[Seen]:
        if MovementFlag.SINGLE_REPORT in m.this.flags:
            return [m.this] if is_this(m) else []
        return booked(m)

    @twin(f"cash_{direction}_business_day_sum")
    def business_day_sum(m: Moment) -> float:
        return in_threshold_money(m, booked(m)) if m.this.cash_report_limit else math.nan

    @twin(f"cash_{direction}_reportable")
    def reportable(m: Moment) -> float:
        if not m.this.cash_report_limit:
            return math.nan
        reached = sum(seen.threshold_value for seen in counted(m)) >= m.this.cash_report_reached
        return is_this(m) and reached

    @twin(f"cash_{direction}_counted_sum")
    def counted_sum(m: Moment) -> float:
        return in_threshold_money(m, counted(m)) if m.this.cash_report_limit else math.nan

    @twin(f"cash_{direction}_counted_count")
    def counted_count(m: Moment) -> float:
        return len(counted(m)) if m.this.cash_report_limit else math.nan


def _round(m: Moment) -> list[Seen]:
    return [seen for seen in m.window("30d") if MovementFlag.ROUND in seen.flags]


twin("round_count_30d")(lambda m: len(_round(m)))
twin("round_share_30d")(lambda m: len(_round(m)) / len(m.window("30d")))


@twin("similar_count_7d")
def _similar(m: Moment) -> float:
    value = m.this.value
    if value is None:
        return math.nan
    alike = [
        seen
        for seen in m.window("7d")
        if seen.outward == m.this.outward and seen.value is not None and abs(seen.value - value) * 100 <= value
    ]
    return len(alike)


# What goes through.


@cache
def _forwarded(m: Moment, window: str) -> tuple[int, int, int]:
    """Value in, value of it that went out again, and that value times the microseconds for which it rested."""
    waiting: list[tuple[int, int]] = []
    inflow = forwarded = rested = 0
    for seen in m.flow(window):
        if not seen.outward:
            inflow += seen.amount
            waiting.append((seen.time_us, seen.amount))
            continue
        need = seen.amount
        while need and waiting:
            came_us, left = waiting.pop(0)
            taken = min(need, left)
            need -= taken
            forwarded += taken
            rested += taken * (seen.time_us - came_us)
            if left > taken:
                waiting.insert(0, (came_us, left - taken))
    return inflow, forwarded, rested


for _window in ("48h", "7d"):
    twin(f"forwarded_sum_{_window}")(over(_window, lambda m, w: _forwarded(m, w)[1] / m.unit))
    twin(f"passthrough_ratio_{_window}")(over(_window, lambda m, w: share(*_forwarded(m, w)[1::-1])))


@twin("hold_hours_7d")
def _hold_hours(m: Moment) -> float:
    _, forwarded, rested = _forwarded(m, "7d")
    return float(Fraction(rested, forwarded * HOUR)) if forwarded else math.nan


@cache
def _commissions(m: Moment, window: str, within_us: int) -> tuple[float, ...]:
    """Shares kept back in mirrored pairs: each outflow takes, of the inflows not taken yet, the one whose share is
    nearest to the mean of those before it."""
    rows = m.window(window)
    taken: set[int] = set()
    kept: list[float] = []
    for at, out in enumerate(rows):
        if not (out.flows and out.outward and out.amount):
            continue
        mean = sum(kept) / len(kept) if kept else 0.0
        fitting: list[tuple[float, int]] = []
        for inflow in reversed(rows[max(at - 64, 0) : at]):
            if inflow.outward or not (inflow.flows and inflow.amount) or inflow.sequence in taken:
                continue
            received, sent = inflow.amount, out.amount
            if inflow.duty == out.duty and inflow.threshold_value > 0 < out.threshold_value:
                received, sent = inflow.threshold_value, out.threshold_value
            commission = Fraction(received - sent, received)
            if out.time_us - inflow.time_us < within_us and Fraction(5, 1000) <= commission <= Fraction(15, 100):
                fitting.append((float(commission), inflow.sequence))
        if fitting:
            share_kept, sequence = min(fitting, key=lambda pair: abs(pair[0] - mean))
            taken.add(sequence)
            kept.append(share_kept)
    return tuple(kept)


def _of_commissions(
    statistic: Callable[[tuple[float, ...]], float], window: str, within_us: int, none: float = math.nan
) -> Function:
    def value(m: Moment) -> float:
        found = _commissions(m, window, within_us)
        return statistic(found) if found else none

    return value


for _window, _within in (("7d", 2 * DAY), ("30d", 4 * DAY)):
    twin(f"mirrored_pairs_{_window}")(_of_commissions(len, _window, _within, none=0))
    twin(f"commission_mean_{_window}")(_of_commissions(fmean, _window, _within))
    twin(f"commission_spread_{_window}")(_of_commissions(pstdev, _window, _within))


@twin("balance_share_7d")
def _balance_share(m: Moment) -> float:
    return share(m.this.balance, _forwarded(m, "7d")[0]) if m.this.balance is not None else math.nan


# The subject's own past.

twin("history_days")(lambda m: m.history_days)


@twin("account_age_days")
def _account_age(m: Moment) -> float:
    opened = m.latest("opened_day", None)
    return math.nan if opened is None else m.this.day - opened


@twin("dormant_days_7d")
def _dormant_days(m: Moment) -> float:
    active = sorted({seen.day for seen in m.arrived if seen.flows and seen.day < m.this.day} | {m.this.day})
    silences = [after - before - 1 for before, after in pairwise(active) if after > m.this.day - 7]
    return max(silences, default=math.nan)


@twin("active_days_30d")
def _active_days(m: Moment) -> float:
    return len({seen.day for seen in m.arrived if seen.flows and 0 <= m.days_ago(seen) < 30})


def _baseline(direction: str, outward: bool) -> None:
    def week(m: Moment, number: int) -> list[Seen]:
        """The flow of a week before the last 7 days, counted back from there."""
        return [
            seen
            for seen in m.arrived
            if seen.flows and seen.outward == outward and (m.days_ago(seen) - 7) // 7 == number
        ]

    def mean(m: Moment, measure: Callable[[list[Seen]], float]) -> float:
        """Mean of a week over the 8 weeks before the last 7 days, or over as much of them as is known."""
        weeks_known = min((m.history_days - 7) / 7, 8)
        return sum(measure(week(m, number)) for number in range(8)) / weeks_known

    def enough(m: Moment) -> bool:
        return m.history_days >= 21

    @twin(f"{direction}_sum_surge_7d")
    def sum_surge(m: Moment) -> float:
        return share(m.money(m.flow("7d", outward)), mean(m, m.money)) if enough(m) else math.nan

    @twin(f"{direction}_count_surge_7d")
    def count_surge(m: Moment) -> float:
        return share(len(m.flow("7d", outward)), mean(m, len)) if enough(m) else math.nan

    @twin(f"{direction}_sum_weekly_mean_56d")
    def weekly_mean(m: Moment) -> float:
        return mean(m, m.money) if enough(m) else math.nan

    @twin(f"{direction}_sum_z_7d")
    def z(m: Moment) -> float:
        whole_weeks = min(int((m.history_days - 7) / 7), 8)
        if whole_weeks < 4:
            return math.nan
        weeks = [m.money(week(m, number)) for number in range(whole_weeks)]
        if not any(weeks):
            return math.nan
        spread = max(pstdev(weeks), fmean(weeks) / 10)
        return (m.money(m.flow("7d", outward)) - fmean(weeks)) / spread


# Countries.


@twin("counterparty_is_high_risk")
def _is_high_risk(m: Moment) -> float:
    return MovementFlag.HIGH_RISK in m.this.flags if m.this.country else math.nan


@twin("counterparty_is_conflict")
def _is_conflict(m: Moment) -> float:
    return MovementFlag.CONFLICT in m.this.flags if m.this.country else math.nan


def _high_risk(movements: list[Seen]) -> list[Seen]:
    return [seen for seen in movements if MovementFlag.HIGH_RISK in seen.flags]


def _geography(direction: str, outward: bool) -> None:
    twin(f"high_risk_{direction}_count_30d")(lambda m: len(_high_risk(m.flow("30d", outward))))
    twin(f"high_risk_{direction}_sum_30d")(lambda m: m.money(_high_risk(m.flow("30d", outward))))


twin("high_risk_share_30d")(lambda m: share(m.money(_high_risk(m.flow("30d"))), m.money(m.flow("30d"))))


@twin("high_risk_prior_month_mean")
def _high_risk_prior(m: Moment) -> float:
    before = [seen for seen in m.arrived if seen.flows and 30 <= m.days_ago(seen) < 390]
    months = min(max(m.history_days - 30, 30), 360) / 30
    return m.money(_high_risk(before)) / months


@twin("country_is_new")
def _country_is_new(m: Moment) -> float:
    if not m.this.country:
        return math.nan
    return all(seen.country != m.this.country for seen in m.visible[:-1])


for _name, _outward in DIRECTIONS.items():
    for _declare in (_volume, _counterparties, _thresholds, _baseline, _geography):
        _declare(_name, _outward)


# Signals of networks are not of a movement; their twins are in tests/flows. Those of a model are filled in afterwards.
for _name in NETWORK | OF_MODEL:
    twin(_name)(lambda m: math.nan)
