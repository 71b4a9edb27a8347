import math
import struct
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import StateError
from streams.movement import (
    HISTORY,
    HISTORY_BYTES,
    INSTITUTION_KINDS,
    LAYOUT,
    MOVEMENT,
    MOVEMENT_BYTES,
    NO_FLOW,
    UNKNOWN_BALANCE,
    UNKNOWN_DAY,
    MovementFlag,
    Words,
    decode_words,
    duty_code,
    duty_of,
    encode_words,
    pack_fixed,
    parse,
)
from streams.settings import Institution

NAMES = tuple(name for name in np.dtype(MOVEMENT).names or () if name not in ("reserved", "unused"))
"""The fields in the order in which `pack_fixed` takes them."""


def _values(name: str) -> st.SearchStrategy[Any]:
    kind = np.dtype(MOVEMENT)[name]
    if kind.kind == "f":
        return st.floats(width=32, allow_nan=True, allow_infinity=True)
    limits = np.iinfo(kind)
    low, high = int(limits.min), int(limits.max)
    return st.one_of(st.sampled_from((low, high)), st.integers(low, high))


FIELDS = st.fixed_dictionaries({name: _values(name) for name in NAMES})


def packed(**fields: Any) -> bytes:
    return pack_fixed(*({**dict.fromkeys(NAMES, 0), "layout": LAYOUT, **fields}[name] for name in NAMES))


@given(FIELDS)
def test_what_is_packed_is_what_the_array_reads_field_by_field(fields: dict[str, Any]) -> None:
    packed = pack_fixed(*(fields[name] for name in NAMES))
    assert len(packed) == MOVEMENT_BYTES
    [row] = np.frombuffer(packed, dtype=MOVEMENT)
    for name in NAMES:
        read = row[name].item()
        assert read == fields[name] or (math.isnan(read) and math.isnan(fields[name])), name


def test_the_first_part_of_a_movement_is_what_the_state_keeps() -> None:
    movement, history = np.dtype(MOVEMENT), np.dtype(HISTORY)
    assert history.names is not None
    assert movement.names is not None
    assert movement.names[: len(history.names)] == history.names
    for name in history.names:
        assert movement.fields is not None
        assert history.fields is not None
        assert movement.fields[name] == history.fields[name]
    assert HISTORY_BYTES <= MOVEMENT_BYTES


def test_a_record_of_movements_has_no_holes_and_is_little_endian() -> None:
    movement = np.dtype(MOVEMENT)
    assert sum(movement[name].itemsize for name in movement.names or ()) == MOVEMENT_BYTES
    assert packed(time_us=1)[:8] == struct.pack("<q", 1)


@pytest.mark.parametrize("country", ["AA", "US", "CA", "ZZ"])
@pytest.mark.parametrize("kind", INSTITUTION_KINDS)
def test_a_duty_code_is_country_and_kind_in_two_bytes(country: str, kind: str) -> None:
    code = duty_code(country, kind)
    assert 0 < code < 2**16
    assert duty_of(code) == (country, kind)


def test_institutions_have_the_kinds_of_the_settings() -> None:
    assert get_args(Institution.model_fields["kind"].annotation) == INSTITUTION_KINDS


@given(st.lists(st.tuples(st.integers(0, 2**63 - 1), st.binary(max_size=50)), max_size=20))
def test_records_are_split_into_numbers_and_words(rows: list[tuple[int, bytes]]) -> None:
    movements, words = parse([packed(time_us=time_us) + text for time_us, text in rows])
    assert movements["time_us"].tolist() == [time_us for time_us, _ in rows]
    assert words == [text for _, text in rows]


@pytest.mark.parametrize("layout", [LAYOUT + 1, LAYOUT + 8])
def test_a_movement_of_a_newer_layout_is_left_to_a_newer_worker(layout: int) -> None:
    with pytest.raises(StateError, match="layout"):
        parse([packed(), packed(layout=layout)])


@pytest.mark.parametrize("layout", [0, LAYOUT + 9, 255])
def test_what_has_no_layout_is_no_movement(layout: int) -> None:
    with pytest.raises(ValueError, match="no movement"):
        parse([packed(), packed(layout=layout)])


@pytest.mark.parametrize("length", [0, 1, MOVEMENT_BYTES - 1])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_movement_shorter_than_its_fixed_part_is_refused(length: int, place: int) -> None:
    values = [packed(), packed()]
    values.insert(place, packed()[:length])
    with pytest.raises(ValueError, match="shorter"):
        parse(values)


def test_two_short_movements_do_not_make_up_for_each_other() -> None:
    half = MOVEMENT_BYTES // 2
    with pytest.raises(ValueError, match="shorter"):
        parse([packed()[:half], packed()[half:] + b"words"])


def test_words_are_read_as_they_were_written() -> None:
    words = Words("t-1", "account:1", "customer:2", "Customer 2", "12.30", "EUR", "rent März", "USD", "Customer 1")
    assert decode_words(encode_words(words)) == words


def test_no_flag_shares_a_bit_with_another() -> None:
    assert sum(MovementFlag) == sum({flag.value for flag in MovementFlag})
    assert MovementFlag.OWN_TRANSFER | MovementFlag.ON_BEHALF == NO_FLOW


def test_unknown_is_no_value_that_a_movement_can_have() -> None:
    assert int(UNKNOWN_BALANCE) == -(2**63)
    assert int(UNKNOWN_DAY) == -(2**31)
