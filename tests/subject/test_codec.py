"""Records of the store that do not fit together are refused."""

import msgspec
import pytest

from streams.errors import StateError
from streams.ordering.progress import PROGRESS_KEY
from streams.subject.codec import LAYOUT, Head, chunk_key, decode, head_key
from streams.subject.store import MemoryStore, versioned
from tests.signals.made import PARTITION, apply, movements, subjects

SUBJECT = b"customer:1"


def written(count: int) -> MemoryStore:
    store = MemoryStore()
    store.open(PARTITION)
    held = subjects(64, store=store)
    applied = apply(held, movements([{} for _ in range(count)]))
    for partition, changes in held.changes(applied.slots):
        store.put(partition, changes)
    return store


def head_of(store: MemoryStore) -> list[object]:
    value = store.get(PARTITION, head_key(SUBJECT))
    assert value is not None
    fields: list[object] = msgspec.msgpack.decode(value[8:])
    return fields


def test_a_subject_that_was_never_written_has_no_state() -> None:
    assert decode(b"customer:2", written(3), PARTITION) is None


def test_a_state_of_another_layout_is_refused() -> None:
    store = written(3)
    store.put(PARTITION, [(head_key(SUBJECT), versioned(2, msgspec.msgpack.encode([LAYOUT + 1, *head_of(store)[1:]])))])
    with pytest.raises(StateError, match=f"layout {LAYOUT + 1}"):
        decode(SUBJECT, store, PARTITION)


@pytest.mark.parametrize("field", ["history_length", "days_length", "open_words"])
def test_a_head_that_does_not_fit_its_rows_is_refused(field: str) -> None:
    store = written(3)
    fields = head_of(store)
    at = Head.__struct_fields__.index(field)
    value = fields[at]
    fields[at] = value + 1 if isinstance(value, int) else []
    store.put(PARTITION, [(head_key(SUBJECT), versioned(2, msgspec.msgpack.encode(fields)))])
    with pytest.raises(StateError):
        decode(SUBJECT, store, PARTITION)


def test_keys_of_a_subject_and_of_the_progress_never_meet() -> None:
    keys = [
        head_key(b"a"),
        *(chunk_key(b"a", kind, number) for kind in (b"h", b"d") for number in (0, 1, 255, 256, 2**32 - 1)),
        head_key(b"ah"),
        head_key(b"customer:\xc3\xb6"),
        PROGRESS_KEY,
    ]
    assert len(set(keys)) == len(keys)
