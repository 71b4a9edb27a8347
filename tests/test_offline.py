"""Without Kafka what would be rejected ends the judgement, unless somebody wants to be told of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from streams.errors import Reason
from streams.offline import Offline, Refused, RefusedError
from tests.flows.worlds import CATALOGUE, REFERENCE, SETTINGS, stream_of


def test_the_first_transaction_that_would_be_rejected_ends_it():
    stream = stream_of(0)
    stream[3] = msgspec.structs.replace(stream[3], amount=Decimal(0))
    with pytest.raises(RefusedError, match=f"transaction {stream[3].id} would be rejected: amount_not_positive"):
        list(Offline(CATALOGUE, SETTINGS, REFERENCE).judge(stream))


def test_whoever_wants_to_be_told_is_told_which_one_and_the_rest_is_judged():
    stream = stream_of(0)
    expected = [raised.alert.id for raised in Offline(CATALOGUE, SETTINGS, REFERENCE).judge(stream)]
    bad = msgspec.structs.replace(stream[3], id="X", amount=Decimal(0), time=stream[0].time - timedelta(hours=1))
    refused: list[Refused] = []
    offline = Offline(CATALOGUE, SETTINGS, REFERENCE, refuse=refused.append)
    found = [raised.alert.id for raised in offline.judge([*stream, bad])]
    assert found == expected
    assert [(each.position, each.transaction, each.rejection.reason) for each in refused] == [
        (0, "X", Reason.AMOUNT_NOT_POSITIVE)
    ]


def test_positions_count_through_all_calls():
    stream = stream_of(0)
    bad = msgspec.structs.replace(stream[-1], id="X", currency="XQX", time=stream[-1].time + timedelta(hours=1))
    refused: list[Refused] = []
    offline = Offline(CATALOGUE, SETTINGS, REFERENCE, refuse=refused.append)
    list(offline.judge(stream))
    list(offline.judge([bad]))
    assert [each.position for each in refused] == [len(stream)]


def test_where_no_money_moved_nothing_is_judged():
    stream = stream_of(0)
    offline = Offline(CATALOGUE, SETTINGS, REFERENCE)
    cancelled = [msgspec.structs.replace(each, status="CANC") for each in stream]
    assert list(offline.judge(cancelled)) == []
    assert offline.not_settled == len(stream)
