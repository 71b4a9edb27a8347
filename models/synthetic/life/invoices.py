"""Firms that work for invoices: trades, offices, wholesalers; and persons who work for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, several, whole
from models.synthetic.ledger import Rail
from models.synthetic.parties import Account, Customer
from models.synthetic.population import CURRENCIES
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, Rhythm, at, moments
from models.synthetic.world import World

RATES = {"EUR": 0.92, "GBP": 0.79, "CAD": 1.41, "USD": 1.0}
"""Units of the currency for a dollar, roughly, where an invoice is written in it."""


def live(world: World) -> None:
    """Write what is invoiced and paid."""
    for firm in world.population.those("trade"):
        _trade(world, world.rng("trade", int(firm.id[1:])), firm)
    for firm in world.population.those("office"):
        _office(world, world.rng("office", int(firm.id[1:])), firm)
    for firm in world.population.those("wholesale"):
        _wholesale(world, world.rng("wholesale", int(firm.id[1:])), firm)
    for person in world.population.those("employee", "student", "homemaker", "migrant", "unemployed"):
        _side_job(world, world.rng("side job", int(person.id[1:])), person)
    for person in world.population.those("freelancer"):
        _freelancer(world, world.rng("freelancer", int(person.id[1:])), person)


def invoice(
    world: World,
    rng: Generator,
    debtor: Account,
    creditor: Account,
    rhythm: Rhythm,
    per_day: float,
    median: float,
    since: int,
) -> None:
    """One debtor's payments of invoices to one creditor; abroad in the creditor's or debtor's currency for most."""
    foreign = creditor.country if creditor.country != "US" else debtor.country
    currency = CURRENCIES.get(foreign, "USD") if chance(rng, 0.75) else "USD"
    for when in moments(rng, world.calendar, rhythm, per_day, since):
        amount = round(cents(rng, median, 0.7) * RATES[currency])
        purpose, words = pick(rng, invoice_wordings(integer(rng, 1000, 99999)))
        channel: Rail = "cheque" if rhythm is BRANCH else "transfer"
        world.ledger.pay(
            debtor, creditor, when, amount, channel=channel, purpose=purpose, remittance=words, currency=currency
        )


def takes_profit(world: World, rng: Generator, firm: Customer, dollars: float) -> None:
    """What the owner takes out each month, to an account elsewhere."""
    owner = pick(rng, world.population.strangers)
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        when = at(rng, world.calendar, OFFICE, day)
        amount = whole(cents(rng, max(dollars, 300), 0.3), 100)
        world.ledger.pay(firm.main, owner, when, amount, remittance="owner")


def _trade(world: World, rng: Generator, firm: Customer) -> None:
    """Many households once or twice each, some by cheque, some in cash; a helper paid by the day."""
    people = world.population.grown_ups
    for rhythm, share in ((ONLINE, 0.7), (BRANCH, 0.3)):
        for when in moments(rng, world.calendar, rhythm, share * min(0.22 * firm.activity, 2.0), firm.since):
            debtor = pick(rng, people).main if chance(rng, 0.25) else _household(world, rng)
            channel: Rail = "cheque" if rhythm is BRANCH else "transfer"
            number = f"job {integer(rng, 100, 9999)}"
            world.ledger.pay(debtor, firm.main, when, cents(rng, 380, 0.85), channel=channel, remittance=number)
    if chance(rng, 0.5):
        for when in moments(rng, world.calendar, BRANCH, 0.06 * firm.activity, firm.since):
            world.ledger.deposit(firm.main, when, 1000 * max(2, cents(rng, 320, 0.8) // 1000), firm.branch)


def _household(world: World, rng: Generator) -> Account:
    return world.population.stranger(rng) if chance(rng, 0.5) else pick(rng, world.population.strangers)


def _office(world: World, rng: Generator, firm: Customer) -> None:
    """A handful of clients who pay a few times, and subcontractors."""
    for client in several(rng, world.population.outside["client"], integer(rng, 3, 9)):
        invoice(world, rng, client, firm.main, OFFICE, 0.03 * firm.activity, max(300, firm.income / 9), firm.since)
    if chance(rng, 0.3):
        client = pick(rng, world.population.foreign_clients)
        invoice(world, rng, client, firm.main, OFFICE, 0.03, max(300, firm.income / 9), firm.since)
    for contractor in _contractors(world, rng):
        invoice(world, rng, firm.main, contractor, OFFICE, 0.03, max(150, firm.income / 20), firm.since)


def _contractors(world: World, rng: Generator) -> Sequence[Account]:
    freelancers = [person.main for person in world.population.those("freelancer")]
    return several(rng, freelancers, 1) + several(rng, world.population.outside["supplier"], integer(rng, 1, 3))


def _wholesale(world: World, rng: Generator, firm: Customer) -> None:
    """Sells to firms elsewhere (those of the town pay from their side), buys at home; abroad see `goods_trade`."""
    for client in several(rng, world.population.outside["client"], integer(rng, 6, 16)):
        invoice(world, rng, client, firm.main, OFFICE, between(rng, 0.02, 0.1), max(400, firm.income / 25), firm.since)
    for supplier in several(rng, world.population.outside["supplier"], integer(rng, 2, 6)):
        invoice(
            world, rng, firm.main, supplier, OFFICE, between(rng, 0.02, 0.07), max(600, firm.income / 25), firm.since
        )


def _freelancer(world: World, rng: Generator, person: Customer) -> None:
    """A few clients, uneven months, some clients abroad."""
    clients = several(rng, world.population.outside["client"], integer(rng, 1, 4))
    if chance(rng, 0.35):
        clients += several(rng, world.population.foreign_clients, integer(rng, 1, 2))
    for client in clients:
        per_day = between(rng, 0.02, 0.07)
        invoice(
            world,
            rng,
            client,
            person.main,
            OFFICE,
            per_day,
            max(150, person.income / 30 / per_day / len(clients)),
            person.since,
        )
    if chance(rng, 0.4):
        for when in moments(rng, world.calendar, ONLINE, 0.05 * person.activity, person.since):
            client = popular(rng, world.population.strangers)
            world.ledger.pay(
                client,
                person.main,
                when,
                cents(rng, 120, 0.7),
                remittance=pick(rng, ("lesson", "session", "thanks", None)),
            )


def invoice_wordings(number: int) -> tuple[tuple[str | None, str | None], ...]:
    """Purpose and words beside an invoice that is paid."""
    return tuple((purpose, f"invoice {number}") for purpose in ("SUPP", "SCVE", "GDDS", None))


def side_job_wordings(number: int) -> tuple[tuple[str | None, str | None], ...]:
    """Purpose and words of what firms pay to persons who are not on the payroll."""
    return (None, None), (None, "payout"), ("SCVE", f"invoice {number}"), (None, f"invoice {number}")


def _side_job(world: World, rng: Generator, person: Customer) -> None:
    """Some drive, deliver, teach or sell beside their work or instead of it, a few of them much."""
    if not chance(rng, 0.1):
        return
    payers = several(rng, world.population.outside["client"], integer(rng, 1, 3))
    payers.append(pick(rng, world.population.outside["marketplace"]))
    median = between(rng, 60, 700)
    for when in moments(rng, world.calendar, OFFICE, min(0.05 * person.activity, 0.3), person.since):
        purpose, words = pick(rng, side_job_wordings(integer(rng, 1000, 99999)))
        amount = cents(rng, median, 0.6)
        world.ledger.pay(popular(rng, payers), person.main, when, amount, purpose=purpose, remittance=words)
