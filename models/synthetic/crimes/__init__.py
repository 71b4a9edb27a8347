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


def discover() -> dict[str, Crime]:
    """Every crime by the id of its typology, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name.replace("_", "-"): import_module(f"{__name__}.{name}").inject for name in names}
