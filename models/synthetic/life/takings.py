"""Shops and restaurants: takings in cash banked as each is used to, card takings settled, suppliers paid."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several, whole
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.life.invoices import takes_profit
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, MACHINE, OFFICE, at
from models.synthetic.world import World

_WEEK = {"shop": (0.8, 0.8, 0.9, 1.0, 1.2, 1.5, 0.8), "restaurant": (0.6, 0.7, 0.9, 1.0, 1.4, 1.6, 0.8)}
_CASH_SHARE = {"shop": 0.3, "restaurant": 0.25}


def live(world: World) -> None:
    """Write the takings and the purchases of every shop and restaurant."""
    for firm in world.population.those("shop", "restaurant"):
        rng = world.rng("takings", int(firm.id[1:]))
        _banks_cash(world, rng, firm)
        _is_settled(world, rng, firm)
        _buys_stock(world, rng, firm)


def _banks_cash(world: World, rng: Generator, firm: Customer) -> None:
    """What is in the till beyond the float, on fixed weekdays, with change fetched now and then."""
    daily = 100 * firm.income / 30 * _CASH_SHARE[firm.role] * between(rng, 0.5, 1.5)
    weekdays = set(pick(rng, ((0, 1, 2, 3, 4), (0, 2, 4), (1, 4), (1, 4), (0,), (0,), (0,), (3,), (3,))))
    at_night = firm.role == "restaurant" and chance(rng, 0.5)
    staff = [_hand(world, rng) for _ in range(integer(rng, 1, 3))] if chance(rng, 0.2) else []
    till = 0.0
    for day in range(max(0, firm.since), world.calendar.days):
        weekday = int(world.calendar.weekdays[day])
        till += daily * _WEEK[firm.role][weekday] * world.calendar.retail[day] * np.exp(0.25 * rng.standard_normal())
        if weekday in weekdays and (at_night or world.calendar.business[day]) and till > 50_00:
            takings = whole(int(till * between(rng, 0.85, 1.0)), pick(rng, (1, 1, 5, 10)))
            place, rhythm = (firm.machines[0], MACHINE) if at_night else (firm.branch, BRANCH)
            details = Details(conductor=pick(rng, staff)) if staff else PLAIN
            world.ledger.deposit(firm.main, at(rng, world.calendar, rhythm, day), takings, place, details=details)
            till = 0.0
    for day in world.calendar.weekly(integer(rng, 0, 4), weeks=4, offset=integer(rng, 0, 3)):
        when = at(rng, world.calendar, BRANCH, day)
        world.ledger.withdraw(firm.main, when, whole(cents(rng, 300, 0.4), 20), firm.branch)


def _hand(world: World, rng: Generator) -> Account:
    """One of the staff who takes the cash to the bank, where it is noted who did."""
    if chance(rng, 0.4):
        return pick(rng, list(world.population.those("employee", "migrant"))).main
    return pick(rng, world.population.strangers)


def _is_settled(world: World, rng: Generator, firm: Customer) -> None:
    """The acquirer pays the card takings of a week in one sum, less its fee."""
    acquirer = pick(rng, world.population.outside["acquirer"])
    weekly = firm.income * 7 / 30 * (1 - _CASH_SHARE[firm.role])
    for day in world.calendar.weekly(integer(rng, 0, 4)):
        when = world.calendar.moment(day, between(rng, 4 * 3600, 8 * 3600))
        amount = cents(rng, weekly * float(world.calendar.retail[day]), 0.15)
        world.ledger.pay(
            acquirer, firm.main, when, amount, purpose="CBLK", remittance=f"batch {integer(rng, 10**5, 10**6)}"
        )


def _buys_stock(world: World, rng: Generator, firm: Customer) -> None:
    """Weekly or so from a few wholesalers, here or elsewhere."""
    here = [customer.main for customer in world.population.those("wholesale")]
    regulars = several(rng, here, integer(rng, 0, 2))
    regulars += several(rng, world.population.outside["supplier"], integer(rng, 1, 3))
    weekly = firm.income * 7 / 30 * 0.4 / len(regulars)
    for supplier in regulars:
        for day in world.calendar.weekly(integer(rng, 0, 4), weeks=pick(rng, (2, 2, 4, 4)), offset=integer(rng, 0, 1)):
            when = at(rng, world.calendar, OFFICE, day)
            number = f"invoice {integer(rng, 1000, 99999)}"
            world.ledger.pay(
                firm.main, supplier, when, cents(rng, max(weekly, 60), 0.35), purpose="SUPP", remittance=number
            )
    if chance(rng, 0.7):
        takes_profit(world, rng, firm, firm.income * 0.15)
