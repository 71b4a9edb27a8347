"""Who shares an identifier, and what its users do across borders, against the same said slowly and by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.flows.ring import ADDRESS, INVOICE, PAIRS_MAX, Holder, Leg, Sighting, mirrored, most_within
from streams.flows.rings import LEG_WIDTH_US
from streams.flows.shapes import borders, users
from streams.flows.token import Token
from streams.signals.balance import COMMISSION_TO
from streams.signals.family import DAY_US
from streams.signals.flows import SHARED
from tests.flows.run import Run
from tests.flows.worlds import Stream

UNIT = 100.0
WIDTH_US = 90 * DAY_US
Pairs = Sequence[tuple[Leg, Leg]]

_holders = st.lists(
    st.builds(
        lambda number, days, value: Holder(f"S{number}", f"T{number}", days * DAY_US, value, "1", "USD"),
        st.integers(0, 30),
        st.sampled_from((0, 1, 10, 50, 89, 90, 91, 140, 180, 181, 300)),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda holder: holder.subject,
)
_legs = st.lists(
    st.builds(
        lambda number, subject, days, outward, value, country: Leg(
            7, subject, f"T{number}", days * DAY_US, outward, value, "1", "USD", country, country != 1
        ),
        st.integers(0, 60),
        st.sampled_from("ABC"),
        st.sampled_from((0, 1, 6, 7, 8, 29, 30, 31, 36, 60)),
        st.booleans(),
        st.sampled_from((1000, 1000, 850, 849, 1001, 2000, 1700, 1699)),
        st.integers(1, 3),
    ),
    max_size=16,
    unique_by=lambda leg: leg.transaction,
)


def _most(holders: Sequence[Holder], start: Holder) -> list[Holder]:
    return [each for each in holders if 0 <= each.time_us - start.time_us < WIDTH_US]


def _signals(kind: str, holders: Sequence[Holder]) -> dict[str, float]:
    return dict(zip((signal.name for signal in SHARED), users(kind, holders, UNIT)[0], strict=True))


@given(_holders)
def test_the_users_of_an_identifier_are_the_most_who_began_within_90_days(holders: list[Holder]) -> None:
    most = max(len(_most(holders, each)) for each in holders)
    start = min(
        (each for each in holders if len(_most(holders, each)) == most), key=lambda each: (each.time_us, each.subject)
    )
    found = most_within(holders, WIDTH_US)
    assert {each.subject for each in found} == {each.subject for each in _most(holders, start)}


@given(_holders, st.sampled_from(("device", "phone", ADDRESS, INVOICE)))
def test_signals_of_users_are_the_count_and_the_largest_sum_of_90_days(holders: list[Holder], kind: str) -> None:
    of_kind = {ADDRESS: "address_subjects", INVOICE: "invoice_payers"}.get(kind, "identity_subjects")
    count, total = f"{of_kind}_90d", f"{of_kind.partition('_')[0]}_sum_90d"
    found = _signals(kind, holders)
    assert found.pop(count) == max(len(_most(holders, each)) for each in holders)
    largest = max(sum(other.value for other in _most(holders, each)) for each in holders)
    assert found.pop(total) == pytest.approx(largest / UNIT)
    assert set(found.values()) == {0.0}


@given(_holders, st.data())
def test_more_users_never_make_a_signal_smaller(holders: list[Holder], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(holders), min_size=1, unique_by=lambda each: each.subject))
    less, more = _signals("device", fewer), _signals("device", holders)
    assert {name: less[name] for name in less if less[name] > more[name] + 1e-9} == {}


@given(_holders, st.randoms(use_true_random=False))
def test_the_order_of_sightings_is_of_no_account(holders: list[Holder], chance: random.Random) -> None:
    shuffled = holders.copy()
    chance.shuffle(shuffled)
    assert users("device", shuffled, UNIT) == users("device", holders, UNIT)


def _mirrors(came: Leg, out: Leg) -> bool:
    return (
        out.outward
        and not came.outward
        and out.subject != came.subject
        and out.country != came.country
        and -LEG_WIDTH_US < out.time_us - came.time_us < LEG_WIDTH_US
        and 100 * out.value >= 85 * came.value
        and out.value <= came.value
    )


def _paired(legs: Sequence[Leg]) -> Pairs:
    return mirrored(legs, LEG_WIDTH_US, COMMISSION_TO)


def _names(pairs: Pairs) -> set[tuple[str, str]]:
    return {(came.transaction, out.transaction) for came, out in pairs}


@given(_legs)
def test_mirrored_payments_are_all_that_mirror_each_other(legs: list[Leg]) -> None:
    expected = {(came.transaction, out.transaction) for came in legs for out in legs if _mirrors(came, out)}
    assert len(expected) <= PAIRS_MAX
    assert _names(_paired(legs)) == expected


@given(_legs)
def test_signals_of_borders_are_the_most_of_30_days(legs: list[Leg]) -> None:
    pairs = _paired(legs)
    came = {pair[0].transaction: pair[0] for pair in pairs}.values()
    stretches = [[each for each in came if 0 <= each.time_us - start.time_us < 30 * DAY_US] for start in came]
    (count, total), evidence = borders(pairs, UNIT)
    assert count == max(map(len, stretches), default=0)
    assert total == pytest.approx(max((sum(leg.value for leg in each) for each in stretches), default=0) / UNIT)
    assert len(evidence) == 2 * count


@given(_legs, st.data())
def test_more_payments_never_make_a_signal_of_borders_smaller(legs: list[Leg], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(legs), unique_by=lambda each: each.transaction)) if legs else []
    (less, less_sum), (more, more_sum) = borders(_paired(fewer), UNIT)[0], borders(_paired(legs), UNIT)[0]
    assert less <= more
    assert less_sum <= more_sum


@given(_legs, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_payments_across_borders_is_of_no_account(legs: list[Leg], chance: random.Random) -> None:
    shuffled = legs.copy()
    chance.shuffle(shuffled)
    assert _paired(shuffled) == _paired(legs)
    pairs = list(_paired(legs))
    chance.shuffle(pairs)
    assert borders(pairs, UNIT) == borders(_paired(legs), UNIT)


def _stream() -> Stream:
    return Stream(random.Random(0), ())


def _on_one_device(accounts: int) -> Run:
    stream = _stream()
    for number in range(accounts):
        stream.pay(f"A{number}", "X", 200.0, 24 * number, device="D")
    return Run().read(stream.made)


def test_six_accounts_on_one_device_are_all_alerted() -> None:
    run = _on_one_device(6)
    assert run.fired("identity-ring") == {f"A{number}" for number in range(6)}
    counts = [each.alert.evidence_count for each in run.raised if each.alert.typology == "identity-ring"]
    assert set(counts) <= {5, 6}


def test_four_accounts_on_one_device_are_a_family() -> None:
    assert _on_one_device(4).fired("identity-ring") == set()


def test_payers_and_creditor_of_one_invoice_are_alerted_and_nobody_of_another_creditor() -> None:
    stream = _stream()
    for number in range(3):
        stream.pay(f"P{number}", "SELLER", 4000.0, 72 * number, invoice="77")
    for number in range(2):
        stream.pay(f"Q{number}", "OTHER", 4000.0, 72 * number, invoice="77")
    assert Run().read(stream.made).fired("shared-invoice") == {"P0", "P1", "P2", "SELLER"}


def test_the_same_number_of_three_creditors_is_three_invoices() -> None:
    stream = _stream()
    for number in range(3):
        stream.pay(f"P{number}", f"SELLER{number}", 4000.0, 72 * number, invoice="77")
    run = Run().read(stream.made)
    assert run.fired("shared-invoice") == set()
    assert [len(each.holders) for each in run.identifiers()] == [1, 1, 1]


def test_no_identifier_travels_in_clear_text() -> None:
    secrets = {"phone": "+15550100199", "address": "Nineteenth Street 77", "device": "DEV-8841", "invoice": "INV-5523"}
    stream = _stream()
    for number in range(3):
        stream.pay(f"P{number}", "SELLER", 4000.0, number, device=secrets["device"], invoice=secrets["invoice"])
    stream.pay("SELLER", "R", 11_000.0, 5)
    known = {kind: secrets[kind] for kind in ("phone", "address")}
    made = [
        msgspec.structs.replace(each, debtor=msgspec.structs.replace(each.debtor, identifiers=known))
        for each in stream.made
        if each.debtor is not None
    ]
    run = Run().read(made)
    records = run.records()
    assert {each.kind for each in records if isinstance(each, Sighting)} == set(secrets)
    assert any(isinstance(each, Token) for each in records)
    travelled = b"\n".join(part for each in run.sent for part in (each.key, each.value)).lower()
    assert made[0].id.lower().encode() in travelled
    for secret in secrets.values():
        assert secret.lower().encode() not in travelled


def test_a_device_that_is_known_of_a_subject_is_not_told_of_again() -> None:
    stream = _stream()
    for hours in (0, 1, 30):
        stream.pay("A", "X", 200.0, hours, device="D")
    run = Run().read(stream.made[:1])
    assert _sightings(run) == 1
    run.read(stream.made[1:])
    assert _sightings(run) == 1
    stream.pay("A", "X", 200.0, 31, device="E")
    stream.pay("B", "X", 200.0, 32, device="D")
    run.read(stream.made[3:])
    assert _sightings(run) == 3


def _sightings(run: Run) -> int:
    return sum(isinstance(each, Sighting) for each in run.records())
