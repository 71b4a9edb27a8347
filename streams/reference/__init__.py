"""What is true outside Counterflow on a day: currencies, exchange rates, statutory thresholds, country risk.

Data that people maintain, as CSV with sources beside this file. An institution puts its own table of the same name in
the folder `reference_dir`, and that one is read instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from streams.errors import ReferenceTableError
from streams.reference.areas import Areas
from streams.reference.countries import Countries
from streams.reference.currencies import Currencies
from streams.reference.filing import FilingTables
from streams.reference.goods import GoodsTable
from streams.reference.key_terms import KeyTerms
from streams.reference.merchants import Merchants
from streams.reference.rates import Rates
from streams.reference.thresholds import Thresholds
from streams.reference.watch_list import WatchList
from streams.reference.wordings import Licences, Occupations, Purposes, Sectors, Words

__all__ = ["Reference"]

_SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference tables; loaded once, then only asked."""

    currencies: Currencies
    rates: Rates
    countries: Countries
    thresholds: Thresholds
    merchants: Merchants
    goods: GoodsTable
    words: Words
    purposes: Purposes
    sectors: Sectors
    occupations: Occupations
    licences: Licences
    areas: Areas
    key_terms: KeyTerms
    filing: FilingTables
    watch: WatchList

    @classmethod
    def load(cls, directory: Path | None = None, watch_list: Path | None = None) -> Reference:
        """The shipped tables, each replaced by the table of the same name in `directory` where there is one; and the
        institution's watch list.

        Raises ReferenceTableError that names file, line and column; also for a table in `directory` of another name.
        """
        tables = {path.name: path for path in _SHIPPED.glob("*.csv")}
        if directory is not None:
            tables.update(_replacements(directory, set(tables)))
        currencies = Currencies.load(tables["currencies.csv"])
        countries = Countries.load(tables["countries.csv"], tables["country_flags.csv"])
        return cls(
            currencies=currencies,
            rates=Rates.load(tables["rates.csv"]),
            countries=countries,
            thresholds=Thresholds.load(tables["thresholds.csv"], currencies, countries),
            merchants=Merchants.load(tables["merchant_categories.csv"]),
            goods=GoodsTable.load(tables["goods.csv"]),
            words=Words.load(tables["words.csv"]),
            purposes=Purposes.load(tables["purposes.csv"]),
            sectors=Sectors.load(tables["sectors.csv"]),
            occupations=Occupations.load(tables["occupations.csv"]),
            licences=Licences.load(tables["licences.csv"]),
            areas=Areas.load(tables["border_areas.csv"], countries),
            key_terms=KeyTerms.load(tables["sar_key_terms.csv"]),
            filing=FilingTables.load(tables["filing_forms.csv"], tables["fincen_codes.csv"], tables["goaml_codes.csv"]),
            watch=WatchList.load(watch_list) if watch_list is not None else WatchList(),
        )


def _replacements(directory: Path, shipped: set[str]) -> dict[str, Path]:
    if not directory.is_dir():
        raise ReferenceTableError(f"{directory}: is not a folder")
    found = {path.name: path for path in sorted(directory.glob("*.csv"))}
    for name, path in found.items():
        if name not in shipped:
            raise ReferenceTableError(f"{path}: there is no table of this name; there are {', '.join(sorted(shipped))}")
    return found
