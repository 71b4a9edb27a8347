import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streams.errors import Reason, Rejection
from streams.intake.formats import by_content_type, formats
from streams.intake.reading import Headers, content_type_of, read, read_many
from streams.settings import Settings

SETTINGS = Settings()
JSON: dict[str, Any] = {
    "id": "t1",
    "time": "2026-01-15T10:30:00Z",
    "amount": "1.00",
    "currency": "EUR",
    "debtor": {"account": "A1"},
}
VALUE = json.dumps(JSON).encode()
PACS = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-01-15T10:30:00Z</CreDtTm></GrpHdr>
<CdtTrfTxInf><PmtId><TxId>x1</TxId></PmtId><IntrBkSttlmAmt Ccy="EUR">1</IntrBkSttlmAmt></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><TxId>x2</TxId></PmtId><IntrBkSttlmAmt Ccy="EUR">2</IntrBkSttlmAmt></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"""


@dataclass(frozen=True)
class Record:
    value: bytes | None
    headers: Headers = ()


def header(content_type: str) -> Headers:
    return (("content-type", content_type.encode()),)


def reason(value: bytes | None, content_type: str | None = None) -> Reason:
    with pytest.raises(Rejection) as caught:
        read(value, content_type, SETTINGS)
    return caught.value.reason


def outcome(record: Record) -> Any:
    """What `read` makes of one record, comparable."""
    try:
        return read(record.value, content_type_of(record.headers), SETTINGS)
    except Rejection as rejection:
        return rejection.reason, rejection.field, rejection.detail


def outcomes(records: list[Record]) -> list[Any]:
    return [
        (result.reason, result.field, result.detail) if isinstance(result, Rejection) else list(result)
        for result in read_many(records, SETTINGS)
    ]


@pytest.mark.parametrize("value", [None, b"", b" \r\n\t"])
def test_a_record_without_content_is_empty(value: bytes | None) -> None:
    assert reason(value) is Reason.EMPTY


def test_a_record_of_five_megabytes_is_too_large() -> None:
    huge = json.dumps({**JSON, "remittance": "x" * 5_000_000}).encode()
    assert reason(huge) is Reason.TOO_LARGE
    assert outcomes([Record(huge)])[0][0] is Reason.TOO_LARGE


def test_the_size_limit_is_the_setting() -> None:
    small = Settings(record_max_bytes=1024)
    padded = VALUE + b" " * (1024 - len(VALUE))
    assert len(read(padded, None, small)) == 1
    with pytest.raises(Rejection, match="1025 bytes"):
        read(padded + b" ", None, small)


def test_a_format_is_found_by_looking() -> None:
    assert [transaction.id for transaction in read(VALUE, None, SETTINGS)] == ["t1"]
    assert [transaction.id for transaction in read(PACS, None, SETTINGS)] == ["x1", "x2"]


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8", "text/json"])
def test_a_format_is_found_by_its_header(content_type: str) -> None:
    assert len(read(VALUE, content_type, SETTINGS)) == 1
    assert reason(PACS, content_type) is Reason.NOT_JSON


def test_an_unknown_header_does_not_hide_a_known_format() -> None:
    assert len(read(VALUE, "application/octet-stream", SETTINGS)) == 1
    assert reason(b"a;b;c", "text/csv") is Reason.UNKNOWN_FORMAT


def test_what_looks_like_nothing_is_taken_for_json() -> None:
    assert reason(b"hello") is Reason.NOT_JSON
    assert reason(b"\x00\xff\xfe") is Reason.NOT_UTF8


@pytest.mark.parametrize(
    ("namespace", "element"),
    [
        ("pacs.002.001.12", "FIToFIPmtStsRpt"),
        ("pacs.004.001.11", "PmtRtr"),
        ("pain.001.001.09", "CstmrCdtTrfInitn"),
        ("camt.053.001.02", "BkToCstmrStmt"),
    ],
)
def test_other_iso_20022_messages_are_unsupported_and_named(namespace: str, element: str) -> None:
    value = f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{namespace}"><{element}/></Document>'.encode()
    with pytest.raises(Rejection, match=namespace) as caught:
        read(value, None, SETTINGS)
    assert caught.value.reason is Reason.UNSUPPORTED_MESSAGE


def test_xml_that_is_no_iso_20022_is_an_unknown_format() -> None:
    assert reason(b"<html><body/></html>") is Reason.UNKNOWN_FORMAT
    assert reason(b"<Document/>") is Reason.UNKNOWN_FORMAT
    assert reason(b"hello", "application/xml") is Reason.NOT_XML


def test_an_xml_bomb_is_refused_whatever_it_claims_to_be() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + PACS.replace(b">M<", b">&b;<")
    assert reason(bomb) is Reason.UNSAFE_XML
    assert reason(bomb, "text/xml") is Reason.UNSAFE_XML


def test_a_batch_keeps_order_and_every_record() -> None:
    records = [Record(VALUE), Record(None), Record(PACS), Record(VALUE, header("application/json")), Record(b"{")]
    results = outcomes(records)
    assert [len(result) for result in results] == [1, 3, 2, 1, 3]
    assert (results[1][0], results[4][0]) == (Reason.EMPTY, Reason.TRUNCATED)
    assert outcomes([]) == []


@pytest.mark.parametrize(
    "value",
    [
        VALUE[:-1] + b',"amount":"2.00"}',
        VALUE[:-1] + b',"amo\\u0075nt":"2.00"}',
        VALUE.replace(b'"A1"', b'"A1","account":"A2"'),
    ],
)
def test_a_hidden_second_value_is_found_among_honest_records(value: bytes) -> None:
    results = outcomes([Record(VALUE), Record(value), Record(VALUE)])
    assert results[1][0] is Reason.INVALID_VALUE
    assert results[0] == results[2] == outcome(Record(VALUE))


def test_bytes_that_are_not_utf8_are_found_in_ignored_fields_too() -> None:
    assert outcomes([Record(VALUE[:-1] + b',"note":"\xff"}')])[0][0] is Reason.NOT_UTF8
    assert outcomes([Record(VALUE[:-1] + ',"note":"Zürich"}'.encode())]) == [outcome(Record(VALUE))]


MANGLED = st.builds(
    lambda value, place, insert: value[: place % len(value)] + insert + value[place % len(value) :],
    st.sampled_from([VALUE, PACS]),
    st.integers(0, 10_000),
    st.binary(max_size=6) | st.sampled_from([b'"', b"}", b"{", b",", b"<", b">", b"\\", b'"amount":1,', b"&x;"]),
)
CONTENT_TYPES = st.none() | st.sampled_from(["application/json", "text/xml", "text/csv", ""]) | st.text(max_size=20)


@settings(deadline=None)
@given(st.lists(st.builds(Record, st.none() | st.binary(max_size=200) | MANGLED), max_size=5), CONTENT_TYPES)
@example([Record(b'{"a":')], None)
@example([Record(b'<a b="' + b"x" * 300)], "application/xml")
def test_whatever_arrives_is_read_or_rejected_and_a_batch_agrees_with_its_records(
    records: list[Record], content_type: str | None
) -> None:
    headers = (("Content-Type", content_type.encode("utf-8")),) if content_type is not None else ()
    labelled = [Record(record.value, headers) for record in records]
    assert outcomes(labelled) == [outcome(record) for record in labelled]


def test_the_content_type_is_found_whatever_its_case() -> None:
    assert content_type_of([("trace", b"1"), ("Content-Type", b"text/xml")]) == "text/xml"
    assert content_type_of([("content-type", None)]) is None
    assert content_type_of([("content-type", b"\xff")]) == "\xff"
    assert content_type_of([]) is None


def test_every_format_has_a_name_of_its_own_and_says_what_it_is_declared_as() -> None:
    names = [each.name for each in formats()]
    assert len(set(names)) == len(names)
    assert {"json", "pacs.008", "xml"} <= set(names)
    for content_type, declared in by_content_type().items():
        assert content_type == content_type.lower()
        assert declared


def test_formats_of_last_resort_are_asked_last() -> None:
    resorts = [each.last_resort for each in formats()]
    assert resorts == sorted(resorts)
