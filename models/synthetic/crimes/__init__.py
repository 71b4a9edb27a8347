"""Crimes that can be injected: one module per typology, named like it, found by looking.

A module's docstring says what launderers do, by whose account, and the ranges that its parameters are drawn from. Its
`inject(scene)` casts an offender, writes what the offender and the others do, and returns the offender. Where several
act together it returns an account of each, first that of a customer; victims and bystanders are not among them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from models.synthetic.parties import Account, Customer
from models.synthetic.scene import Scene

Crime = Callable[[Scene], Customer | list[Account]]

NETWORKS = frozenset(
    {
        "bipartite-layering", "crime-convergence", "cyber-mule-network", "identity-ring", "layering-chain",
        "round-trip", "scatter-gather", "shared-invoice", "stacked-layering",
    }
)  # fmt: skip
"""Crimes that need many people. They are cast after all others, so that they take nobody from those."""


def names() -> list[str]:
    """The typologies that have a crime, in alphabetical order."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def crime(typology: str) -> Crime:
    """The crime of a typology."""
    found: Crime = import_module(f"{__name__}.{typology.replace('-', '_')}").inject
    return found


def in_order(typology: str) -> tuple[bool, str]:
    """The key by which crimes are sorted to be cast: those of networks last, else by name."""
    return typology in NETWORKS, typology
