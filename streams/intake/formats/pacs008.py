"""ISO 20022 pacs.008, the credit transfer between institutions, of any version, alone or in a business envelope.

Each CdtTrfTxInf is one transaction; a message that breaks in one of them is refused as a whole. The id is TxId, else
UETR, else MsgId/EndToEndId, else MsgId and the place in the message: the same whenever the message is read. Time is
AccptncDtTm, else CreDtTm; without a zone it is local time (ISODateTime of the standard), in the zone that the setting
`local_timezone` names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from lxml import etree

from streams.errors import Reason, Rejection
from streams.intake.formats import Format
from streams.intake.formats.other_xml import unsupported
from streams.intake.iso20022 import (
    all_of,
    local_name,
    looks_like_xml,
    message_name,
    messages,
    one_of,
    parse,
    text_of,
    texts_of,
)
from streams.intake.refusals import refusal
from streams.records import Transaction
from streams.settings import Settings

_MESSAGE = "FIToFICstmrCdtTrf"
_NOT_PROVIDED = "NOTPROVIDED"
_REMITTANCE_MAX = 1024


def looks_like(value: bytes) -> bool:
    """Whether it is XML that mentions the message's element."""
    return looks_like_xml(value) and _MESSAGE.encode() in value


def read(value: bytes, settings: Settings) -> list[Transaction]:
    """The transactions of the message, in its order.

    Raises Rejection: what `parse` raises, UNSUPPORTED_MESSAGE, MISSING_FIELD, INVALID_VALUE; the field is named as in
    Transaction, and the detail says in which transaction of the message.
    """
    transactions: list[Transaction] = []
    for message in messages(parse(value)):
        if local_name(message) != _MESSAGE:
            raise unsupported(message_name(message))
        transactions += _read_message(message, ZoneInfo(settings.local_timezone))
    return transactions


def _read_message(message: etree._Element, local: ZoneInfo) -> list[Transaction]:
    header = one_of(message, "GrpHdr")
    if header is None:
        raise Rejection(Reason.MISSING_FIELD, "the message has no group header", "GrpHdr")
    transfers = all_of(message, "CdtTrfTxInf")
    if not transfers:
        raise Rejection(Reason.MISSING_FIELD, "the message has no transaction", "CdtTrfTxInf")
    transactions = []
    for place, transfer in enumerate(transfers, start=1):
        try:
            transactions.append(msgspec.convert(_fields(header, transfer, place, local), Transaction))
        except msgspec.ValidationError as error:
            raise _located(refusal(error), place, len(transfers)) from None
        except Rejection as rejection:
            raise _located(rejection, place, len(transfers)) from None
    return transactions


def _located(rejection: Rejection, place: int, count: int) -> Rejection:
    return Rejection(rejection.reason, f"transaction {place} of {count}: {rejection.detail}", rejection.field)


def _fields(header: etree._Element, transfer: etree._Element, place: int, local: ZoneInfo) -> dict[str, Any]:
    amount = one_of(transfer, "IntrBkSttlmAmt")
    remittance = texts_of(transfer, "RmtInf/Ustrd") + texts_of(transfer, "RmtInf/Strd/CdtrRefInf/Ref")
    invoices = texts_of(transfer, "RmtInf/Strd/RfrdDocInf/Nb")
    return _present(
        id=_id(header, transfer, place),
        uetr=text_of(transfer, "PmtId/UETR"),
        time=_time(text_of(transfer, "AccptncDtTm") or text_of(header, "CreDtTm"), local),
        booking_date=text_of(transfer, "IntrBkSttlmDt") or text_of(header, "IntrBkSttlmDt"),
        amount=None if amount is None else (amount.text or "").strip(),
        currency=None if amount is None else amount.get("Ccy"),
        channel="transfer",
        purpose=text_of(transfer, "Purp/Cd", "Purp/Prtry"),
        remittance=" ".join(remittance)[:_REMITTANCE_MAX] or None,
        invoice=invoices[0] if invoices else None,
        debtor=_party(one_of(transfer, "Dbtr"), one_of(transfer, "DbtrAcct")),
        creditor=_party(one_of(transfer, "Cdtr"), one_of(transfer, "CdtrAcct")),
        debtor_agent=_agent(one_of(transfer, "DbtrAgt/FinInstnId")),
        creditor_agent=_agent(one_of(transfer, "CdtrAgt/FinInstnId")),
        ultimate_debtor=_party(one_of(transfer, "UltmtDbtr"), None),
        ultimate_creditor=_party(one_of(transfer, "UltmtCdtr"), None),
    )


def _id(header: etree._Element, transfer: etree._Element, place: int) -> str | None:
    own = text_of(transfer, "PmtId/TxId") or text_of(transfer, "PmtId/UETR")
    message_id = text_of(header, "MsgId")
    if own is not None or message_id is None:
        return own
    end_to_end = text_of(transfer, "PmtId/EndToEndId")
    return f"{message_id}/{place if end_to_end in (None, _NOT_PROVIDED) else end_to_end}"


def _time(text: str | None, local: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        time = msgspec.convert(text, datetime)
    except msgspec.ValidationError as error:
        raise Rejection(Reason.INVALID_VALUE, str(error), "time") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=local)


def _party(party: etree._Element | None, account: etree._Element | None) -> dict[str, Any] | None:
    fields: dict[str, Any] = {}
    if account is not None:
        fields = _present(account=text_of(account, "Id/IBAN", "Id/Othr/Id"))
    if party is not None:
        fields |= _present(
            name=text_of(party, "Nm"),
            country=text_of(party, "PstlAdr/Ctry") or text_of(party, "CtryOfRes"),
            kind=_kind(party),
            born=text_of(party, "Id/PrvtId/DtAndPlcOfBirth/BirthDt"),
            identifiers=_identifiers(party) or None,
        )
    return fields or None


def _kind(party: etree._Element) -> str | None:
    """The identification says person or organisation; which kind of organisation it does not say: `business`."""
    if one_of(party, "Id/PrvtId") is not None:
        return "person"
    return "business" if one_of(party, "Id/OrgId") is not None else None


def _identifiers(party: etree._Element) -> dict[str, str]:
    """Identifications by scheme, such as `LEI`, `CCPT` (passport) or `TXID`; the first one where a scheme repeats."""
    found = _present(LEI=text_of(party, "Id/OrgId/LEI"), BIC=text_of(party, "Id/OrgId/AnyBIC", "Id/OrgId/BICOrBEI"))
    for other in all_of(party, "Id/OrgId/Othr") + all_of(party, "Id/PrvtId/Othr"):
        identification = text_of(other, "Id")
        if identification is not None:
            found.setdefault(text_of(other, "SchmeNm/Cd", "SchmeNm/Prtry") or "other", identification)
    return found


def _agent(institution: etree._Element | None) -> str | None:
    if institution is None:
        return None
    return text_of(institution, "BICFI", "BIC") or text_of(institution, "ClrSysMmbId/MmbId", "LEI", "Othr/Id")


def _present(**fields: object) -> dict[str, Any]:
    return {name: content for name, content in fields.items() if content is not None}


FORMAT = Format("pacs.008", frozenset({"application/xml", "text/xml"}), looks_like, read)
