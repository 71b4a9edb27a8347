"""The catalogue: typology files, the language of their conditions, and why they fired."""

from streams.catalogue.cases import Case, Cases, expand
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.catalogue.check import Finding, check
from streams.catalogue.explain import Counterfactual, comparisons, counterfactual, narrative
from streams.catalogue.narrative import Currencies
from streams.catalogue.typology import Reference, Typology

__all__ = [
    "SHIPPED",
    "Case",
    "Cases",
    "Catalogue",
    "Counterfactual",
    "Currencies",
    "Finding",
    "Reference",
    "Typology",
    "check",
    "comparisons",
    "counterfactual",
    "expand",
    "narrative",
]
