"""The fields that a typology may need, as its file names them, and how to tell whether a transaction fills one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from streams.records import Commodity, Party, Place, Transaction

_NESTED = {"commodity": Commodity, "place": Place}

IsFilled = Callable[[Transaction], bool]


def _of_transaction(field: str) -> IsFilled:
    read = attrgetter(field)
    return lambda transaction: _says(read(transaction))


def _of_nested(field: str, inner: str) -> IsFilled:
    outer, read = attrgetter(field), attrgetter(inner)
    return lambda transaction: (value := outer(transaction)) is not None and _says(read(value))


def _of_party(field: str) -> IsFilled:
    read = attrgetter(field)

    def filled(transaction: Transaction) -> bool:
        parties = (transaction.debtor, transaction.creditor)
        return any(party is not None and _says(read(party)) for party in parties)

    return filled


def _says(value: Any) -> bool:
    return value is not None and value != () and value != {}


FIELDS: Mapping[str, IsFilled] = {
    **{field: _of_transaction(field) for field in Transaction.__struct_fields__},
    **{
        f"{field}.{inner}": _of_nested(field, inner)
        for field, kind in _NESTED.items()
        for inner in kind.__struct_fields__
    },
    **{f"party.{field}": _of_party(field) for field in Party.__struct_fields__},
}
"""Whether a transaction fills a field, by its dotted name; `party.…` is filled where either side says it."""
