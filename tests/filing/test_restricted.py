"""What the restricted topic adds up to; a hold wins over everything; nothing of it is anywhere else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import streams.schemas
from streams import topics
from streams.errors import FilingError
from streams.filing.restricted import Filing, Hold, Standing, filing_key, hold_key
from streams.records import Alert, Rejected, Transaction
from streams.settings import Settings

NOW = datetime(2030, 1, 1, tzinfo=UTC)
KEPT_DAYS = 100
AGES = st.integers(0, 200)


def filing(number: int, age: int, subject: str) -> Filing:
    return Filing(alert=f"A-{number}", subject=subject, status="filed", by="Analyst 4", at=NOW - timedelta(days=age))


@given(
    st.lists(st.tuples(AGES, st.sampled_from(["customer:1", "customer:2", "customer:3"])), max_size=12),
    st.sets(st.sampled_from(["customer:1", "customer:2"])),
)
def test_what_is_expired_is_old_and_under_no_hold(given_filings, held):
    filings = [filing(number, age, subject) for number, (age, subject) in enumerate(given_filings)]
    standing = standing_of(filings, held)
    expired = standing.expired(NOW, KEPT_DAYS)
    assert {each.alert for each in expired} == {
        each.alert for each in filings if (NOW - each.at).days >= KEPT_DAYS and each.subject not in held
    }
    for each in filings:
        may = each in expired
        for early in (False, True):
            allowed = each.subject not in held and (may or early)
            if allowed:
                assert standing.erasable([each], NOW, KEPT_DAYS, early=early) == [each]
            else:
                with pytest.raises(FilingError):
                    standing.erasable([each], NOW, KEPT_DAYS, early=early)


def standing_of(filings: list[Filing], held: set[str]) -> Standing:
    standing = Standing()
    for each in filings:
        standing.take(filing_key(each.alert), msgspec.json.encode(each))
    for subject in held:
        standing.take(hold_key(subject), msgspec.json.encode(Hold(subject=subject, by="B", why="court", at=NOW)))
    return standing


def test_the_newest_record_of_a_key_holds_and_a_tombstone_erases():
    standing = standing_of([filing(1, 3, "customer:1")], {"customer:1"})
    newer = msgspec.structs.replace(filing(1, 1, "customer:1"), status="withdrawn")
    standing.take(filing_key("A-1"), msgspec.json.encode(newer))
    assert list(standing.filings.values()) == [newer]
    standing.take(filing_key("A-1"), None)
    standing.take(hold_key("customer:1"), None)
    assert (standing.filings, standing.holds) == ({}, {})


@pytest.mark.parametrize(
    ("key", "value", "free"),
    [
        (b"other:1", b"{}", []),
        (b"hold:customer:1", b"{", ["A-2"]),
        (b"filing:A-9", b"{}", ["A-1", "A-2"]),
    ],
)
def test_a_record_that_cannot_be_read_holds_what_it_may_be_about_and_nothing_else(
    key: bytes, value: bytes, free: list[str]
):
    standing = standing_of([filing(1, 200, "customer:1"), filing(2, 200, "customer:2")], set())
    standing.take(key, value)
    assert list(standing.unreadable) == [key.decode()]
    assert [each.alert for each in standing.expired(NOW, KEPT_DAYS)] == free
    for each in standing.filings.values():
        if each.alert not in free:
            with pytest.raises(FilingError, match="cannot be read"):
                standing.erasable([each], NOW, KEPT_DAYS, early=True)
    standing.take(key, None)
    assert standing.unreadable == {}
    assert len(standing.expired(NOW, KEPT_DAYS)) == 2


def test_what_was_recorded_before_stays_behind_the_newest():
    filed_at = NOW - timedelta(days=9)
    first = msgspec.structs.replace(
        filing(1, 3, "customer:1"), reference="BSA 1", filed_at=filed_at, note="as discussed"
    )
    withdrawn = msgspec.structs.replace(filing(1, 2, "customer:1"), status="withdrawn", by="Analyst 5")
    second = standing_of([first], set()).following(withdrawn)
    assert (second.status, second.reference, second.filed_at, second.note) == ("withdrawn", "BSA 1", filed_at, "")
    assert [(each.status, each.by, each.at, each.note) for each in second.earlier] == [
        ("filed", "Analyst 4", first.at, "as discussed")
    ]
    not_filed = msgspec.structs.replace(filing(1, 1, "customer:1"), status="not-filed")
    third = standing_of([second], set()).following(not_filed)
    assert (third.reference, third.filed_at) == ("", None)
    assert [each.reference for each in third.earlier] == ["BSA 1", "BSA 1"]
    other = standing_of([first], set()).following(msgspec.structs.replace(withdrawn, reference="BSA 2"))
    assert (other.reference, other.filed_at) == ("BSA 2", None)


def test_the_oldest_of_very_many_is_forgotten_only_where_no_hold_is():
    record = filing(1, 100, "customer:1")
    for age in range(99, 20, -1):
        record = standing_of([record], set()).following(filing(1, age, "customer:1"))
    assert [each.at for each in record.earlier[::63]] == [NOW - timedelta(days=85), NOW - timedelta(days=22)]
    with pytest.raises(FilingError, match="nothing is forgotten"):
        standing_of([record], {"customer:1"}).following(filing(1, 0, "customer:1"))


def test_an_alert_has_one_subject():
    standing = standing_of([filing(1, 3, "customer:1")], set())
    with pytest.raises(FilingError, match="one of customer:1, not of customer:2"):
        standing.following(filing(1, 0, "customer:2"))


def names_in(schema: Any) -> set[str]:
    """Every name and every allowed word of a schema."""
    if isinstance(schema, dict):
        own = {str(key) for key in schema} | {str(each) for each in schema.get("enum", ())}
        return own.union(*map(names_in, schema.values()))
    return set().union(*map(names_in, schema)) if isinstance(schema, list) else set()


@pytest.mark.parametrize("record", [Alert, Transaction, Rejected])
def test_no_general_record_has_a_place_for_a_filing(record: type):
    names = {name.casefold() for name in names_in(msgspec.json.schema(record))}
    assert not {name for name in names if "filing" in name or "filed" in name or name == "sar"}


def test_no_published_schema_has_a_place_for_a_filing():
    for path in Path(streams.schemas.__file__).parent.glob("*.json"):
        words = {name.casefold() for name in names_in(json.loads(path.read_text()))}
        assert not {word for word in words if "filing" in word or "filed" in word}, path


def test_workers_neither_need_nor_name_the_restricted_topics():
    settings = Settings()
    restricted = {topic.name for topic in topics.restricted(settings)}
    assert restricted == {"filings.restricted", "filings.access"}
    assert restricted.isdisjoint(topic.name for topic in topics.needed(settings))
    source = Path(streams.schemas.__file__).parent.parent
    describing = source / "contracts" / "channels.py"
    allowed = {source / "topics.py", source / "settings.py", source / "cli" / "filing.py", describing}
    for path in source.rglob("*.py"):
        if path not in allowed and source / "filing" not in path.parents:
            assert "filings." not in path.read_text(encoding="utf-8"), path
