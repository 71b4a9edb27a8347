"""One side of a transaction as one subject sees it, in the form that travels on `movements`.

A movement is a fixed part, `MOVEMENT` (a NumPy record, little endian), followed by `Words` (MessagePack). The fixed
part holds every number that a signal may need, so a batch of movements becomes an array without touching a record in
Python; the words are only opened when an alert has to be explained. Its first part, `HISTORY`, is also what a subject's
state keeps of each movement, byte for byte.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from enum import IntEnum, IntFlag
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from streams.errors import StateError

LAYOUT = 4
"""Version of the fixed part; a worker waits before movements of a newer one."""
_LAYOUTS_AHEAD = 8
"""What is further ahead than this is no layout but chance bytes."""

UNKNOWN_VALUE = -1
"""`value` of an amount for which there is no exchange rate."""
UNKNOWN_BALANCE = np.iinfo(np.int64).min
"""`balance` where the payment system sent none."""
UNKNOWN_DAY = np.iinfo(np.int32).min
"""`opened_day` where the party does not say when it was opened, `born_day` where it does not say when it was born."""
UNKNOWN_PLACE = np.iinfo(np.int16).min
"""`latitude` and `longitude` of a transaction that has none."""
UNKNOWN_INCOME = -1
"""`declared_income` where the party declares none."""
INSTITUTION_KINDS = ("bank", "money_service", "crypto", "trader")
"""Kinds of institution in the order of their codes; new ones go to the end."""
_LETTERS, _LETTER_A = 26, ord("A")

HISTORY: npt.DTypeLike = np.dtype(
    [
        ("time_us", "<i8"),  # event time, microseconds since 1970-01-01 UTC
        ("transaction", "<u8"),  # hash of the transaction id
        ("counterparty", "<u8"),  # hash of the other side; 0 for none
        ("value", "<i8"),  # minor units of the base currency, or UNKNOWN_VALUE
        ("threshold_value", "<i8"),  # minor units of the currency of the threshold in force; 0 where none is
        (
            "threshold_ratio",
            "<f4",
        ),  # amount / threshold in force: cash report for cash, travel rule for transfers; nan for none
        ("content", "<u4"),  # checksum of the transaction's content
        ("sequence", "<u4"),  # how many movements the subject had before this one arrived
        ("business_day", "<i4"),  # day of the institution's duties, days since 1970-01-01
        ("flags", "<u4"),  # MovementFlag
        ("country", "<u2"),  # counterparty's country, two letters; 0 for unknown
        ("channel", "u1"),  # ChannelCode
        ("outward", "u1"),  # 1 when the subject pays
        ("tags", "<u8"),  # Tag
        ("price_ratio", "<f4"),  # unit price / reference unit price of the goods on the day; nan where unknown
        ("branch", "<u4"),  # hash of branch, machine or place; 0 for unknown, as in the hashes below
        ("device", "<u4"),
        ("invoice", "<u4"),
        ("text", "<u4"),  # hash of the normalised remittance information
        ("name", "<u4"),  # hash of the counterparty's normalised name
        ("name_key", "<u4"),  # hash of what edits leave of that name, see `streams.intake.names`
        ("agent", "<u4"),  # hash of the counterparty's institution
        ("originator", "<u4"),  # hash of the ultimate party on the other side
        ("latitude", "<i2"),  # hundredths of a degree, or UNKNOWN_PLACE
        ("longitude", "<i2"),
        ("place_country", "<u2"),  # where it was made, two letters; 0 for unknown
        ("duty", "<u2"),  # whose duties apply: country and kind of institution, see `duty_code`; 0 for unknown
    ]
)

_ARRIVAL = [
    ("received_ms", "<i8"),  # Kafka timestamp of the transaction
    ("input_offset", "<i8"),  # where the transaction was read
    ("cash_report_limit", "<i8"),  # minor units of the threshold currency, 0 for none in force
    ("cash_report_reached", "<i8"),  # smallest sum that must be reported
    ("travel_rule_limit", "<i8"),
    ("instrument_limit", "<i8"),  # from which on cash for monetary instruments is logged
    ("declared_income", "<i8"),  # a year, minor units of the base currency, or UNKNOWN_INCOME
    ("balance", "<i8"),  # minor units of the base currency, or UNKNOWN_BALANCE
    ("input_partition", "<i4"),
    ("opened_day", "<i4"),  # days since 1970-01-01, or UNKNOWN_DAY
    ("born_day", "<i4"),
    ("profile", "<u4"),  # Profile
    ("input_index", "<u2"),  # which transaction of the record
    ("kind", "u1"),  # PartyCode
    ("threshold_decimals", "u1"),
    ("layout", "u1"),
    ("side", "u1"),  # which of the movements of one transaction
    ("unused", "u1", (2,)),
]
MOVEMENT: npt.DTypeLike = np.dtype(np.dtype(HISTORY).descr + _ARRIVAL)
MOVEMENT_BYTES = np.dtype(MOVEMENT).itemsize
HISTORY_BYTES = np.dtype(HISTORY).itemsize

Movements = npt.NDArray[Any]
"""Array of MOVEMENT records, in order of arrival."""


def duty_code(country: str, kind: str) -> int:
    """Country (two capital letters) and kind of an institution as one number, never 0."""
    first, second = (ord(letter) - _LETTER_A for letter in country)
    return 1 + (first * _LETTERS + second) * len(INSTITUTION_KINDS) + INSTITUTION_KINDS.index(kind)


def duty_of(code: int) -> tuple[str, str]:
    """Country and kind of institution behind a code."""
    letters, kind = divmod(code - 1, len(INSTITUTION_KINDS))
    first, second = divmod(letters, _LETTERS)
    return chr(_LETTER_A + first) + chr(_LETTER_A + second), INSTITUTION_KINDS[kind]


class ChannelCode(IntEnum):
    """`Transaction.channel` as a number; NONE where the payment system does not say."""

    NONE = 0
    CASH = 1
    TRANSFER = 2
    CARD = 3
    CHEQUE = 4
    CRYPTO = 5
    TRADE = 6
    REMITTANCE = 7


class PartyCode(IntEnum):
    """`Party.kind` as a number; NONE where the institution does not say."""

    NONE = 0
    PERSON = 1
    BUSINESS = 2
    NPO = 3
    PUBLIC = 4
    MONEY_SERVICE = 5


class MovementFlag(IntFlag):
    """What intake found out about a movement."""

    ROUND = 1
    """The amount is a multiple of 100 units of its currency."""
    HIGH_RISK = 2
    """The counterparty's country is on a FATF or embargo list on the day."""
    CONFLICT = 4
    """The counterparty's country is a conflict zone on the day."""
    OWN_TRANSFER = 8
    """Debtor and creditor are the same subject."""
    NO_RATE = 16
    """There is no exchange rate; signals of value leave the movement out."""
    NAME_ONLY = 32
    """The subject is known by name and agent only."""
    LATE = 64
    """Arrived after a movement with a later event time; set by the subject's state."""
    ON_BEHALF = 128
    """Cash that counts towards this person's statutory report although another's account moved: a conductor, a
    beneficiary, a joint holder."""
    SINGLE_REPORT = 256
    """The law reports this cash movement by itself, not the sum of a business day."""
    BORDERS_CONFLICT = 512
    """The counterparty's country is a way of fighters or funds into a conflict zone, as a public authority names it."""
    FOREIGN = 1024
    """The counterparty's country is not the institution's."""
    EMBARGO = 2048
    """The counterparty's country is under an arms or trade embargo of the UN, the EU or the US on the day."""
    TRANSIT = 4096
    """The counterparty's country is one through which embargoed goods are diverted."""
    WILDLIFE_SOURCE = 1 << 13
    """The counterparty's country is one from which protected wildlife is taken; below, likewise."""
    WILDLIFE_DEMAND = 1 << 14
    PRECURSOR_SOURCE = 1 << 15
    COUNTERFEIT_SOURCE = 1 << 16
    TIMBER_SOURCE = 1 << 17
    MINERALS_SOURCE = 1 << 18
    OFFSHORE = 1 << 19
    """The counterparty's country hosts free zones or secrecy that trade-based schemes use."""
    EXPLOITATION_SOURCE = 1 << 20
    """Financial intelligence units name the country in cases of paid online exploitation of children."""
    TRAVEL_CONFLICT = 1 << 21
    """Travel to a conflict zone or to a country on the way into one is paid for."""
    BORDER_AREA = 1 << 22
    """Made in a border area that authorities name for smuggling of drugs or people."""
    CONFLICT_BORDER_AREA = 1 << 23
    """Made near the border of a conflict zone."""
    IDENTIFIED = 1 << 24
    """The words hold identifiers of the subject that others may use too."""


NO_FLOW = MovementFlag.OWN_TRANSFER | MovementFlag.ON_BEHALF
"""Nothing came to the subject or left it; such movements are outside all flows."""


class Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an analyst reads about a movement; opened only for evidence."""

    transaction: str
    account: str
    """The subject's own account, empty where unknown."""
    counterparty: str
    """Subject id of the other side, empty for none."""
    counterparty_name: str
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    remittance: str
    threshold_currency: str
    name: str
    """The subject's own name."""
    identifiers: tuple[tuple[str, int], ...] = ()
    """Kind and hash of whatever identifies the subject here and may be another's too: device, phone, address, invoice
    that it pays."""


encode_words = msgspec.msgpack.Encoder().encode
_decode_words = msgspec.msgpack.Decoder(Words).decode


def decode_words(data: bytes) -> Words:
    """The words of a kept movement."""
    return _decode_words(data)


_FIXED = struct.Struct("<qQQqqfIIiIHBBQfIIIIIIIIhhHHqqqqqqqqiiiIHBBBB2x")
"""MOVEMENT as `struct` writes it: one record at a time, an order of magnitude faster than NumPy."""

pack_fixed = _FIXED.pack


def parse(values: Sequence[bytes]) -> tuple[Movements, list[bytes]]:
    """Split records of `movements` into the array of their fixed parts and the list of their words.

    Raises ValueError where a record is no movement, and StateError where it is one of a newer layout, which this
    version must leave to a newer worker.
    """
    movements = fixed_parts(values)
    layouts = movements["layout"]
    if not (layouts == LAYOUT).all():
        newest = int(layouts.max())
        if LAYOUT < newest <= LAYOUT + _LAYOUTS_AHEAD:
            raise StateError(f"a movement has layout {newest}, this version reads {LAYOUT}: upgrade this worker")
        raise ValueError("a record of `movements` is no movement")
    return movements, [value[MOVEMENT_BYTES:] for value in values]


def fixed_parts(values: Sequence[bytes]) -> Movements:
    """The array of the fixed parts, of whatever layout. Raises ValueError where a record is shorter than one."""
    joined = b"".join([value[:MOVEMENT_BYTES] for value in values])
    if len(joined) != MOVEMENT_BYTES * len(values):
        raise ValueError(f"a movement is shorter than its fixed part of {MOVEMENT_BYTES} bytes")
    return np.frombuffer(joined, dtype=MOVEMENT)
