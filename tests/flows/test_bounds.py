"""What is followed and kept is bounded, what is left out is counted, and a hub costs no more than anybody."""

from __future__ import annotations

import random
from typing import Any

import pytest

from streams.flows.token import Token
from tests.flows.run import Run
from tests.flows.worlds import SETTINGS, Stream


def _stream() -> Stream:
    return Stream(random.Random(0), ())


def _run(stream: Stream, **bounds: Any) -> Run:
    return Run(SETTINGS.model_copy(update=bounds)).read(stream.made)


def _line() -> Stream:
    """Money through six pairs of hands."""
    stream = _stream()
    for number in range(6):
        stream.pay(f"N{number}", f"N{number + 1}", 6000.0, 5.0 * number)
    return stream


def _pool() -> Stream:
    """Five pay one who pays it all to another."""
    stream = _stream()
    for number in range(5):
        stream.pay(f"S{number}", "M", 1000.0 + number, number)
    stream.pay("M", "R", 5010.0, 6)
    return stream


def _crossing() -> Stream:
    """Three pay one, who pays three."""
    stream = _stream()
    for number in range(3):
        stream.pay(f"S{number}", "M", 1000.0, number)
    for number in range(3):
        stream.pay("M", f"R{number}", 1000.0, 4 + number)
    return stream


def test_a_path_is_followed_for_so_many_payments() -> None:
    free, bound = _run(_line()), _run(_line(), flow_hops_max=3)
    assert free.dropped["hops"] == 0
    assert max(len(token.hops) for token in free.tokens("N6")) == 6
    lengths = [len(each.hops) for each in bound.records() if isinstance(each, Token)]
    assert max(lengths) == 3
    # Of the paths that begin with each of the first three payments one would have gone on.
    assert bound.dropped["hops"] == 3


def test_a_payment_passes_on_so_many_others() -> None:
    free, bound = _run(_pool()), _run(_pool(), flow_links_max=2)
    assert (len(free.tokens("R")), free.dropped["fanout"]) == (5, 0)
    assert (len(bound.tokens("R")), bound.dropped["fanout"]) == (2, 3)


def test_a_payment_sends_so_many_tokens_on_and_those_with_the_most_money() -> None:
    bound = _run(_pool(), flow_fanout_max=2)
    assert {token.origin for token in bound.tokens("R")} == {"customer:S4", "customer:S3"}
    assert bound.dropped["fanout"] == 3


def test_a_subject_keeps_so_many_tokens_and_the_newest() -> None:
    stream = _stream()
    for number in range(5):
        stream.chain([f"S{number}", f"M{number}", "R"], 1000.0, 48 * number)
    free, bound = _run(stream), _run(stream, flow_tokens_max=2)
    assert (len(free.tokens("R")), free.dropped["tokens"]) == (5, 0)
    assert {token.origin for token in bound.tokens("R")} == {"customer:S3", "customer:S4"}
    assert bound.dropped["tokens"] == 3


def test_no_money_is_followed_through_a_hub() -> None:
    free, bound = _run(_crossing(), flow_hub_counterparties=4), _run(_crossing(), flow_hub_counterparties=3)
    assert free.dropped["hub"] == 0
    assert free.tokens("R2")
    # Not until the third receiver is it one.
    assert bound.tokens("R1")
    assert not bound.tokens("R2")
    # One for each payment whose money is in that to the third receiver.
    assert bound.dropped["hub"] == 3


@pytest.mark.parametrize("outward", [False, True])
def test_who_only_pays_or_only_is_paid_by_many_is_no_hub(outward: bool) -> None:
    stream = _stream()
    for number in range(1 if outward else 3):
        stream.pay(f"S{number}", "M", 3000.0, number)
    for number in range(3 if outward else 1):
        stream.pay("M", f"R{number}", 1000.0, 4 + number)
    bound = _run(stream, flow_hub_counterparties=3)
    assert bound.dropped["hub"] == 0
    assert bound.tokens("R0")


@pytest.mark.parametrize("at_once", [1, 16, 128, 2048])
def test_a_hub_is_one_whatever_the_size_of_a_step(at_once: int) -> None:
    """Steps of more than is kept of a history leave payments that do not see any more what they saw when made."""
    stream = _stream()
    for number in range(300):
        amount, hours = 100.0 + number, 0.8 * number
        if number % 10 == 0:
            stream.pay(f"B{number}", f"C{number}", amount, max(hours - 1, 0))
        stream.pay(f"C{number}", "M", amount, hours)
        stream.pay("M", f"D{number}", 100.0 + 7 * number % 700, hours + 0.4)
    settings = SETTINGS.model_copy(update={"history_movements": 64, "flow_hub_counterparties": 10})
    fired = Run(settings).read(stream.made, at_once).fired("layering-chain")
    assert {name for name in fired if name != "M"} <= {f"D{number}" for number in range(10)}


def test_a_subject_remembers_so_many_identifiers_and_the_latest() -> None:
    stream = _stream()
    for number in range(5):
        stream.pay("A", "B", 100.0, number, device=f"D{number}")
    free, bound = _run(stream), _run(stream, flow_identifiers_max=2)
    told = free.kept("A").told
    assert (len(told), free.dropped["identifiers"]) == (5, 0)
    assert set(bound.kept("A").told) == set(sorted(told, key=lambda mark: told[mark])[-2:])
    assert bound.dropped["identifiers"] == 3


def test_an_identifier_remembers_so_many_users() -> None:
    stream = _stream()
    for number in range(5):
        stream.pay(f"A{number}", "B", 100.0, number, device="D")
    free, bound = _run(stream), _run(stream, flow_users_max=3)
    assert (max(len(each.holders) for each in free.identifiers()), free.dropped["users"]) == (5, 0)
    assert max(len(each.holders) for each in bound.identifiers()) == 3
    assert bound.dropped["users"] == 2


@pytest.mark.parametrize(
    ("came", "paid", "followed"),
    [((199.0, 801.0), 1000.0, {"customer:S1"}), ((5000.0, 6000.0), 900.0, set())],
    ids=["of the payment out", "of the payment in"],
)
def test_too_small_a_part_of_a_payment_is_not_followed(
    came: tuple[float, ...], paid: float, followed: set[str]
) -> None:
    stream = _stream()
    for number, amount in enumerate(came):
        stream.pay(f"S{number}", "M", amount, number)
    stream.pay("M", "R", paid, 2)
    least, bound = _run(stream, flow_min_share=0.001), _run(stream, flow_min_share=0.2)
    assert (len(least.tokens("R")), least.dropped["share"]) == (2, 0)
    assert {token.origin for token in bound.tokens("R")} == followed
    assert bound.dropped["share"] == 2 - len(followed)


def test_a_path_ends_where_too_little_is_left_of_its_first_payment() -> None:
    stream = _stream()
    stream.pay("S", "M", 1000.0, 0)
    stream.pay("M", "N", 400.0, 1)
    stream.pay("N", "R", 199.0, 2)
    free, bound = _run(stream), _run(stream, flow_min_kept=0.2)
    assert {token.origin for token in free.tokens("R")} == {"customer:S", "customer:M"}
    assert free.dropped["kept"] == 0
    assert {token.origin for token in bound.tokens("R")} == {"customer:M"}
    assert bound.dropped["kept"] == 1
