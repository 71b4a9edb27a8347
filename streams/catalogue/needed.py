"""The fields that a typology may need, as its file names them, and which of them a stream fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from streams.catalogue.typology import Typology
from streams.records import Commodity, Party, Place, Transaction

WATCH_LIST, MODEL = "watch_list", "model"
"""No fields, but something that a typology can need: the institution's own list, and a model in force."""
PROVIDED = frozenset({WATCH_LIST, MODEL})
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


def alternatives(needed: str) -> list[str]:
    """The fields of which one is enough: `a or b` names two."""
    return needed.split(" or ")


class Seen:
    """Which of the fields that typologies need a stream has filled so far."""

    def __init__(self, typologies: Iterable[Typology], provided: Iterable[str] = ()) -> None:
        """`provided` are those of `PROVIDED` that the institution has."""
        self._needs = {typology.id: typology.needs for typology in typologies}
        wanted = {field for needs in self._needs.values() for needed in needs for field in alternatives(needed)}
        self.count: Counter[str] = Counter(dict.fromkeys(provided, 1))
        """Transactions that filled each field; with `look` the first one only."""
        self.transactions = 0
        self._fields = {field: FIELDS[field] for field in sorted(wanted & FIELDS.keys())}
        self._unseen = dict(self._fields)

    def for_others(self, typologies: Iterable[Typology]) -> Seen:
        """What was seen, for other typologies; fields that only they need are looked for from now on."""
        other = Seen(typologies)
        other.count, other.transactions = self.count, self.transactions
        other._unseen = {field: filled for field, filled in other._fields.items() if not self.count[field]}
        return other

    def provide(self, needed: str, there: bool) -> bool:
        """Say whether there is one of `PROVIDED`; whether that is news."""
        news = bool(self.count[needed]) != there
        self.count[needed] = int(there)
        return news

    def look(self, transaction: Transaction) -> bool:
        """Look at a transaction for fields that no other filled; whether there was one. Costs nothing once all are."""
        self.transactions += 1
        found = [field for field, filled in self._unseen.items() if filled(transaction)]
        for field in found:
            self.count[field] += 1
            del self._unseen[field]
        return bool(found)

    def tally(self, transaction: Transaction) -> None:
        """Count every field that a transaction fills."""
        self.transactions += 1
        for field, filled in self._fields.items():
            if filled(transaction):
                self.count[field] += 1

    def missing(self, typology: str) -> list[str]:
        """What a typology needs and nothing has filled; with any of it missing it cannot fire."""
        return [
            needed for needed in self._needs[typology] if not any(self.count[field] for field in alternatives(needed))
        ]

    def inactive(self) -> dict[str, list[str]]:
        """Every typology that cannot fire, with what is missing."""
        found = {name: self.missing(name) for name in self._needs}
        return {name: missing for name, missing in found.items() if missing}
