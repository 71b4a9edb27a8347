"""What a subject keeps of the flows comes back from the store as it was, and stays within its bounds."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings

from streams.errors import StateError
from streams.flows.kept import Kept, kept_change, kept_key, load_kept
from streams.flows.ring import Holder, Leg
from streams.flows.token import Token
from streams.signals.family import DAY_US, HOUR_US
from streams.subject.store import MemoryStore, restore, version, versioned
from tests.flows.made import tokens

SUBJECT = b"customer:1"


def _store(*changes: tuple[bytes, bytes | None]) -> MemoryStore:
    store = MemoryStore()
    store.open(0)
    store.put(0, changes)
    return store


def _full(several: list[Token]) -> Kept:
    return Kept(
        position=9,
        tokens={each.id: each for each in several},
        holders={"B": Holder("B", "T", 1, 2, "0.02", "USD"), "A": Holder("A", "T", 1, 2, "0.02", "USD")},
        legs={"A T": Leg(7, "A", "T", 1, True, 2, "0.02", "USD", 3, True)},
        told={5: 6, 1: 2},
        published={"x": (1, 2), "a": (0, 1)},
    )


@given(tokens())
@settings(max_examples=50, deadline=None)
def test_it_comes_back_as_it_was(several: list[Token]) -> None:
    kept = _full(several)
    assert load_kept(SUBJECT, _store(kept_change(SUBJECT, 3, kept)), 0) == kept


@given(tokens())
@settings(max_examples=50, deadline=None)
def test_its_bytes_do_not_depend_on_what_came_first(several: list[Token]) -> None:
    assert kept_change(SUBJECT, 3, _full(several)) == kept_change(SUBJECT, 3, _full(several[::-1]))


def test_nothing_is_kept_of_who_is_not_in_the_store() -> None:
    assert load_kept(SUBJECT, _store(), 0) is None


@pytest.mark.parametrize("record", [Kept(layout=2), [2], [2, "of another shape"]])
def test_another_layout_is_refused(record: object) -> None:
    store = _store((kept_key(SUBJECT), versioned(1, msgspec.msgpack.encode(record))))
    with pytest.raises(StateError, match="layout 2"):
        load_kept(SUBJECT, store, 0)


def test_what_a_worker_thought_dead_writes_later_does_not_replace_what_is_newer() -> None:
    newer, older = kept_change(SUBJECT, 5, Kept(position=7)), kept_change(SUBJECT, 5, Kept(position=6))
    store = _store()
    assert restore(store, 0, [newer, older]) == 1
    found = load_kept(SUBJECT, store, 0)
    assert found is not None
    assert found.position == 7


def test_the_version_grows_with_movements_and_with_tokens() -> None:
    versions = [
        version(kept_change(SUBJECT, position, Kept(position=flows))[1] or b"")
        for position, flows in ((-1, 0), (-1, 3), (2, 3), (2, 4))
    ]
    assert versions == sorted(set(versions))


@given(tokens())
@settings(max_examples=50, deadline=None)
def test_the_oldest_tokens_beyond_the_bound_go(several: list[Token]) -> None:
    kept = _full(several)
    newest = 0
    surplus = kept.trim(newest, 120 * DAY_US, 5)
    assert surplus == max(len(several) - 5, 0)
    oldest = sorted((each.last.time_us, each.id) for each in several)[surplus:]
    assert sorted((each.last.time_us, each.id) for each in kept.tokens.values()) == oldest


@given(tokens())
@settings(max_examples=50, deadline=None)
def test_tokens_older_than_is_kept_go(several: list[Token]) -> None:
    kept = _full(several)
    assert kept.trim(300 * HOUR_US, 200 * HOUR_US, 100) == 0
    assert set(kept.tokens) == {each.id for each in several if each.last.time_us >= 100 * HOUR_US}
