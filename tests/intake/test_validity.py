from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from streams.errors import Reason, Rejection
from streams.intake.validity import check
from streams.records import Commodity, Party, Transaction
from streams.settings import Settings

CURRENCIES = {"EUR": 2, "JPY": 0, "ETH": 18}
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
RECEIVED_MS = int(NOON.timestamp() * 1000)
SETTINGS = Settings()


def transaction(**changes: Any) -> Transaction:
    fields: dict[str, Any] = {
        "id": "t1",
        "time": NOON,
        "amount": Decimal("1234.50"),
        "currency": "EUR",
        "debtor": Party(account="A1"),
    }
    return Transaction(**{**fields, **changes})


def amount_minor(**changes: Any) -> int:
    return check(transaction(**changes), RECEIVED_MS, CURRENCIES, SETTINGS)


def refused(**changes: Any) -> tuple[Reason, str]:
    with pytest.raises(Rejection) as caught:
        amount_minor(**changes)
    return caught.value.reason, caught.value.field


def test_a_valid_transaction_has_its_amount_in_minor_units() -> None:
    assert amount_minor() == 123450
    assert amount_minor(amount=Decimal("0.000000000000000001"), currency="ETH") == 1


@pytest.mark.parametrize("days", [-367, 367])
def test_a_booking_date_far_from_the_transaction_is_refused(days: int) -> None:
    assert refused(booking_date=NOON.date() + timedelta(days=days)) == (Reason.TIME_OUT_OF_RANGE, "booking_date")
    assert amount_minor(booking_date=NOON.date() + timedelta(days=days // 367 * 366)) == 123450


@pytest.mark.parametrize("code", ["XXQ", "eur", "EURO"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    assert refused(currency=code) == (Reason.UNKNOWN_CURRENCY, "currency")


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("-5", Reason.AMOUNT_NOT_POSITIVE),
        ("0", Reason.AMOUNT_NOT_POSITIVE),
        ("NaN", Reason.AMOUNT_NOT_FINITE),
        ("Infinity", Reason.AMOUNT_NOT_FINITE),
        ("1.001", Reason.TOO_MANY_DECIMALS),
        ("1E+999999999", Reason.AMOUNT_OUT_OF_RANGE),
    ],
)
def test_an_amount_that_cannot_be_is_refused(amount: str, reason: Reason) -> None:
    assert refused(amount=Decimal(amount)) == (reason, "amount")


def test_a_currency_without_decimals_has_none() -> None:
    assert refused(amount=Decimal("1.5"), currency="JPY") == (Reason.TOO_MANY_DECIMALS, "amount")


def test_the_range_of_time_ends_at_the_settings() -> None:
    assert amount_minor(time=NOON + timedelta(hours=24))
    assert refused(time=NOON + timedelta(hours=24, seconds=1)) == (Reason.TIME_OUT_OF_RANGE, "time")
    assert amount_minor(time=datetime(1990, 1, 1, tzinfo=UTC))
    assert refused(time=datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC)) == (Reason.TIME_OUT_OF_RANGE, "time")


@pytest.mark.parametrize(
    "time",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59))),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=23, minutes=59))),
    ],
)
def test_the_ends_of_the_calendar_are_out_of_range_and_nothing_worse(time: datetime) -> None:
    assert refused(time=time) == (Reason.TIME_OUT_OF_RANGE, "time")


def test_a_replay_of_old_transactions_is_in_time() -> None:
    assert amount_minor(time=NOON - timedelta(days=3650))


@pytest.mark.parametrize(
    "party", [Party(account="A1"), Party(customer="C1"), Party(wallet="W1")], ids=["account", "customer", "wallet"]
)
@pytest.mark.parametrize("side", ["debtor", "creditor"])
def test_one_identified_party_is_enough(party: Party, side: str) -> None:
    assert amount_minor(**{"debtor": None, side: party})


def test_a_name_counts_together_with_its_agent_only() -> None:
    named = Party(name="Customer 17")
    assert refused(debtor=named) == (Reason.NO_PARTY, "")
    assert refused(debtor=named, creditor_agent="COBADEFF") == (Reason.NO_PARTY, "")
    assert refused(debtor=Party(name=""), debtor_agent="UBSWCHZH") == (Reason.NO_PARTY, "")
    assert amount_minor(debtor=named, debtor_agent="UBSWCHZH")
    assert amount_minor(debtor=None, creditor=named, creditor_agent="COBADEFF")


@pytest.mark.parametrize("party", [None, Party(), Party(country="CH", kind="person")])
def test_a_transaction_of_nobody_is_refused(party: Party | None) -> None:
    assert refused(debtor=party) == (Reason.NO_PARTY, "")


def test_debtor_and_creditor_may_be_the_same() -> None:
    assert amount_minor(creditor=Party(account="A1"))


@pytest.mark.parametrize("number", ["NaN", "sNaN", "-Infinity", "1E+999999999", "1E-999999999"])
@pytest.mark.parametrize(
    "field", ["balance_after", "commodity.quantity", "debtor.declared_income", "creditor.declared_income"]
)
def test_other_numbers_must_be_usable_too(field: str, number: str) -> None:
    value = Decimal(number)
    table: dict[str, dict[str, Any]] = {
        "balance_after": {"balance_after": value},
        "commodity.quantity": {"commodity": Commodity(quantity=value)},
        "debtor.declared_income": {"debtor": Party(account="A1", declared_income=value)},
        "creditor.declared_income": {"creditor": Party(account="A2", declared_income=value)},
    }
    assert refused(**table[field]) == (Reason.INVALID_VALUE, field)


@pytest.mark.parametrize("country", ["ch", "C1", "ÄÖ", "  "])
@pytest.mark.parametrize("side", ["debtor", "creditor"])
def test_a_country_is_two_capital_letters(side: str, country: str) -> None:
    assert amount_minor(**{side: Party(account="A1", country="CH")})
    assert refused(**{side: Party(account="A1", country=country)}) == (Reason.INVALID_VALUE, f"{side}.country")


def test_an_overdrawn_balance_is_valid() -> None:
    assert amount_minor(balance_after=Decimal("-12.34"))
