"""What a typology says that it needs is what its firing cases cannot do without: coverage rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec
import pytest

from streams.catalogue import SHIPPED, Catalogue, Typology, expand
from streams.catalogue.needed import FIELDS, MODEL, PROVIDED, WATCH_LIST, alternatives
from streams.offline import Offline
from streams.records import Commodity, Party, Place, Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.signals.registry import SIGNALS

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
EVERY_TRANSACTION_HAS = frozenset(
    {"id", "time", "amount", "currency", "debtor", "creditor", "party.account", "party.customer"}
)
"""Without these there is no movement, and nobody whose it would be."""
REST_ON_OTHERS = {"crime-convergence"}
"""What these need is what the typologies need whose alerts they bring together."""
ABSENT_TRANSACTION = Transaction(id="T", time=datetime(2025, 1, 6, tzinfo=UTC), amount=Decimal(1), currency="EUR")
ABSENT = {"party": Party(), "place": Place(), "commodity": Commodity()}

Stream = tuple[list[Transaction], list[Entry]]
Record = TypeVar("Record", bound=msgspec.Struct)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load()


def firing(typology: Typology) -> list[Stream]:
    """The streams on which a typology fires, each with its watch list."""
    return [
        (expand(case, f"{typology.id}-{name}"), [each.entry() for each in case.watch])
        for name, case, expected in typology.cases.each()
        if expected
    ]


def emptied(record: Record, field: str, absent: Record) -> Record:
    return msgspec.structs.replace(record, **{field: getattr(absent, field)})


def without(transaction: Transaction, field: str) -> Transaction:
    """A transaction that does not fill a field, named as in `needs`."""
    if "." not in field:
        return emptied(transaction, field, ABSENT_TRANSACTION)
    outer, inner = field.split(".")
    holders = ("debtor", "creditor") if outer == "party" else (outer,)
    changed = {
        holder: emptied(held, inner, ABSENT[outer])
        for holder in holders
        if (held := getattr(transaction, holder)) is not None
    }
    return msgspec.structs.replace(transaction, **changed)


def stripped(stream: Stream, fields: Sequence[str]) -> Stream:
    transactions, watch = stream
    for field in fields:
        if field not in PROVIDED:
            transactions = [without(transaction, field) for transaction in transactions]
    return transactions, [] if WATCH_LIST in fields else watch


def fires(typology: Typology, stream: Stream, reference: Reference, without: Sequence[str] = ()) -> bool:
    """Whether it fires on a stream that is stripped of some fields, or where there is no model."""
    alone = Catalogue.of([typology], typology.vocabulary)
    transactions, watch = stripped(stream, without)
    scorer = with_shipped_model() if MODEL in typology.needs and MODEL not in without else None
    return any(Offline(alone, Settings(), reference, watch, scorer=scorer).judge(transactions))


def used(streams: Sequence[Stream]) -> Iterator[str]:
    """Fields that a stream fills and that another one may not."""
    for field, filled in FIELDS.items():
        if field not in EVERY_TRANSACTION_HAS and any(filled(each) for stream, _ in streams for each in stream):
            yield field
    if any(watch for _, watch in streams):
        yield WATCH_LIST


@pytest.mark.parametrize(
    "typology",
    [each for each in CATALOGUE.typologies if each.id not in REST_ON_OTHERS],
    ids=lambda typology: typology.id,
)
def test_what_it_needs_is_what_it_cannot_do_without(typology: Typology, reference: Reference):
    streams = firing(typology)
    not_needed = [
        needed
        for needed in typology.needs
        if any(fires(typology, stream, reference, alternatives(needed)) for stream in streams)
    ]
    declared = {field for needed in typology.needs for field in alternatives(needed)}
    declared |= {field.split(".")[0] for field in declared}
    undeclared = [
        field
        for field in used(streams)
        if field not in declared and not any(fires(typology, stream, reference, [field]) for stream in streams)
    ]
    assert (not_needed, undeclared) == ([], [])
