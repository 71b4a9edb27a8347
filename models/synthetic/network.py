"""Schemes of several subjects: who takes part, and how money is handed on among them.

The institution sees only payments in which a customer of its own takes part, so of two accounts that pay each other
one is always here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from models.synthetic.draws import between, chance, split
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene

_NEW_DAYS, _LOOKED_AT = 60, 12


class Held(NamedTuple):
    """What an account has to hand on."""

    cents: int
    since: datetime
    """When the last of it came."""


Holding = Mapping[Account, Held]


def row(scene: Scene, count: int, *roles: str, inside: float = 0.7) -> list[Account]:
    """Accounts in a row, a share of them here and never two neighbours elsewhere; the first and the last are here."""
    found: list[Account] = []
    for number in range(count):
        here = number in (0, count - 1) or found[-1].customer is None or chance(scene.rng, inside)
        found.append(scene.lead(*roles).main if here else elsewhere(scene))
    return found


def elsewhere(scene: Scene, firm: float = 0.3) -> Account:
    """A helper's account at another institution of the country: of a person, or at this chance of a firm."""
    return (scene.firms if chance(scene.rng, firm) else scene.persons)(1, inside=0)[0]


def recruits(scene: Scene, length: float, count: int, least: int) -> tuple[int, list[Account]]:
    """A day to begin on, and the accounts of persons who came 2 to 60 days before it.

    Of some days it is the first for which so many are left, else the one for which most are; ValueError where there are
    fewer than `least`.
    """
    days = [scene.begin(length, earliest=20) for _ in range(_LOOKED_AT)]
    left = {day: scene.newcomers(*PERSONS, since=(day - _NEW_DAYS, day - 2)) for day in days}
    day = next((day for day in days if left[day] >= count), max(days, key=lambda each: left[each]))
    return day, [each.main for each in scene.leads(count, *PERSONS, least=least, since=(day - _NEW_DAYS, day - 2))]


def pass_on(
    scene: Scene,
    holding: Holding,
    receivers: Sequence[Account],
    hours: tuple[float, float],
    commission: tuple[float, float],
    parts: int = 1,
) -> dict[Account, Held]:
    """Let each holder pay what it holds, less a commission, some hours after it came; what the receivers hold then.

    Each receiver is paid by two holders at least, and each holder pays two receivers, where there are so many. What
    goes from one to another goes in so many `parts`.
    """
    received: dict[Account, Held] = {}
    each = min(len(receivers), max(2, math.ceil(2 * len(receivers) / len(holding))))
    turn = 0
    for holder, held in holding.items():
        onward = int(held.cents * (1 - between(scene.rng, *commission)))
        payments = split(scene.rng, onward, each * parts)
        for number, cents in enumerate(payments):
            receiver = receivers[(turn + number // parts) % len(receivers)]
            when = scene.later(held.since, hours, scene.hours_of(holder))
            paid = scene.pay(holder, receiver, when, cents).time
            before = received.get(receiver, Held(0, paid))
            received[receiver] = Held(before.cents + cents, max(before.since, paid))
        turn += each
    return received


def clients(scene: Scene, count: int) -> list[Account]:
    """Persons and firms, few of them here, whose money a network moves: they are offenders themselves."""
    firms = sum(chance(scene.rng, 0.3) for _ in range(count))
    return scene.enlist([*scene.firms(firms, inside=0.15), *scene.persons(count - firms, inside=0.2)])
