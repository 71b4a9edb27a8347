"""Transactions made for tests, as the bytes that a payment system would publish."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2025, 3, 3, 9, tzinfo=UTC)


def party(customer: str) -> dict[str, str]:
    """A person whom the institution knows."""
    return {"customer": customer, "account": f"ACC-{customer}", "name": f"Customer {customer}", "kind": "person"}


def fields(number: str, amount: str = "100.00", after: timedelta = timedelta(), **more: Any) -> dict[str, Any]:
    """The fields of a transaction `after` START; `more` are added, or replace those that are there."""
    time = (START + after).isoformat()
    return {"id": number, "time": time, "amount": amount, "currency": "USD", **more}


def transfer(number: str, amount: str = "100.00", after: timedelta = timedelta(), **more: Any) -> bytes:
    """A transfer from customer A to customer B, unless `more` says otherwise."""
    parties = {"channel": "transfer", "debtor": party("A"), "creditor": party("B")}
    return json.dumps(fields(number, amount, after, **{**parties, **more})).encode()


def deposit(number: str, customer: str, amount: str, after: timedelta) -> bytes:
    """Cash paid in by a customer at a branch."""
    place = {"country": "US", "branch": "B-1"}
    more = {"channel": "cash", "creditor": party(customer), "place": place}
    return json.dumps(fields(number, amount, after, **more)).encode()
