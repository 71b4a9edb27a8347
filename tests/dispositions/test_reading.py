"""What makes no sense, or lacks the second person, is refused by name, whatever the bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dispositions.reading import encode, person, read
from streams.errors import Reason, Rejection
from streams.records import Allow, Disposition, Known, Snooze

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
KNOWN = Known(crimes=("fraud",), transactions=("T1",), counterparties=("customer:B",), evidence_count=1)
ENDLESS, DATED = Snooze(until=None), Snooze(until=NOW)
DAYS_MAX = 366
LONG, LATEST = (Snooze(until=NOW + timedelta(days=DAYS_MAX, seconds=more)) for more in (1, 0))


def made(**changed: Any) -> Disposition:
    fields: dict[str, Any] = {
        "id": "d1",
        "alert": "a1",
        "subject": "customer:A",
        "typology": "fan-in",
        "verdict": "close",
        "reason": "false_positive",
        "decided_by": "Analyst 1",
        "decided_at": NOW,
        "known": KNOWN,
    }
    return Disposition(**{**fields, **changed})


def refused(found: Disposition | bytes, key: bytes | None = b"customer:A") -> tuple[Reason, str]:
    with pytest.raises(Rejection) as caught:
        read(key, found if isinstance(found, bytes) else encode(found), DAYS_MAX)
    return caught.value.reason, caught.value.field


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"verdict": "escalate", "reason": None},
        {"verdict": "duplicate", "reason": None},
        {"snooze": DATED},
        {"snooze": LATEST},
        {"snooze": ENDLESS, "approved_by": "Lead 1"},
        {"snooze": LONG, "approved_by": "Lead 1"},
        {"allow": Allow(counterparty="customer:B", until=NOW)},
        {"alert": None, "typology": "", "sampled": True},
        {"alert": None, "typology": "", "sampled": True, "verdict": "escalate", "reason": None, "known": None},
    ],
)
def test_a_sound_disposition_is_read_as_it_was_written(changed: dict[str, Any]) -> None:
    assert read(b"customer:A", encode(made(**changed)), DAYS_MAX) == made(**changed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": None}, "reason"),
        ({"verdict": "duplicate"}, "reason"),
        ({"known": None}, "known"),
        ({"typology": ""}, "known"),
        ({"alert": None}, "alert"),
        ({"alert": None, "sampled": True, "snooze": DATED}, "alert"),
        ({"alert": None, "sampled": True, "verdict": "duplicate", "reason": None}, "verdict"),
        ({"verdict": "escalate", "reason": None, "snooze": DATED}, "verdict"),
        ({"allow": Allow(counterparty="customer:C", until=NOW)}, "allow.counterparty"),
        ({"known": msgspec.structs.replace(KNOWN, evidence_value=-1)}, "known.evidence_value"),
        (
            {"allow": Allow(counterparty="customer:B", until=NOW, evidence_value=Decimal(10**13))},
            "allow.evidence_value",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(changed: dict[str, Any], field: str) -> None:
    assert refused(made(**changed)) == (Reason.INVALID_DISPOSITION, field)


@pytest.mark.parametrize("approver", [None, "Analyst 1", " ANALYST  1 "])
@pytest.mark.parametrize(
    "what",
    [
        {"snooze": ENDLESS},
        {"snooze": LONG},
        {"snooze": Snooze(until=datetime(9999, 12, 31, tzinfo=UTC))},
        {"allow": Allow(counterparty="customer:B", until=None)},
        {"allow": Allow(counterparty="customer:B", until=LONG.until)},
    ],
)
def test_what_has_no_date_or_one_far_off_takes_a_second_person_other_than_the_first(
    what: dict[str, Any], approver: str | None
) -> None:
    assert refused(made(**what, approved_by=approver)) == (Reason.DISPOSITION_NOT_APPROVED, "approved_by")


@pytest.mark.parametrize(
    ("one", "other"), [("Jos\u00e9", "Jose\u0301"), ("Ana", "Ana\u200b"), ("Ana", "\uff21na"), ("Ana", "a\u00adNA ")]
)
def test_names_that_look_the_same_are_one_person(one: str, other: str) -> None:
    assert person(one) == person(other)
    found = made(snooze=ENDLESS, decided_by=one, approved_by=other)
    assert refused(found) == (Reason.DISPOSITION_NOT_APPROVED, "approved_by")


def test_a_record_under_anothers_key_is_refused() -> None:
    assert refused(made(), b"customer:B") == (Reason.INVALID_DISPOSITION, "subject")
    assert refused(made(), None) == (Reason.INVALID_DISPOSITION, "subject")


def test_unknown_fields_and_times_without_a_zone_are_refused() -> None:
    text = encode(made())
    assert refused(text[:-1] + b',"snoze":{}}')[0] is Reason.INVALID_DISPOSITION
    assert refused(text.replace(b"10:00:00Z", b"10:00:00"))[0] is Reason.INVALID_DISPOSITION
    # Without a date is said, and not what somebody forgot to say.
    assert refused(text[:-1] + b',"snooze":{}}')[0] is Reason.INVALID_DISPOSITION


@given(
    st.binary()
    | st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(
        msgspec.json.encode
    )
)
def test_arbitrary_bytes_are_refused_and_raise_nothing_else(value: bytes) -> None:
    assert refused(value)[0] is Reason.INVALID_DISPOSITION


@pytest.mark.parametrize("value", [b'{"id":', b"[" * 100_000, b"", b"\xff\xfe"])
def test_broken_records_are_refused(value: bytes) -> None:
    assert refused(value) == (Reason.INVALID_DISPOSITION, "")


def test_a_value_without_end_is_refused_before_it_is_computed() -> None:
    huge = encode(made()).replace(b'"evidence_count":1', b'"evidence_count":1,"evidence_value":"1e999999"')
    assert refused(huge) == (Reason.INVALID_DISPOSITION, "known.evidence_value")
