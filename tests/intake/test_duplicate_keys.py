import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from streams.errors import Rejection
from streams.intake.duplicate_keys import suspects
from streams.intake.formats.json_transaction import check_unique_keys


def text_of(value: object) -> str:
    """JSON of nested ("{", [(key, value), …]) and ("[", [value, …]): dictionaries cannot hold a key twice."""
    if not isinstance(value, tuple):
        return json.dumps(value)
    if value[0] == "[":
        return "[" + ", ".join(text_of(each) for each in value[1]) + "]"
    return "{" + ",".join(f"{json.dumps(key)}: {text_of(each)}" for key, each in value[1]) + "}"


KEYS = st.sampled_from(["id", "amount", "a", 'with "quotes"', "back\\", "colon:", "{", "ü", ""])
LEAVES = st.none() | st.integers() | st.text(alphabet='ab":{}[]\\,ü', max_size=8)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.just("["), st.lists(inner, max_size=4))
        | st.tuples(st.just("{"), st.lists(st.tuples(KEYS, inner), max_size=5))
    ),
    max_leaves=20,
)


def has_key_twice(text: str) -> bool:
    try:
        check_unique_keys(text)
    except Rejection:
        return True
    return False


@settings(deadline=None)  # the first example compiles
@given(st.lists(TREES.map(text_of), max_size=5))
@example(['{"amount": "1", "amount": "2"}'])
@example(['{"a": {"b": 1}, "b": {"a": 2}}'])
@example(['{"a": {"b": 1, "c": {}, "b": 2}}'])
@example(['{"a": [{"b": 1}, {"b": 2}], "b": 3}'])
@example(['{"a": "\\\\", "a": 1}'])
@example(['{"a": 1}', '{"a": 1}'])
def test_no_record_with_a_key_twice_is_missed(texts: list[str]) -> None:
    found = suspects([text.encode() for text in texts])
    assert {index for index, text in enumerate(texts) if has_key_twice(text)} <= set(found)


def test_a_key_spelt_with_an_escape_is_suspect() -> None:
    assert suspects([b'{"amount": 1, "am\\u006funt": 2}']) == [0]


def test_honest_records_are_not_suspect() -> None:
    honest = b'{"id":"t","debtor":{"account":"A","name":"N: {id}"},"creditor":{"account":"B","name":"\\"amount\\":"}}'
    assert suspects([honest] * 3) == []
    assert suspects([]) == []


def test_what_is_too_deep_or_too_large_to_follow_is_suspect() -> None:
    deep = b'{"a":' * 40 + b"1" + b"}" * 40
    wide = json.dumps({f"key{number}": number for number in range(600)}).encode()
    assert suspects([deep, b"{}", wide]) == [0, 2]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=4))
def test_bytes_that_are_no_json_do_no_harm(values: list[bytes]) -> None:
    assert set(suspects(values)) <= set(range(len(values)))
