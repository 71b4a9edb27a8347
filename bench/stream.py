"""The stream that everything is measured on: ordinary-looking transactions of many customers, from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np

CUSTOMERS = 50_000
START = datetime(2025, 3, 3, tzinfo=UTC)
REPORTABLE_SHARE = 0.001
"""Cash deposits above the report limit in ordinary traffic."""
LATENCY_SHARE = 0.01
"""The same where latency is measured, by the report that each of them raises at once."""

_encode = msgspec.json.encode


def transactions(
    count: int, seed: int = 11, days: float = 60.0, customers: int = CUSTOMERS, reportable: float = REPORTABLE_SHARE
) -> Iterator[bytes]:
    """`count` transactions as JSON, in event-time order over `days`; each party is one of `customers`.

    `reportable` is the share of cash deposits above the report limit.
    """
    rng = np.random.default_rng(seed)
    seconds = np.sort(rng.random(count)) * days * 86_400
    debtors = rng.integers(0, customers, count)
    creditors = (debtors + rng.integers(1, customers, count)) % customers
    amounts = np.round(rng.lognormal(4.3, 1.1, count) + 1, 2)
    kinds = rng.random(count)
    for i in range(count):
        transaction = {
            "id": f"B{seed}-{i:09d}",
            "time": START + timedelta(seconds=float(seconds[i])),
            "amount": f"{amounts[i]:.2f}",
            "currency": "USD",
            "creditor": _party(int(creditors[i])),
        }
        if kinds[i] < reportable:
            transaction |= {"amount": "12500.00", "channel": "cash", "place": {"country": "US", "branch": "B12"}}
        else:
            transaction |= {
                "debtor": _party(int(debtors[i])),
                "channel": "transfer",
                "remittance": f"Invoice {i % 9973}",
            }
        yield _encode(transaction)


def movements_of(count: int, seed: int = 11, reportable: float = REPORTABLE_SHARE) -> int:
    """How many movements `transactions` of the same arguments makes: two each, one for a cash deposit."""
    rng = np.random.default_rng(seed)
    for draw in (rng.random, lambda n: rng.integers(0, CUSTOMERS, n), lambda n: rng.integers(1, CUSTOMERS, n)):
        draw(count)
    rng.lognormal(4.3, 1.1, count)
    return 2 * count - int((rng.random(count) < reportable).sum())


def _party(number: int) -> dict[str, str]:
    return {
        "account": f"ACC{number:07d}",
        "customer": f"C{number:06d}",
        "name": f"Customer {number}",
        "kind": "business" if number % 10 == 0 else "person",
        "country": "US",
        "opened": "2019-05-05",
    }
