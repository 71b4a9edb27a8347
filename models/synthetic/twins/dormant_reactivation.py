"""Somebody comes back after months abroad: wages begin again, a flat is furnished.

It is honest because what comes in are wages, from an employer and month after month, and what leaves are the bills of
a new start.

Plain: silent for 61 to 70 days; then wages of 1,500 to 4,500 dollars twice a month, and four to eight bills of 40 to
1,200.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import integer
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene

_BEFORE, _SILENT, _AFTER = 4, 61, 16


def imitate(scene: Scene) -> Customer:
    """Fall silent and come back to work."""
    longest = scene.calendar.days - _BEFORE - _AFTER
    if longest < _SILENT:
        raise ValueError(f"{scene.calendar.days} days are too few: the silence needs {_BEFORE + _SILENT + _AFTER}")
    leaves = scene.calendar.moment(_BEFORE, 0)
    traveller = scene.lead(*PERSONS, suits=lambda each: sum(when < leaves for when in scene.ordinary_times(each)) >= 2)
    scene.silence(traveller, _BEFORE)
    back = _BEFORE + integer(scene.rng, _SILENT, min(longest, 70))
    employer, wage = scene.outside("employer"), scene.money(1500, 4500)
    first = scene.pay(employer, traveller.main, scene.at(back, OFFICE), wage, wording=("SALA", "salary")).time
    for when in scene.spread(first, 9, integer(scene.rng, 4, 8)):
        scene.pay(traveller.main, scene.outside("supplier"), when, scene.money(40, 1200))
    return traveller
