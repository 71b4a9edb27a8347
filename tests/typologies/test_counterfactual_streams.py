"""What a counterfactual says is done to the transactions themselves: without the evidence the alert is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec
import numpy as np
import pytest

from streams.alerts.published import Raised
from streams.catalogue import Catalogue, Counterfactual, Currencies, Typology, counterfactual
from streams.catalogue.expression import NEGATED, Compare, comparisons, upright
from streams.catalogue.program import holds, value_of
from streams.catalogue.words import describe
from streams.flows.sights import Sight
from streams.movement import Movements
from streams.offline import Offline
from streams.records import Change, Transaction
from streams.reference import Reference
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.subject.subjects import Applied, Subjects
from tests.typologies.test_needs import CATALOGUE, REST_ON_OTHERS, Stream, firing

INDEX = CATALOGUE.vocabulary.index
CURRENCIES = Currencies("EUR", "USD")
PARTS = (Decimal("0.5"), Decimal("0.1"), Decimal("0.01"))

ONE_FACT = {"sanctions-match"}
"""A name on a list does not become less with the evidence."""


Place = tuple[str, str, int]
"""Subject, what a look at its tokens is about, and its number; for movements their number."""


class Judged(NamedTuple):
    """What the last transaction of a stream led to."""

    rows: dict[Place, np.ndarray]
    """The signals of its movements, and of each look at tokens that it led to."""
    raised: list[Raised]
    """By any transaction of the stream."""


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load()


def judged(typology: Typology, reference: Reference, stream: Stream) -> Judged:
    seen: dict[Place, np.ndarray] = {}

    def put(subject: str, about: str, row: np.ndarray) -> None:
        number = sum(place[:2] == (subject, about) for place in seen)
        seen[subject, about, number] = row

    def look(subject: str, sight: Sight, row: np.ndarray) -> None:
        put(subject, sight.about, row)

    def observe(_: Movements, applied: Applied, __: Subjects) -> None:
        for row in applied.matrix.copy():
            put("", "", row)

    (*before, last), watch = stream
    catalogue = CATALOGUE if typology.id in REST_ON_OTHERS else Catalogue.of([typology], typology.vocabulary)
    offline = Offline(catalogue, Settings(), reference, watch, observe, look, scorer=with_shipped_model())
    raised = list(offline.judge(before))
    seen.clear()
    raised += offline.judge([last])
    return Judged(dict(seen), [each for each in raised if each.alert.typology == typology.id])


def until_it_fires(typology: Typology, reference: Reference, stream: Stream) -> Stream:
    """The stream up to the transaction that raises the first alert."""
    transactions, watch = stream
    low, high = 1, len(transactions)
    while low < high:
        middle = (low + high) // 2
        if judged(typology, reference, (transactions[:middle], watch)).raised:
            high = middle
        else:
            low = middle + 1
    return transactions[:low], watch


def scaled(transaction: Transaction, part: Decimal) -> Transaction:
    amount = max(Decimal("0.01"), (transaction.amount * part).quantize(Decimal("0.01")))
    return msgspec.structs.replace(transaction, amount=amount)


def lessened(stream: Stream, evidence: set[str]) -> Iterator[Stream]:
    """The stream with ever less of its evidence; the transaction that fired stays, at least a part of it."""
    transactions, watch = stream
    *before, last = transactions
    names = [each.id for each in before if each.id in evidence]
    for order in (names, names[::-1]):
        for count in range(1, len(order) + 1):
            gone = set(order[:count])
            yield [*(each for each in before if each.id not in gone), last], watch
    for part in PARTS:
        yield [*before, scaled(last, part)], watch
        yield [scaled(each, part) if each.id in evidence else each for each in transactions], watch


def met(typology: Typology, changes: Sequence[Change], fired: np.ndarray, row: np.ndarray) -> bool:
    """Whether a row has all changes of an alternative to the row that fired, and no bound has moved along with them."""

    def fails(change: Change) -> bool:
        leaves = [leaf for leaf in map(upright, comparisons(typology.condition)) if _is_of(leaf, change, reader(fired))]
        assert leaves
        return not any(holds(leaf, reader(row)) for leaf in leaves)

    return all(map(fails, changes))


def _is_of(leaf: Compare, change: Change, read: Callable[[str], float]) -> bool:
    same = describe(leaf.left) == change.signal and NEGATED[leaf.operator] == change.operator
    return same and value_of(leaf.right, read) == change.bound


def reader(row: np.ndarray) -> Callable[[str], float]:
    return lambda name: float(row[INDEX[name]])


def tried(typology: Typology, reference: Reference, stream: Stream) -> Iterator[tuple[Sequence[Change], bool]]:
    """Alternatives that less evidence brings about, and whether the alert was gone."""
    stream = until_it_fires(typology, reference, stream)
    first = judged(typology, reference, stream)
    alone = Catalogue.of([typology], typology.vocabulary)
    at = next(place for place, row in first.rows.items() if alone.evaluate(row[np.newaxis])[0].any())
    told: Counterfactual = counterfactual(typology, first.rows[at], CURRENCIES)
    who = first.raised[0].alert.subject.id
    evidence = {each.transaction for each in first.raised[0].alert.evidence}
    for less in lessened(stream, evidence):
        after = judged(typology, reference, less)
        for changes in told.alternatives:
            if at in after.rows and met(typology, changes, first.rows[at], after.rows[at]):
                yield changes, who not in {each.alert.subject.id for each in after.raised}


@pytest.mark.parametrize("typology", CATALOGUE.typologies, ids=lambda typology: typology.id)
def test_without_the_evidence_the_alert_is_gone(typology: Typology, reference: Reference):
    outcomes = [each for stream in firing(typology) for each in tried(typology, reference, stream)]
    assert bool(outcomes) == (typology.id not in ONE_FACT)
    assert [changes for changes, gone in outcomes if not gone] == []
