"""Honest twins of the crimes: one module per typology, named like it, for what looks alike and is not.

A module's docstring says who does such a thing and why it is honest, and what tells it from the crime. Its
`imitate(scene)` casts somebody, writes what that customer and the others do, and returns the customer, or
an account of each of those who act together. Twins look like the crime done openly, whatever the level of the town.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module

from models.synthetic.parties import Account, Customer
from models.synthetic.scene import Scene

Twin = Callable[[Scene], Customer | list[Account]]


def names() -> list[str]:
    """The typologies that have a twin, in alphabetical order."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def twin(typology: str) -> Twin:
    """The twin of a typology."""
    found: Twin = import_module(f"{__name__}.{typology.replace('-', '_')}").imitate
    return found
