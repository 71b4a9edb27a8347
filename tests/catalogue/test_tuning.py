"""Changes count from their time on, in their order, and every one has a way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.catalogue.tuning import FILE_BYTES_MAX, Change, Knob, Tuning, read_tuning
from streams.errors import CatalogueError

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
BEFORE = START - timedelta(days=1)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def change(day: int = 0, **fields: object) -> dict[str, object]:
    """A change of `fan-in` on a day after START, unless the fields say otherwise."""
    stated = {"effective": (START + timedelta(days=day)).isoformat(), "author": "Analyst 4", "reason": "A trial."}
    if "reverts" not in fields:
        stated["typology"] = "fan-in"
    return {**stated, **fields}


@pytest.fixture
def read(tmp_path: Path):
    """Reads a file of these changes, or with this text."""

    def _read(*changes: object, text: str | None = None, needs_approver: bool = False) -> Tuning:
        path = tmp_path / "tuning.yaml"
        path.write_text(text if text is not None else msgspec.json.encode(changes).decode())
        return read_tuning(path, needs_approver)

    return _read


def values(tuning: Tuning, day: float) -> Mapping[str, object]:
    """What differs on a day after START, by `typology.param`."""
    found = tuning.at(START + timedelta(days=day))
    return {f"{knob.typology}.{knob.label}": override.value for knob, override in found.items()}


def test_a_change_counts_from_its_time_on_and_not_before(read):
    tuning = read(change(1, params={"a": 5}), change(3, params={"a": 6, "b": 1}, status="shadow"))
    assert values(tuning, 0.99) == {}
    assert values(tuning, 1) == values(tuning, 2.99) == {"fan-in.a": 5}
    assert values(tuning, 3) == {"fan-in.a": 6, "fan-in.b": 1, "fan-in.status": "shadow"}


def test_the_time_is_absolute_whatever_zone_it_is_written_in(read):
    tuning = read(change(effective="2026-03-02T10:00:00+02:00", params={"a": 5}))
    assert values(tuning, 0) == {"fan-in.a": 5}
    assert values(tuning, -0.001) == {}


def test_the_order_is_that_of_time_and_then_that_of_the_file(read):
    tuning = read(change(2, params={"a": 1}), change(0, params={"a": 2}), change(2, params={"a": 3}))
    assert [stage.change.params["a"] for stage in tuning.stages] == [2, 1, 3]
    assert values(tuning, 2) == {"fan-in.a": 3}


def test_what_is_still_to_come_is_known(read):
    tuning = read(change(1, params={"a": 1}), change(2, params={"a": 2}))
    assert [stage.change.params["a"] for stage in tuning.after(START + timedelta(days=1))] == [2]
    assert not list(tuning.after(FOREVER))


def test_a_revert_puts_back_what_held_before_in_all_that_was_changed_and_in_nothing_else(read):
    tuning = read(
        change(0, params={"a": 5}),
        change(1, id="second", params={"a": 6, "b": 7}, status="shadow"),
        change(2, typology="fan-out", params={"a": 9}),
        change(3, reverts="second"),
    )
    assert values(tuning, 2) == {"fan-in.a": 6, "fan-in.b": 7, "fan-in.status": "shadow", "fan-out.a": 9}
    assert values(tuning, 3) == {"fan-in.a": 5, "fan-out.a": 9}
    assert tuning.stages[-1].knobs == (Knob("fan-in", "a"), Knob("fan-in", "b"), Knob("fan-in", None))


def test_a_revert_can_be_reverted(read):
    tuning = read(
        change(0, id="there", params={"a": 5}),
        change(1, id="back", reverts="there"),
        change(2, reverts="back"),
    )
    assert [values(tuning, day) for day in range(3)] == [{"fan-in.a": 5}, {}, {"fan-in.a": 5}]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=12))
def test_reverting_everything_backwards_leaves_nothing(steps: list[tuple[str, int]]):
    there = [change(i, id=f"c{i}", params={name: value}) for i, (name, value) in enumerate(steps)]
    back = [change(len(steps) + i, id=f"r{i}", reverts=f"c{i}") for i in reversed(range(len(steps)))]
    for number, each in enumerate(back):
        each["effective"] = (START + timedelta(days=len(steps) + number)).isoformat()
    tuning = _from([*there, *back])
    assert dict(tuning.at(FOREVER)) == {}
    for number in range(len(steps)):
        halfway = values(tuning, len(steps) + number)
        expected = {f"fan-in.{name}": value for name, value in steps[: len(steps) - number - 1]}
        assert halfway == expected


def _from(changes: list[dict[str, object]]) -> Tuning:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tuning.yaml"
        path.write_bytes(msgspec.json.encode(changes))
        return read_tuning(path)


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (change(), "it changes neither params nor status"),
        (change(typology=None, params={"a": 1}), "it names neither a typology nor a change that it reverts"),
        (change(reverts="x", params={"a": 1}), "a change that reverts another one changes nothing else"),
        (change(reverts="x"), "it reverts x, which is no change before it"),
        (change(when="is_in"), "unknown field `when`"),
        (change(status="loud"), "Invalid enum value 'loud'"),
        (change(params={"a": "many"}), "Expected `float`"),
        (change(params={"a": 1}, effective="2026-03-02T08:00:00"), "timezone"),
        (change(params={"a": 1}, effective="soon"), "Invalid RFC3339"),
        (change(params={"a": 1}, author=""), r"\$\[0\].author"),
        (change(params={"a": 1}, reason=""), r"\$\[0\].reason"),
        (change(params={"a": 1}, id="a b"), r"\$\[0\].id"),
        ({"effective": START.isoformat(), "typology": "fan-in", "params": {"a": 1}, "reason": "r"}, "field `author`"),
        ({"effective": START.isoformat(), "typology": "fan-in", "params": {"a": 1}, "author": "a"}, "field `reason`"),
        ({"typology": "fan-in", "params": {"a": 1}, "author": "a", "reason": "r"}, "field `effective`"),
    ],
)
def test_a_change_that_is_not_right_is_refused_by_file_and_key(read, stated: dict[str, object], problem: str):
    with pytest.raises(CatalogueError, match=f"tuning.yaml: .*{problem}"):
        read(stated)


def test_a_number_beyond_all_bounds_is_refused(read):
    text = '- {effective: "2026-03-02T08:00:00Z", typology: fan-in, params: {a: 1.0e999}, author: A, reason: R}'
    with pytest.raises(CatalogueError, match="parameter a is not a finite number"):
        read(text=text)


def test_two_changes_of_one_id_are_refused_and_so_is_one_that_reverts_what_follows(read):
    with pytest.raises(CatalogueError, match="change x: its id stands twice"):
        read(change(0, id="x", params={"a": 1}), change(1, id="x", params={"a": 2}))
    with pytest.raises(CatalogueError, match="it reverts later, which is no change before it"):
        read(change(1, id="later", params={"a": 1}), change(0, reverts="later"))


def test_the_mapping_that_this_file_once_was_is_refused_with_what_it_must_be(read):
    with pytest.raises(CatalogueError, match="it must be a list of changes"):
        read(text="fan-in: {params: {a: 1}}")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]"])
def test_an_empty_file_changes_nothing(read, text: str):
    assert read(text=text).stages == ()


def test_where_an_approver_is_needed_it_must_be_somebody_else(read):
    approved = change(params={"a": 1}, approver="Officer 2")
    assert len(read(approved, needs_approver=True).stages) == 1
    for approver in ({}, {"approver": "Analyst 4"}, {"approver": " analyst 4 "}):
        own = change(1, id="own", params={"a": 2}, **approver)
        assert len(read(approved, own).stages) == 2
        with pytest.raises(CatalogueError, match="change own: it must be approved by somebody other than its author"):
            read(approved, own, needs_approver=True)


def test_a_way_back_needs_an_approver_too(read):
    first = change(id="first", params={"a": 1}, approver="Officer 2")
    with pytest.raises(CatalogueError, match="change back: it must be approved"):
        read(first, change(1, id="back", reverts="first"), needs_approver=True)


def test_an_id_is_made_from_the_content_and_is_no_number():
    def made(**fields: object) -> str:
        return msgspec.convert(change(**fields), Change).named().id  # type: ignore[arg-type]

    ids = {made(params={"a": number}) for number in range(200)}
    assert len(ids) == 200
    assert all(each.startswith("c") and len(each) == 9 for each in ids)
    assert made(params={"a": 1}) == made(params={"a": 1}) != made(params={"a": 1}, reason="Another.")
    assert made(id="mine", params={"a": 1}) == "mine"


def test_a_file_beyond_its_bound_is_refused(read):
    with pytest.raises(CatalogueError, match="larger than"):
        read(text="#" * (FILE_BYTES_MAX + 1))
