"""Records of every kind that may arrive on `transactions`, and what each must become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from streams.errors import Reason
from tests.integration.made import fields, party, transfer

_TRANSFER = """
<CdtTrfTxInf><PmtId><TxId>{id}</TxId></PmtId><IntrBkSttlmAmt Ccy="{currency}">250.00</IntrBkSttlmAmt>
<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
<CdtrAcct><Id><Othr><Id>0012345</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>"""
_XML_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>
<Document>&c;</Document>"""
_EXTERNAL_ENTITY = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY file SYSTEM "file:///etc/passwd">]><Document>&file;</Document>"""


def pacs008(*ids: str, currency: str = "EUR", message: str = "pacs.008.001.08") -> bytes:
    """A credit transfer between institutions with a transaction for each id."""
    header = f"<GrpHdr><MsgId>M-{ids[0]}</MsgId><CreDtTm>2025-03-03T10:30:00Z</CreDtTm></GrpHdr>"
    body = header + "".join(_TRANSFER.format(id=each, currency=currency) for each in ids)
    namespace = f"urn:iso:std:iso:20022:tech:xsd:{message}"
    return f'<Document xmlns="{namespace}"><FIToFICstmrCdtTrf>{body}</FIToFICstmrCdtTrf></Document>'.encode()


def _without(name: str) -> bytes:
    said = json.loads(transfer(f"without-{name}"))
    del said[name]
    return json.dumps(said).encode()


@dataclass(frozen=True)
class Specimen:
    """One record. `reason` and `field` are those of its reject; `movements` says how many each transaction makes."""

    name: str
    value: bytes | None
    movements: Mapping[str, int]
    content_type: str
    reason: Reason | None = None
    field: str = ""


def _bad(name: str, value: bytes | None, reason: Reason, field: str = "", content_type: str = "") -> Specimen:
    return Specimen(name, value, {}, content_type, reason, field)


def _good(name: str, value: bytes, content_type: str = "", **movements: int) -> Specimen:
    return Specimen(name, value, movements, content_type)


BAD = (
    _bad("not JSON", b"three coins", Reason.NOT_JSON),
    _bad("not UTF-8", transfer("utf").replace(b"utf", b"\xff\xfe"), Reason.NOT_UTF8),
    _bad("truncated JSON", transfer("cut")[:-7], Reason.TRUNCATED),
    _bad("no bytes", b"", Reason.EMPTY),
    _bad("a tombstone", None, Reason.EMPTY),
    _bad("five megabytes", transfer("huge", remittance="x" * 5_000_000), Reason.TOO_LARGE),
    _bad("between what is kept and what is allowed", b"[" + b" " * 600_000, Reason.TRUNCATED),
    _bad("nested ten thousand deep", b'{"id":' * 10_000 + b"1" + b"}" * 10_000, Reason.TOO_DEEP),
    _bad("no currency", _without("currency"), Reason.MISSING_FIELD, "currency"),
    _bad("an amount that is a list", transfer("list").replace(b'"100.00"', b"[]"), Reason.WRONG_TYPE, "amount"),
    _bad("a party of the wrong type", transfer("type", debtor={"account": 7}), Reason.WRONG_TYPE, "debtor.account"),
    _bad("a key twice", transfer("key").replace(b'"USD"', b'"USD", "amount": "1"'), Reason.INVALID_VALUE, "amount"),
    _bad("a negative amount", transfer("negative", "-5.00"), Reason.AMOUNT_NOT_POSITIVE, "amount"),
    _bad("nothing paid", transfer("zero", "0.00"), Reason.AMOUNT_NOT_POSITIVE, "amount"),
    _bad("NaN as text", transfer("nan", "NaN"), Reason.AMOUNT_NOT_FINITE, "amount"),
    _bad("NaN bare", transfer("bare").replace(b'"100.00"', b"NaN"), Reason.AMOUNT_NOT_FINITE, "amount"),
    _bad("an infinite amount", transfer("infinite", "-Infinity"), Reason.AMOUNT_NOT_FINITE, "amount"),
    _bad("a number of a billion digits", transfer("digits", "1E+999999999"), Reason.AMOUNT_OUT_OF_RANGE, "amount"),
    _bad("an unknown currency", transfer("coin", currency="XQZ"), Reason.UNKNOWN_CURRENCY, "currency"),
    _bad("more decimals than the currency", transfer("mill", "1.005"), Reason.TOO_MANY_DECIMALS, "amount"),
    _bad("no zone", transfer("zone", time="2025-03-03T10:00:00"), Reason.TIME_WITHOUT_ZONE, "time"),
    _bad("far future", transfer("future", time="9999-01-01T00:00:00Z"), Reason.TIME_OUT_OF_RANGE, "time"),
    _bad("far past", transfer("past", time="1066-10-14T00:00:00Z"), Reason.TIME_OUT_OF_RANGE, "time"),
    _bad("nobody", transfer("nobody", debtor={"name": "X"}, creditor={}), Reason.NO_PARTY),
    _bad("an XML bomb", _XML_BOMB, Reason.UNSAFE_XML),
    _bad("an external entity", _EXTERNAL_ENTITY, Reason.UNSAFE_XML),
    _bad("truncated XML", pacs008("x")[:-20], Reason.TRUNCATED),
    _bad("an unknown type", b"a;b;c", Reason.UNKNOWN_FORMAT, content_type="text/csv"),
    _bad("JSON called XML", transfer("called"), Reason.NOT_XML, content_type="application/xml"),
    _bad("one bad of two", pacs008("first", "second", currency="XQZ"), Reason.UNKNOWN_CURRENCY, "currency"),
    _bad(
        "another message",
        pacs008("pain", message="pain.001.001.09").replace(b"FIToFICstmrCdtTrf", b"CstmrCdtTrfInitn"),
        Reason.UNSUPPORTED_MESSAGE,
        "Document",
    ),
)
GOOD = (
    _good("a transfer", transfer("plain"), plain=2),
    _good("cash has one side", json.dumps(fields("cash", channel="cash", creditor=party("B"))).encode(), cash=1),
    _good("debtor is creditor", transfer("own", creditor=party("A")), own=2),
    _good("eighteen decimals", transfer("ether", "0.000000000000000001", currency="ETH", channel="crypto"), ether=2),
    _good("a rejected payment moves nothing", transfer("failed", status="RJCT"), failed=0),
    _good("pacs.008 by its looks", pacs008("looks"), looks=2),
    _good("pacs.008 by its header", pacs008("header"), "application/xml; charset=utf-8", header=2),
    _good("three transfers in a message", pacs008("m1", "m2", "m3"), m1=2, m2=2, m3=2),
    _good("JSON by its header", transfer("typed"), "application/json", typed=2),
    _good("the first of two", transfer("twice"), twice=2),
    _good("the same again, in other words", transfer("twice").replace(b", ", b" , "), twice=2),
    _good("before it was edited", transfer("edited", "9000.00"), edited=2),
    _good("after it was edited", transfer("edited", "90.00"), edited=2),
)
_LAST = _good("after all of them", transfer("last"), last=2)


def zoo() -> tuple[Specimen, ...]:
    """All of them, good and bad in turn, the last one good."""
    rest = list(GOOD)
    mixed: list[Specimen] = []
    for place, bad in enumerate(BAD):
        mixed.append(bad)
        if place % 2 and rest:
            mixed.append(rest.pop(0))
    return (*mixed, *rest, _LAST)
