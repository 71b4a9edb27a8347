import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.errors import Reason, Rejection
from streams.intake.formats.json_transaction import looks_like, read
from streams.records import Commodity, Party, Place, Transaction
from streams.settings import Settings

SETTINGS = Settings()
TYPICAL: dict[str, Any] = {
    "id": "t1",
    "time": "2026-01-15T10:30:00.123+01:00",
    "amount": "1234.50",
    "currency": "EUR",
    "debtor": {"account": "CH9300762011623852957", "customer": "C17", "name": "Customer 17", "country": "CH"},
    "creditor": {"account": "DE89370400440532013000"},
    "channel": "transfer",
}


def text_of(**changes: Any) -> bytes:
    return json.dumps({**TYPICAL, **changes}).encode()


def with_amount(literal: str) -> bytes:
    return text_of().replace(b'"1234.50"', literal.encode())


def refused(value: bytes) -> Rejection:
    with pytest.raises(Rejection) as caught:
        read(value, SETTINGS)
    return caught.value


def test_a_transaction_is_read_field_by_field() -> None:
    (transaction,) = read(text_of(), SETTINGS)
    assert transaction.amount == Decimal("1234.50")
    assert transaction.time == datetime(2026, 1, 15, 9, 30, 0, 123000, tzinfo=UTC)
    assert transaction.debtor == Party(
        account="CH9300762011623852957", customer="C17", name="Customer 17", country="CH"
    )


def test_unknown_fields_are_ignored_at_any_depth() -> None:
    known = read(text_of(), SETTINGS)
    assert read(text_of(batch={"a": [1, {"b": None}]}, debtor={**TYPICAL["debtor"], "mood": 7}), SETTINGS) == known


def test_a_byte_order_mark_and_blanks_are_ignored() -> None:
    assert read(b"\xef\xbb\xbf \n" + text_of() + b"\r\n", SETTINGS) == read(text_of(), SETTINGS)


@pytest.mark.parametrize(
    "literal", ["0.1", "1e400", "1e-400", "123456789012345678901234567890.123456789012345678", '"0.1"', "-5"]
)
def test_numbers_are_taken_exactly_as_they_are_written(literal: str) -> None:
    (transaction,) = read(with_amount(literal), SETTINGS)
    assert transaction.amount == Decimal(literal.strip('"'))


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_that_is_no_number_is_named(literal: str) -> None:
    assert (refused(with_amount(literal)).reason, refused(with_amount(literal)).field) == (
        Reason.AMOUNT_NOT_FINITE,
        "amount",
    )


@pytest.mark.parametrize(
    "value",
    [
        b"hello",
        b'{"id": "t1" "time": 1}',
        text_of() + b"x",
        with_amount("01"),
        with_amount("1."),
        text_of(note="?").replace(b'"?"', b"NaN"),
        text_of(id="?").replace(b'"?"', b'"\\ud800"'),
    ],
)
def test_what_is_not_json_is_refused(value: bytes) -> None:
    assert refused(value).reason is Reason.NOT_JSON


@pytest.mark.parametrize("length", range(1, len(text_of()), 7))
def test_a_record_cut_anywhere_is_truncated(length: int) -> None:
    assert refused(text_of()[:length]).reason is Reason.TRUNCATED


@pytest.mark.parametrize(
    "value",
    [
        text_of().replace(b"Customer 17", b"Customer \xff"),
        text_of(note="?").replace(b"?", b"\xc3"),
        text_of().decode().encode("utf-16"),
    ],
    ids=["known field", "ignored field", "utf-16"],
)
def test_what_is_not_utf8_is_refused(value: bytes) -> None:
    assert refused(value).reason is Reason.NOT_UTF8


@pytest.mark.parametrize(
    "value",
    [
        text_of(note="?").replace(b'"?"', b"[" * 10_000 + b"]" * 10_000),
        text_of(note="?").replace(b'"?"', b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
        b'{"debtor":' * 10_000 + b"1" + b"}" * 10_000,
        text_of(id="?").replace(b'"?"', b"[" * 10_000 + b"]" * 10_000),
        b"[" * 100_000,
    ],
    ids=["unknown array", "unknown object", "known object", "known text", "never closed"],
)
def test_ten_thousand_levels_are_too_deep(value: bytes) -> None:
    assert refused(value).reason is Reason.TOO_DEEP


@pytest.mark.parametrize("name", ["id", "time", "amount", "currency"])
def test_a_missing_field_is_named(name: str) -> None:
    rejection = refused(json.dumps({key: value for key, value in TYPICAL.items() if key != name}).encode())
    assert (rejection.reason, rejection.field) == (Reason.MISSING_FIELD, name)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": 5}, "id"),
        ({"amount": None}, "amount"),
        ({"amount": True}, "amount"),
        ({"time": 1768473000}, "time"),
        ({"debtor": "A1"}, "debtor"),
        ({"debtor": {"account": 17}}, "debtor.account"),
        ({"debtor": {"identifiers": {"phone": 41}}}, "debtor.identifiers[...]"),
        ({"beneficiaries": [{}, {"name": []}]}, "beneficiaries[1].name"),
    ],
)
def test_a_wrong_type_is_named_with_its_path(changes: dict[str, Any], field: str) -> None:
    rejection = refused(text_of(**changes))
    assert (rejection.reason, rejection.field) == (Reason.WRONG_TYPE, field)


@pytest.mark.parametrize("value", [b"[]", b"null", b"17", b'"text"'])
def test_json_that_is_no_object_has_the_wrong_type(value: bytes) -> None:
    assert refused(value).reason is Reason.WRONG_TYPE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 129}, "id"),
        ({"amount": "ten"}, "amount"),
        ({"amount": "1e99999999999999999999"}, "amount"),
        ({"channel": "pigeon"}, "channel"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2026-02-30T00:00:00Z"}, "time"),
        ({"debtor": {"country": "CHE"}}, "debtor.country"),
        ({"place": {"latitude": 91}}, "place.latitude"),
        ({"debtor": {"identifiers": {"x" * 1025: "1"}}}, "debtor.identifiers"),
    ],
)
def test_an_invalid_value_is_named_with_its_path(changes: dict[str, Any], field: str) -> None:
    rejection = refused(text_of(**changes))
    assert (rejection.reason, rejection.field) == (Reason.INVALID_VALUE, field)


def test_a_time_needs_a_zone() -> None:
    rejection = refused(text_of(time="2026-01-15T10:30:00"))
    assert (rejection.reason, rejection.field) == (Reason.TIME_WITHOUT_ZONE, "time")


@pytest.mark.parametrize(
    ("second", "field"),
    [
        (b',"amount":"1.00"}', "amount"),
        (b',"amo\\u0075nt":"1.00"}', "amount"),
        (b',"note":{"a":1,"b":{"c":2,"c":3}}}', "c"),
    ],
)
def test_a_key_that_comes_twice_is_refused(second: bytes, field: str) -> None:
    rejection = refused(text_of()[:-1] + second)
    assert (rejection.reason, rejection.field) == (Reason.INVALID_VALUE, field)


def test_json_is_recognised_by_its_first_character() -> None:
    assert looks_like(b" \n{}")
    assert looks_like(b"\xef\xbb\xbf[]")
    assert not looks_like(b"<Document/>")
    assert not looks_like(b"")


TEXTS = st.text(max_size=20, alphabet=st.characters(codec="utf-8"))
IDS = st.text(min_size=1, max_size=20, alphabet=st.characters(codec="utf-8"))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
COUNTRIES = st.none() | st.sampled_from(["CH", "DE", "US"])
TIMES = st.datetimes(
    min_value=datetime(1990, 1, 1),
    timezones=st.builds(timezone, st.builds(timedelta, minutes=st.integers(-720, 720))),
)
PARTIES = st.builds(
    Party,
    account=st.none() | IDS,
    customer=st.none() | IDS,
    holders=st.lists(IDS, max_size=2).map(tuple),
    name=st.none() | TEXTS,
    kind=st.none() | st.sampled_from(["person", "npo"]),
    country=COUNTRIES,
    born=st.none() | st.dates(min_value=date(1900, 1, 1)),
    declared_income=st.none() | DECIMALS,
    pep=st.none() | st.booleans(),
    identifiers=st.dictionaries(TEXTS, TEXTS, max_size=2),
)
TRANSACTIONS = st.builds(
    Transaction,
    id=IDS,
    time=TIMES,
    amount=DECIMALS,
    currency=st.text(min_size=3, max_size=10, alphabet=st.characters(codec="utf-8")),
    debtor=st.none() | PARTIES,
    creditor=st.none() | PARTIES,
    channel=st.none() | st.sampled_from(["cash", "crypto"]),
    remittance=st.none() | TEXTS,
    commodity=st.none() | st.builds(Commodity, hs=st.just("7108"), quantity=DECIMALS),
    place=st.none() | st.builds(Place, country=COUNTRIES, latitude=st.floats(-90, 90)),
    booking_date=st.none() | st.dates(min_value=date(1990, 1, 1)),
    beneficiaries=st.lists(PARTIES, max_size=2).map(tuple),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TRANSACTIONS)
def test_a_transaction_survives_the_way_through_json(transaction: Transaction) -> None:
    assert read(msgspec.json.encode(transaction), SETTINGS) == [transaction]
