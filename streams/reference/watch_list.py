"""The institution's watch list: sanctioned parties, politically exposed persons, wallets of mixers.

A CSV file named by the setting `watch_list`, by identifier and by exact normalised name. Columns: `list` (sanctions,
pep or mixer), `kind` (customer, account, wallet, bic, identifier or name), `value`, `effective_from`, `effective_to`
(both inclusive; an empty end means until further notice) and `source`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from streams.records import Party
from streams.reference.phrases import words_of
from streams.reference.tables import read_table

_COLUMNS = ("list", "kind", "value", "effective_from", "effective_to", "source")
_LISTS = ("sanctions", "pep", "mixer")
_KINDS = ("customer", "account", "wallet", "bic", "identifier", "name")
_BIC_BANK = 8
"""The first letters of a BIC name the bank and its country, the rest a branch."""


class Listed(NamedTuple):
    """On which lists a party is."""

    sanctioned: bool
    pep: bool
    mixer: bool


class Entry(NamedTuple):
    """One row: a list, a kind of identity, its normalised value, and the days on which it holds."""

    list: str
    kind: str
    value: str
    first: date
    last: date


NOT_LISTED = Listed(sanctioned=False, pep=False, mixer=False)


_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_HEX_WALLET = re.compile(r"0x[0-9a-f]+")


def normalised(kind: str, value: str) -> str:
    """A value as it is compared: names without case, accents and punctuation, a BIC by its bank, an IBAN without case
    and spaces, a hexadecimal wallet without the case that is its checksum, the rest as it is."""
    if kind == "name":
        return " ".join(words_of(value))
    if kind == "bic":
        return value.upper()[:_BIC_BANK]
    value = value.strip()
    if kind == "account" and _IBAN.fullmatch(iban := "".join(value.split()).upper()):
        return iban
    if kind == "wallet" and _HEX_WALLET.fullmatch(wallet := value.lower()):
        return wallet
    return value


class WatchList:
    """All entries; falsy where there is none."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault((entry.kind, entry.value), []).append(entry)

    def __len__(self) -> int:
        return len(self._entries)

    @classmethod
    def load(cls, path: Path) -> WatchList:
        """Read the file; raises ReferenceTableError that names file, line and column."""
        entries = []
        for row in read_table(path, _COLUMNS).rows:
            kind = row.choice("kind", _KINDS)
            value = normalised(kind, row.text("value"))
            if not value:
                raise row.error("value", "has no letter or digit in it")
            row.text("source")
            entries.append(Entry(row.choice("list", _LISTS), kind, value, *row.period()))
        return cls(entries)

    def entries(self, party: Party | None) -> tuple[Entry, ...]:
        """All entries that name a party, whatever the day."""
        if party is None or not self._entries:
            return ()
        return tuple(entry for identity in _identities(party) for entry in self._entries.get(identity, ()))

    def agent_entries(self, bic: str | None) -> tuple[Entry, ...]:
        """All entries that name an institution, whatever the day."""
        if not bic or not self._entries:
            return ()
        return tuple(self._entries.get(("bic", normalised("bic", bic)), ()))

    def party(self, party: Party | None, day: date) -> Listed:
        """On which lists a party is on a day."""
        return listed(self.entries(party), day)

    def agent(self, bic: str, day: date) -> bool:
        """Whether an institution is sanctioned on a day."""
        return listed(self.agent_entries(bic), day).sanctioned


def listed(entries: Sequence[Entry], day: date) -> Listed:
    """On which lists those entries are that hold on a day."""
    lists = {entry.list for entry in entries if entry.first <= day <= entry.last}
    return Listed("sanctions" in lists, "pep" in lists, "mixer" in lists) if lists else NOT_LISTED


def write_watch_list(path: Path, entries: Iterable[Entry], source: str) -> None:
    """Write a file that `WatchList.load` reads; `source` is what every row names as its own."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for entry in entries:
            last = "" if entry.last == date.max else entry.last
            writer.writerow((entry.list, entry.kind, entry.value, entry.first, last, source))


def _identities(party: Party) -> Iterable[tuple[str, str]]:
    for kind, value in (("customer", party.customer), ("account", party.account), ("wallet", party.wallet)):
        if value is not None:
            yield kind, normalised(kind, value)
    for holder in party.holders:
        yield "customer", normalised("customer", holder)
    if party.name:
        yield "name", normalised("name", party.name)
    for identifier in party.identifiers.values():
        yield "identifier", identifier.strip()
