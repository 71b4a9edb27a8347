"""Statutory thresholds in force on a day: `thresholds.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec

from streams.reference.countries import Countries, CountryFlag
from streams.reference.currencies import Currencies
from streams.reference.tables import Row, read_table, refuse_overlaps

InstitutionKind = Literal["bank", "money_service", "crypto", "trader", "any"]
Comparison = Literal["over", "at_least"]
Aggregation = Literal["single", "linked", "business_day", "24h"]
Direction = Literal["in", "both"]

EUROPEAN_UNION = "EU"
"""The jurisdiction whose thresholds hold in every member state that has none of its own."""
STANDARD = "FATF"
"""Not a jurisdiction: what the Financial Action Task Force recommends. It is law nowhere and never in force."""
_REMEMBERED = 65_536
_COLUMNS = (
    "what",
    "jurisdiction",
    "institution_kind",
    "currency",
    "limit",
    "upper",
    "comparison",
    "aggregation",
    "direction",
    "area",
    "effective_from",
    "effective_to",
    "source",
)


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """An amount at which a duty begins, for a kind of institution in a jurisdiction; both its days inclusive."""

    what: str
    """The duty, such as `cash_report` or `travel_rule`."""
    jurisdiction: str
    institution_kind: InstitutionKind
    currency: str
    limit_minor: int
    upper_minor: int | None
    """The last amount that is covered; None where there is no upper end."""
    comparison: Comparison
    aggregation: Aggregation
    """What is added up before it is compared: nothing, connected transactions, a business day, or 24 hours."""
    direction: Direction
    """Whether only what the institution receives counts, or both directions, each apart."""
    area: str
    """The part of the jurisdiction where it holds; empty for the whole."""
    effective_from: date
    effective_to: date | None
    source: str

    @property
    def first_reached_minor(self) -> int:
        """The smallest amount that reaches the threshold: more than the limit, or the limit itself."""
        return self.limit_minor + (self.comparison == "over")

    def reached(self, amount_minor: int) -> bool:
        """Whether an amount in minor units of `currency` is one that the duty covers."""
        within = self.upper_minor is None or amount_minor <= self.upper_minor
        return within and amount_minor >= self.first_reached_minor

    def holds_on(self, day: date) -> bool:
        """Whether the threshold is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Thresholds:
    """All thresholds; an answer is remembered, so that asking again is a look-up."""

    def __init__(self, thresholds: Iterable[Threshold], countries: Countries) -> None:
        """`countries` says who is a member of the European Union on a day."""
        self._countries = countries
        self._rows: dict[tuple[str, str, str], list[Threshold]] = {}
        standards = []
        for threshold in thresholds:
            if threshold.jurisdiction == STANDARD:
                standards.append(threshold)
                continue
            key = threshold.what, threshold.jurisdiction, threshold.institution_kind
            self._rows.setdefault(key, []).append(threshold)
        self.names = frozenset(what for what, _, _ in self._rows)
        self.standards = tuple(standards)
        """What is recommended and binds nobody; an analyst may read it, `in_force` never finds it."""
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def load(cls, path: Path, currencies: Currencies, countries: Countries) -> Thresholds:
        """Read the table; raises ReferenceTableError, also where two rows hold for the same on the same day."""
        rows = read_table(path, _COLUMNS).rows
        thresholds = [_threshold(row, currencies, countries) for row in rows]
        refuse_overlaps((_held_by(each), *row.period(), row) for each, row in zip(thresholds, rows, strict=True))
        return cls(thresholds, countries)

    def __iter__(self) -> Iterator[Threshold]:
        """The duties, without the standards."""
        return (threshold for rows in self._rows.values() for threshold in rows)

    def in_force(self, what: str, jurisdiction: str, institution_kind: str, day: date) -> Threshold | None:
        """The threshold of an institution on a day; None where none is known.

        A country's own row goes before that of the European Union, and a row for the kind of institution before one for
        any kind.
        """
        return self._found(what, jurisdiction, institution_kind, day)

    def _find(self, what: str, jurisdiction: str, institution_kind: str, day: date) -> Threshold | None:
        jurisdictions = [jurisdiction]
        if CountryFlag.EU_MEMBER in self._countries.flags(jurisdiction, day):
            jurisdictions.append(EUROPEAN_UNION)
        for key in product((what,), jurisdictions, (institution_kind, "any")):
            for threshold in self._rows.get(key, ()):
                if threshold.holds_on(day):
                    return threshold
        return None


def _held_by(threshold: Threshold) -> tuple[str, ...]:
    """What only one threshold can have on a day; a standard may name its limit in several currencies."""
    key = threshold.what, threshold.jurisdiction, threshold.institution_kind
    return (*key, threshold.currency) if threshold.jurisdiction == STANDARD else key


def _threshold(row: Row, currencies: Currencies, countries: Countries) -> Threshold:
    jurisdiction = row.text("jurisdiction")
    if jurisdiction not in (EUROPEAN_UNION, STANDARD) and not countries.known(jurisdiction):
        raise row.error(
            "jurisdiction", f"{jurisdiction!r} is neither a known country nor {EUROPEAN_UNION} or {STANDARD}"
        )
    first, last = row.period()
    upper_minor = _minor(row, "upper", currencies) if row.cells["upper"] else None
    threshold = Threshold(
        what=row.matching("what", "[a-z][a-z0-9_]*", "a name of small letters, digits and underscores"),
        jurisdiction=jurisdiction,
        institution_kind=cast("InstitutionKind", row.choice("institution_kind", get_args(InstitutionKind))),
        currency=row.choice("currency", currencies),
        limit_minor=_minor(row, "limit", currencies),
        upper_minor=upper_minor,
        comparison=cast("Comparison", row.choice("comparison", get_args(Comparison))),
        aggregation=cast("Aggregation", row.choice("aggregation", get_args(Aggregation))),
        direction=cast("Direction", row.choice("direction", get_args(Direction))),
        area=row.cells["area"],
        effective_from=first,
        effective_to=None if last == date.max else last,
        source=row.text("source"),
    )
    if upper_minor is not None and upper_minor < threshold.first_reached_minor:
        raise row.error("upper", "is below the limit")
    return threshold


def _minor(row: Row, column: str, currencies: Currencies) -> int:
    currency = currencies[row.choice("currency", currencies)]
    minor = currency.to_minor(row.amount(column))
    if minor is None:
        raise row.error(column, f"has more than the {currency.decimals} decimals of {currency.code}")
    return minor
