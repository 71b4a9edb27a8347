"""Both stores behave the same, and no older version replaces a newer one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.errors import StateError
from streams.subject.store import Change, MemoryStore, RocksStore, Store, restore, version, versioned


@pytest.fixture(params=["memory", "rocksdb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else RocksStore(tmp_path)
    assert made.open(0) == 0
    assert made.open(1) == 0
    yield made
    made.close(0)
    made.close(1)


def test_a_value_is_found_in_its_partition_only(store: Store) -> None:
    store.put(0, [(b"a", b"1")])
    assert store.get(0, b"a") == b"1"
    assert store.get(1, b"a") is None
    assert store.get(0, b"b") is None


def test_the_last_of_several_changes_of_a_key_counts(store: Store) -> None:
    store.put(0, [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None), (b"c", None), (b"d", None), (b"d", b"4")])
    assert dict(store.items(0)) == {b"a": b"2", b"d": b"4"}


def test_keys_and_values_are_any_bytes(store: Store) -> None:
    pairs = {b"\0": b"", b"\0cursor": b"\xff\0", b"k\xc3\xb6\0h\0\0\0\x01": bytes(range(256)), b"\xff": b"0" * 200_000}
    store.put(0, list(pairs.items()))
    assert dict(store.items(0)) == pairs
    assert all(store.get(0, key) == value for key, value in pairs.items())


def test_the_offset_of_the_changelog_is_no_item(store: Store) -> None:
    store.put(0, [(b"a", b"1")])
    store.restored(0, 17)
    assert dict(store.items(0)) == {b"a": b"1"}


def test_a_partition_that_is_not_open_can_be_closed(store: Store) -> None:
    store.close(9)


def test_an_older_version_is_left_out_and_counted(store: Store) -> None:
    store.put(0, [(b"a", versioned(10, b"newer"))])
    stale = restore(store, 0, [(b"a", versioned(9, b"older")), (b"b", versioned(-1, b"first"))])
    assert stale == 1
    assert dict(store.items(0)) == {b"a": versioned(10, b"newer"), b"b": versioned(-1, b"first")}


def test_the_same_version_replaces_what_is_there(store: Store) -> None:
    store.put(0, [(b"a", versioned(10, b"before"))])
    assert restore(store, 0, [(b"a", versioned(10, b"after"))]) == 0
    assert store.get(0, b"a") == versioned(10, b"after")


def test_a_key_that_was_deleted_may_come_again(store: Store) -> None:
    changes: list[Change] = [(b"a", versioned(10, b"x")), (b"a", None), (b"a", versioned(3, b"y")), (b"b", None)]
    assert restore(store, 0, changes) == 0
    assert dict(store.items(0)) == {b"a": versioned(3, b"y")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from(b"abcd"), st.one_of(st.none(), st.integers(-1, 20))), max_size=6), max_size=6
    )
)
def test_restoring_gives_the_newest_version_since_the_last_deletion(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, int | None]]]
) -> None:
    stores: list[Store] = [MemoryStore(), RocksStore(tmp_path_factory.mktemp("store"))]
    expected: dict[bytes, int] = {}
    for held in stores:
        held.open(0)
    for batch in batches:
        changes: list[Change] = []
        for key, at in batch:
            name = bytes([key])
            changes.append((name, None if at is None else versioned(at, b"")))
            if at is None:
                expected.pop(name, None)
            else:
                expected[name] = max(at, expected.get(name, -2))
        assert restore(stores[0], 0, changes) == restore(stores[1], 0, changes)
    for held in stores:
        assert {key: version(value) for key, value in held.items(0)} == expected
        held.close(0)


@pytest.mark.parametrize("position", [-1, 0, 1, 2**40, 2**63 - 1])
def test_a_version_is_read_as_it_was_written(position: int) -> None:
    assert version(versioned(position, b"body")) == position


def test_a_record_too_short_for_a_version_is_refused() -> None:
    with pytest.raises(StateError, match="no version"):
        version(b"1234567")


def test_memory_begins_empty_every_time() -> None:
    store = MemoryStore()
    store.open(0)
    store.put(0, [(b"a", b"1")])
    store.restored(0, 5)
    store.close(0)
    assert store.open(0) == 0
    assert store.get(0, b"a") is None


def test_rocksdb_remembers_its_values_and_how_far_the_changelog_is_applied(tmp_path: Path) -> None:
    store = RocksStore(tmp_path)
    store.open(3)
    store.put(3, [(b"a", b"1")])
    store.restored(3, 1 << 40)
    store.put(3, [(b"b", b"2")])
    store.close(3)
    for fresh in (store, RocksStore(tmp_path)):
        assert fresh.open(3) == 1 << 40
        assert dict(fresh.items(3)) == {b"a": b"1", b"b": b"2"}
        fresh.close(3)


def test_two_processes_may_not_share_a_folder(tmp_path: Path) -> None:
    first, second = RocksStore(tmp_path), RocksStore(tmp_path)
    first.open(0)
    first.put(0, [(b"a", b"1")])
    with pytest.raises(StateError, match="data_dir"):
        second.open(0)
    assert first.get(0, b"a") == b"1"
    first.close(0)
    assert second.open(0) == 0
    assert second.get(0, b"a") == b"1"
    second.close(0)


def test_a_broken_database_is_begun_anew_since_the_changelog_has_it_all(tmp_path: Path) -> None:
    store = RocksStore(tmp_path)
    store.open(0)
    store.put(0, [(b"a", b"1")])
    store.restored(0, 7)
    store.close(0)
    for file in (tmp_path / "partition-0").glob("MANIFEST-*"):
        file.write_bytes(b"not a manifest")
    assert store.open(0) == 0
    assert dict(store.items(0)) == {}
    store.close(0)
