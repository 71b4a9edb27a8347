"""Reports of cash that the law demands: exactly those that are due, with exact numbers, whatever is kept.

The law is written down here once more, slowly: sums over all transactions that ever came, by hand-made calendars.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streams.catalogue import SHIPPED, Catalogue
from streams.offline import Offline
from streams.records import Alert, Party, Transaction
from streams.reference import Reference
from streams.settings import Institution, Settings
from streams.signals.registry import SIGNALS

REFERENCE = Reference.load()
_LOADED = Catalogue.load([SHIPPED], None, SIGNALS)
CATALOGUE = Catalogue.of([_LOADED["reporting-threshold"]], _LOADED.vocabulary)
MONDAY = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)
"""10:00 in New York."""


def cash(number: int, amount: str, at: datetime = MONDAY, **fields: Any) -> Transaction:
    """A cash deposit of customer C1, unless `fields` say otherwise."""
    said = {"currency": "USD", "channel": "cash", "creditor": Party(customer="C1"), **fields}
    return Transaction(id=f"t-{number}", time=at, amount=Decimal(amount), **said)


def judged(transactions: Sequence[Transaction], step: int = 0, **changed: Any) -> list[Alert]:
    """All that is published, revisions included; in steps of so many transactions."""
    offline = Offline(CATALOGUE, Settings(**changed), REFERENCE)
    size = step or max(len(transactions), 1)
    return [
        raised.alert
        for start in range(0, len(transactions), size)
        for raised in offline.judge(transactions[start : start + size])
    ]


def last_revisions(alerts: Iterable[Alert]) -> list[Alert]:
    """The newest revision of each alert; asserts that they are counted without a gap and under one head."""
    by_id: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_id[alert.id].append(alert)
    for revisions in by_id.values():
        assert [alert.revision for alert in revisions] == list(range(len(revisions)))
        assert [alert.status for alert in revisions] == ["new"] + ["revised"] * (len(revisions) - 1)
    return [revisions[-1] for revisions in by_id.values()]


def only(alerts: Iterable[Alert]) -> Alert:
    """The newest revision of the one alert that there is."""
    [alert] = last_revisions(alerts)
    return alert


def numbers(alert: Alert) -> tuple[str, int]:
    """Total and count of a report."""
    assert alert.report is not None
    return alert.report.total, alert.report.count


def test_a_report_says_what_the_law_asks() -> None:
    alert = only(judged([cash(0, "6000"), cash(1, "6000.05", MONDAY + timedelta(hours=1))]))
    assert msgspec.to_builtins(alert.report) == {
        "jurisdiction": "US",
        "institution_kind": "bank",
        "business_day": "2025-01-06",
        "direction": "in",
        "currency": "USD",
        "threshold": "10000.00",
        "comparison": "over",
        "total": "12000.05",
        "count": 2,
    }
    assert "12,000.05 USD was paid in (transactions: 2)" in alert.narrative
    assert "taken out" not in alert.narrative


def test_a_suspicion_has_no_report() -> None:
    alerts = judged([cash(0, "12000")])
    assert all(alert.report is not None for alert in alerts)
    others = Catalogue.load([SHIPPED], None, SIGNALS)
    structuring = Catalogue.of([others["cash-structuring"]], others.vocabulary)
    deposits = [cash(n, "9400", MONDAY + timedelta(days=2 * n)) for n in range(3)]
    raised = list(Offline(structuring, Settings(), REFERENCE).judge(deposits))
    assert raised
    assert all(each.alert.report is None for each in raised)


@pytest.mark.parametrize("step", [0, 7])
@pytest.mark.parametrize("base", ["USD", "EUR"])
def test_the_numbers_are_exact_however_little_is_kept(base: str, step: int) -> None:
    deposits = [cash(n, "20.01", MONDAY + timedelta(seconds=10 * n)) for n in range(600)]
    alerts = judged(deposits, step, history_movements=16, evidence_max=5, base_currency=base)
    alert = only(alerts)
    assert numbers(alert) == ("12006.00", 600)
    assert alert.evidence_count == 600
    assert len(alert.evidence) == 5
    assert "12,006 USD was paid in (transactions: 600)" in alert.narrative
    each = only(judged([cash(0, "20000")], base_currency=base)).evidence_value
    if base == "USD":
        assert (alert.evidence_value, each) == ("12006.00", "20000.00")
    else:
        one_deposit = next(item.value for item in alert.evidence)
        assert one_deposit is not None
        assert Decimal(alert.evidence_value) == 600 * Decimal(one_deposit)
    # 499 of them are 9,984.99 USD, and the 500th makes it more than the limit.
    assert [numbers(each)[1] for each in alerts] == list(range(500, 601))


def test_what_does_not_depend_on_the_cut_of_batches_does_not_depend_on_it() -> None:
    deposits = [cash(n, "2500.01", MONDAY + timedelta(minutes=n)) for n in range(40)]
    whole, apart = (judged(deposits, step, history_movements=16) for step in (0, 3))
    assert whole == apart


def test_a_late_movement_revises_the_report_of_its_day_with_all_of_it() -> None:
    first = [cash(0, "6000"), cash(1, "6000", MONDAY + timedelta(hours=2))]
    late = cash(2, "1.50", MONDAY - timedelta(hours=1))
    alert = only(judged([*first, late], step=2))
    assert numbers(alert) == ("12001.50", 3)
    assert {item.transaction for item in alert.evidence} == {"t-0", "t-1", "t-2"}
    assert alert.late


def test_a_movement_that_comes_when_the_report_is_long_forgotten_still_revises_it() -> None:
    days = [MONDAY + timedelta(days=14 * k) for k in range(4)]
    stream = [cash(k, "12000", day) for k, day in enumerate(days)]
    late = cash(9, "500", MONDAY + timedelta(minutes=5))
    by_day = {
        alert.report.business_day: alert
        for alert in last_revisions(judged([*stream, late]))
        if alert.report is not None
    }
    assert len(by_day) == 4
    assert numbers(by_day[MONDAY.date()]) == ("12500.00", 2)
    assert by_day[MONDAY.date()].revision == 1


def test_the_id_of_a_report_does_not_depend_on_the_order_of_arrival() -> None:
    stream = [cash(n, "4000", MONDAY + timedelta(hours=n)) for n in range(4)]
    assert only(judged(stream)).id == only(judged(stream[::-1])).id


def test_what_is_booked_on_a_saturday_counts_on_monday() -> None:
    saturday, monday = date(2025, 1, 4), date(2025, 1, 6)
    alert = only(judged([cash(0, "6000", booking_date=saturday), cash(1, "6000", booking_date=monday)]))
    assert numbers(alert) == ("12000.00", 2)
    assert alert.report is not None
    assert alert.report.business_day == monday


def test_canada_counts_24_hours_and_a_booking_date_changes_nothing() -> None:
    saturday = datetime(2025, 1, 4, 17, 0, tzinfo=UTC)
    weekend = [cash(n, "4000", saturday + timedelta(days=n), currency="CAD", institution="CA") for n in range(3)]
    assert judged(weekend) == []
    monday = date(2025, 1, 6)
    booked = [msgspec.structs.replace(each, booking_date=monday) for each in weekend]
    assert judged(booked) == []
    within = [cash(n, "5000", saturday + timedelta(hours=n), currency="CAD", institution="CA") for n in range(2)]
    report = only(judged(within)).report
    assert report is not None
    assert (report.jurisdiction, report.comparison, report.total) == ("CA", "at_least", "10000.00")
    assert report.business_day == date(2025, 1, 4)


def test_each_transaction_is_a_report_where_the_law_counts_each_by_itself() -> None:
    stream = [
        cash(n, amount, MONDAY + timedelta(hours=n), currency="AUD", institution="AU")
        for n, amount in enumerate(("12000", "9999.99", "10000"))
    ]
    alerts = last_revisions(judged(stream))
    assert [numbers(alert) for alert in alerts] == [("12000.00", 1), ("10000.00", 1)]
    assert [[item.transaction for item in alert.evidence] for alert in alerts] == [["t-0"], ["t-2"]]
    assert [alert.evidence_value for alert in alerts] == [alert.evidence[0].value for alert in alerts]
    assert "12,000 AUD was paid in (transactions: 1)" in alerts[0].narrative


def test_cash_at_institutions_of_two_countries_or_kinds_counts_apart() -> None:
    exchange = Institution(kind="money_service")
    stream = [
        cash(0, "6000"),
        cash(1, "6000", institution="CA", currency="CAD"),
        cash(2, "6000", institution="exchange"),
    ]
    assert judged(stream, institutions={"exchange": exchange}) == []
    more = [*stream, cash(3, "4500"), cash(4, "4000", institution="CA", currency="CAD")]
    alerts = last_revisions(judged(more, institutions={"exchange": exchange}))
    found = {(alert.report.jurisdiction, *numbers(alert)) for alert in alerts if alert.report is not None}
    assert found == {("US", "10500.00", 2), ("CA", "10000.00", 2)}
    for alert in alerts:
        assert len(alert.evidence) == alert.evidence_count == 2


# The law, slowly.

HOLIDAYS = {"US": {date(2025, 11, 27)}, "CA": set[date](), "AU": set[date](), "DE": set[date]()}
"""Thanksgiving is the only public holiday of these countries on the days below."""
CLOSED = date(2025, 12, 2)
INSTITUTIONS = {
    "new-york": Institution(country="US", timezone="America/New_York", business_day_ends=time(17)),
    "los-angeles": Institution(country="US", timezone="America/Los_Angeles", closed_days=frozenset({CLOSED})),
    "exchange": Institution(country="US", timezone="America/Chicago", kind="money_service"),
    "trader": Institution(country="US", timezone="America/Chicago", kind="trader", business_day_ends=time(20)),
    "toronto": Institution(country="CA", timezone="America/Toronto", business_day_ends=time(18, 30)),
    "vancouver": Institution(country="CA", timezone="America/Vancouver"),
    "sydney": Institution(country="AU", timezone="Australia/Sydney", business_day_ends=time(17)),
    "berlin": Institution(country="DE", timezone="Europe/Berlin"),
}


class Law(NamedTuple):
    """The cash report of a country and kind of institution in 2025, from `thresholds.csv` by hand."""

    currency: str
    limit: int
    reached: bool
    """Due at the limit; else above it."""
    adds_up: str
    out: bool


LAWS = {
    ("US", "bank"): Law("USD", 1_000_000, False, "business day", True),
    ("US", "money_service"): Law("USD", 1_000_000, False, "business day", True),
    ("US", "trader"): Law("USD", 1_000_000, False, "24 hours", False),
    ("CA", "bank"): Law("CAD", 1_000_000, True, "24 hours", False),
    ("AU", "bank"): Law("AUD", 1_000_000, True, "", True),
}


@dataclass(frozen=True)
class Due:
    """One report."""

    person: str
    direction: str
    country: str
    kind: str
    day: date
    currency: str
    total: int
    count: int


def own_day(institution: Institution, moment: datetime) -> date:
    """The day in which the institution's 24 hours end."""
    local = moment.astimezone(ZoneInfo(institution.timezone))
    ends = institution.business_day_ends
    return local.date() + timedelta(days=1) if ends is not None and local.time() >= ends else local.date()


def next_business_day(institution: Institution, day: date) -> date:
    """The day itself where the institution is open."""
    closed = HOLIDAYS[institution.country] | institution.closed_days
    while day.strftime("%a") in ("Sat", "Sun") or day in closed:
        day += timedelta(days=1)
    return day


def in_currency(transaction: Transaction, currency: str) -> int:
    """Cents of another currency at the rate of the day, half a cent up."""
    if transaction.currency == currency:
        return int(transaction.amount * 100)
    rate = REFERENCE.rates.factor(transaction.currency, currency, transaction.time.date())
    assert rate is not None
    return int(Fraction(transaction.amount * 100) * rate + Fraction(1, 2))


def concerned(side: Party | None, transaction: Transaction) -> set[str]:
    """Everybody by whom or on whose behalf one side of a transaction was made."""
    if side is None:
        return set()
    persons = {f"customer:{holder}" for holder in side.holders}
    for party in (side, transaction.conductor, *transaction.beneficiaries):
        if party is not None:
            persons.add(f"customer:{party.customer}" if party.customer else f"account:{party.account}")
    return persons


def due_by_law(transactions: Iterable[Transaction]) -> Counter[Due]:
    """Every report that is due for these."""
    once: dict[str, Transaction] = {}
    for transaction in transactions:
        once.setdefault(transaction.id, transaction)
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for transaction in once.values():
        institution = INSTITUTIONS[transaction.institution or ""]
        law = LAWS.get((institution.country, institution.kind))
        if law is None or transaction.channel != "cash":
            continue
        day, alone = own_day(institution, transaction.time), ""
        if law.adds_up == "business day":
            day = next_business_day(institution, transaction.booking_date or day)
        elif not law.adds_up:
            day = transaction.booking_date or transaction.time.astimezone(ZoneInfo(institution.timezone)).date()
            alone = transaction.id
        for direction, side in (("in", transaction.creditor), ("out", transaction.debtor)):
            if direction == "in" or law.out:
                for person in concerned(side, transaction):
                    key = (person, direction, institution.country, institution.kind, day, alone)
                    sums[key].append(in_currency(transaction, law.currency))
    found: Counter[Due] = Counter()
    for (person, direction, country, kind, day, _), amounts in sums.items():
        law = LAWS[country, kind]
        if sum(amounts) > law.limit or (law.reached and sum(amounts) == law.limit):
            found[Due(person, direction, country, kind, day, law.currency, sum(amounts), len(amounts))] += 1
    return found


def due_as_published(alerts: Iterable[Alert]) -> Counter[Due]:
    """Every report in its newest revision."""
    found: Counter[Due] = Counter()
    for alert in last_revisions(alerts):
        report = alert.report
        assert report is not None
        assert report.threshold == "10000.00"
        law = LAWS[report.jurisdiction, report.institution_kind]
        assert report.comparison == ("at_least" if law.reached else "over")
        assert alert.evidence_count == report.count
        found[
            Due(
                alert.subject.id,
                report.direction,
                report.jurisdiction,
                report.institution_kind,
                report.business_day,
                report.currency,
                int(Decimal(report.total) * 100),
                report.count,
            )
        ] += 1
    return found


PERSONS = st.sampled_from([Party(customer=f"P{n}") for n in range(3)])
OWNERS = st.one_of(
    PERSONS,
    st.just(Party(account="JOINT", holders=("P0", "P1"))),
    st.just(Party(customer="P2", account="A2", holders=("P2", "P1"))),
)
DAYS = (*(date(2025, 11, 26) + timedelta(days=n) for n in range(7)), date(2025, 12, 19))
"""A Wednesday, Thanksgiving, a weekend, a day on which Los Angeles is closed, and a day so much later that episodes of
the others are over."""


@st.composite
def transactions(draw: st.DrawFn) -> Transaction:
    """One cash transaction, or now and then a transfer."""
    side = draw(st.sampled_from(("in", "in", "in", "out", "both")))
    hours = st.sampled_from((0, 3, 7, 12, 16, 17, 21, 22, 23))
    day = draw(st.sampled_from(DAYS))
    booked = draw(st.sampled_from((None, None, None, -1, 0, 1, 2)))
    return Transaction(
        id="",
        time=datetime.combine(day, time(draw(hours), draw(st.sampled_from((0, 29, 30, 59)))), UTC),
        amount=draw(st.sampled_from([*map(Decimal, ("2000", "3333.34", "4000", "5000", "5000.01", "6000", "10000"))])),
        currency=draw(st.sampled_from(("USD", "USD", "CAD", "AUD", "EUR"))),
        channel=draw(st.sampled_from(("cash",) * 9 + ("transfer",))),
        debtor=draw(OWNERS) if side != "in" else None,
        creditor=draw(OWNERS) if side != "out" else None,
        booking_date=None if booked is None else day + timedelta(days=booked),
        institution=draw(st.sampled_from(tuple(INSTITUTIONS))),
        conductor=draw(st.one_of(st.none(), st.none(), PERSONS)),
        beneficiaries=tuple(draw(st.one_of(st.just([]), st.lists(PERSONS, max_size=2)))),
    )


@st.composite
def streams(draw: st.DrawFn, *, repeated: bool) -> list[Transaction]:
    """Cash of a few persons in any order of arrival; some of it sent again, at times with another amount."""
    drawn = draw(st.lists(transactions(), min_size=draw(st.sampled_from((1, 12))), max_size=40))
    # Few institutions, so that sums come about.
    few = draw(st.lists(st.sampled_from(tuple(INSTITUTIONS)), min_size=1, max_size=2))
    stream = [msgspec.structs.replace(each, id=f"t-{n}", institution=few[n % len(few)]) for n, each in enumerate(drawn)]
    if not repeated:
        return stream
    for _ in range(draw(st.integers(0, 5))):
        again = draw(st.sampled_from(stream))
        if draw(st.booleans()):
            again = msgspec.structs.replace(again, amount=again.amount + 1)
        stream.insert(draw(st.integers(0, len(stream))), again)
    return stream


def agree(stream: list[Transaction], step: int, history: int, base: str) -> None:
    """What is published is what is due."""
    alerts = judged(
        stream, step, history_movements=history, base_currency=base, institutions=INSTITUTIONS, evidence_max=3
    )
    assert due_as_published(alerts) == due_by_law(stream)


@settings(max_examples=150, deadline=None)
@given(stream=streams(repeated=True), step=st.sampled_from((0, 1, 5)), base=st.sampled_from(("USD", "EUR")))
def test_exactly_what_is_due_is_reported(stream: list[Transaction], step: int, base: str) -> None:
    agree(stream, step, 512, base)


@settings(max_examples=100, deadline=None)
@given(stream=streams(repeated=False), step=st.sampled_from((0, 1, 5)))
@example(stream=[cash(n, "700", institution="new-york") for n in range(60)], step=4)
def test_exactly_what_is_due_is_reported_however_little_is_kept(stream: list[Transaction], step: int) -> None:
    agree(stream, step, 16, "EUR")


def test_the_slow_law_finds_reports_of_every_kind() -> None:
    """Or the comparison above would compare nothing with nothing."""
    stream = [
        cash(10 * k + n, "6000", datetime(2025, 11, 28, 18, n, tzinfo=UTC), institution=name, currency=law.currency)
        for k, name in enumerate(INSTITUTIONS)
        if (law := LAWS.get((INSTITUTIONS[name].country, INSTITUTIONS[name].kind))) is not None
        for n in range(2)
    ]
    by_law = due_by_law(stream)
    found = {(due.country, due.kind, due.total) for due in by_law}
    assert found == {
        ("US", "bank", 2_400_000),
        ("US", "money_service", 1_200_000),
        ("US", "trader", 1_200_000),
        ("CA", "bank", 2_400_000),
    }
    assert due_as_published(judged(stream, institutions=INSTITUTIONS)) == by_law
