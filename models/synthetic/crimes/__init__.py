"""Crimes that can be injected: one module per typology, named like it, found by looking.

A module's docstring says what launderers do, by whose account, and the ranges that its parameters are drawn from. Its
`inject(scene)` casts an offender, writes what the offender and the others do, and returns the offender.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from models.synthetic.parties import Customer
from models.synthetic.scene import Scene

Crime = Callable[[Scene], Customer]


def names() -> list[str]:
    """The typologies that have a crime, in alphabetical order."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def crime(typology: str) -> Crime:
    """The crime of a typology."""
    found: Crime = import_module(f"{__name__}.{typology.replace('-', '_')}").inject
    return found
