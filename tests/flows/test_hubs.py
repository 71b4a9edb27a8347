"""A subject that deals with everybody costs no more for each payment in the end than at the beginning."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import process_time

import pytest

from tests.flows.run import Run
from tests.flows.worlds import SETTINGS, START, Stream

EXCHANGE_CUSTOMERS, CUSTOMERS = 25_000, 50_000
"""Who pays an exchange, and is paid by it; who is paid by a payroll account or pays a tax office."""
HOURS = 240
SLOWER_MOST = 3.0
"""The time of a payment in the last tenth of a stream, against the first."""
FLOWS_BYTES_MOST = 64 << 10
"""Of 128 tokens of paths of a few payments each."""
BYTES_MOST = 192 << 10
"""Of these and a history of 512 movements, each with its words."""


def _paying(stream: Stream, number: int, hours: float) -> None:
    """One customer pays the hub; every tenth passes on what it has from another."""
    amount = 100.0 + number % 700
    if number % 10 == 0:
        stream.pay(f"B{number}", f"C{number}", amount, max(hours - 1, 0))
    stream.pay(f"C{number}", "HUB", amount, hours)


def _exchange(stream: Stream) -> None:
    """In and out by turns, for ten days."""
    for number in range(EXCHANGE_CUSTOMERS):
        hours = HOURS * number / EXCHANGE_CUSTOMERS
        _paying(stream, number, hours)
        stream.pay("HUB", f"D{number}", 100.0 + 7 * number % 700, hours + HOURS / EXCHANGE_CUSTOMERS / 2)


def _payroll(stream: Stream) -> None:
    """All wages in one day, from one payment that came through two hands."""
    stream.chain(["OWNER", "PARENT", "HUB"], 2000.0 * CUSTOMERS, 0, least=1.0)
    for number in range(CUSTOMERS):
        stream.pay("HUB", f"D{number}", 1500.0 + number % 400, 40 + 24 * number / CUSTOMERS)


def _tax_office(stream: Stream) -> None:
    for number in range(CUSTOMERS):
        _paying(stream, number, HOURS * number / CUSTOMERS)


@pytest.mark.slow
@pytest.mark.parametrize("deals", [_exchange, _payroll, _tax_office])
def test_a_hub_is_bounded_in_time_and_memory_and_hides_nobody(deals: Callable[[Stream], None]) -> None:
    stream = Stream(random.Random(0), ())
    deals(stream)
    halfway = max(each.time for each in stream.made) - START
    for number, amount in enumerate((6000.0, 5900.0, 5800.0)):
        stream.pay(f"N{number}", f"N{number + 1}", amount, halfway.total_seconds() / 3600 / 2 + number)
    made = sorted(stream.made, key=lambda each: each.time)
    Run().read(made[:1000])  # compiles what there is to compile
    run, seconds = Run(), []
    tenth = len(made) // 10
    for number in range(10):
        began = process_time()
        run.read(made[number * tenth : (number + 1) * tenth])
        seconds.append(process_time() - began)
    everything, flows = run.bytes_of("HUB")
    print(
        f"\n{deals.__name__}: {len(made)} payments, {1e6 * seconds[0] / tenth:.0f} us each in the first tenth,"
        f" {1e6 * seconds[-1] / tenth:.0f} us in the last; {everything} bytes kept, {flows} of flows;"
        f" not followed {dict(run.dropped)}"
    )
    assert seconds[-1] <= SLOWER_MOST * seconds[0]
    assert 0 < flows <= FLOWS_BYTES_MOST
    assert everything <= BYTES_MOST
    assert "N3" in run.fired("layering-chain")
    # Until it has dealt with so many it is no hub.
    behind = {int(name[1:]) for name in run.fired("layering-chain") if name.startswith("D")}
    assert max(behind, default=0) < SETTINGS.flow_hub_counterparties
