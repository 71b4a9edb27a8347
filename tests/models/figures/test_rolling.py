from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from models.figures.rolling import features
from models.figures.stream import Judged
from streams.records import Transaction


def _account(transaction: Transaction, of_payer: bool) -> str | None:
    party = transaction.debtor if of_payer else transaction.creditor
    assert party is not None
    return party.account


def by_hand(judged: Judged, at: int, days: int, is_payer: bool, inward: bool) -> list[float]:
    now = judged.transactions[at]
    account = _account(now, is_payer)
    seen = [
        (float(each.amount), _account(each, inward))
        for each in judged.transactions[: at + 1]
        if _account(each, not inward) == account and each.time > now.time - timedelta(days=days)
    ]
    amounts = [amount for amount, _ in seen]
    return [len(seen), sum(amounts), max(amounts, default=0.0), len({other for _, other in seen})]


@pytest.mark.parametrize("at", [0, 1, 333, 1500])
def test_the_peer_sees_what_one_counts_by_hand(judged: Judged, at: int):
    row = features(judged)[at]
    expected = [
        value
        for is_payer in (True, False)
        for days in (1, 7, 30)
        for inward in (True, False)
        for value in by_hand(judged, at, days, is_payer, inward)
    ]
    found = np.concatenate([row[1:25], row[27:51]])
    assert found == pytest.approx(expected, rel=1e-5)
    assert row[0] == pytest.approx(float(judged.transactions[at].amount))
