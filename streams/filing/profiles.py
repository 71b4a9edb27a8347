"""Who the parties of some transactions are, as far as the transactions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from streams.filing.case import Profile
from streams.intake.parties import subject_id
from streams.records import Party, Transaction

_Item = TypeVar("_Item", str, tuple[str, str])


def parties(transaction: Transaction) -> Iterator[tuple[Party, str | None]]:
    """Party and institution of everybody whom a transaction names."""
    named = (
        (transaction.debtor, transaction.debtor_agent),
        (transaction.creditor, transaction.creditor_agent),
        (transaction.ultimate_debtor, None),
        (transaction.ultimate_creditor, None),
        (transaction.conductor, None),
        *((each, None) for each in transaction.beneficiaries),
    )
    for party, agent in named:
        if party is not None:
            yield party, agent


def profiles(transactions: Iterable[Transaction]) -> dict[str, Profile]:
    """What transactions, oldest first, say of each party that can be told from others, by its id."""
    found: dict[str, Profile] = {}
    for transaction in transactions:
        for party, agent in parties(transaction):
            identity = subject_id(party, agent)
            if identity:
                found[identity] = _with(found.get(identity, Profile(identity)), party, agent)
    return found


def _with(known: Profile, party: Party, agent: str | None) -> Profile:
    """A profile with what a transaction more says."""
    income = party.declared_income
    return Profile(
        id=known.id,
        names=_more(known.names, party.name),
        kind=party.kind or known.kind,
        country=party.country or known.country,
        born=party.born or known.born,
        opened=party.opened or known.opened,
        customer=party.customer or known.customer,
        occupation=party.occupation or known.occupation,
        sector=party.sector or known.sector,
        declared_income=known.declared_income if income is None else format(income, "f"),
        pep=known.pep if party.pep is None else party.pep,
        employee=known.employee if party.employee is None else party.employee,
        accounts=_more(known.accounts, party.account),
        wallets=_more(known.wallets, party.wallet),
        holders=_more(known.holders, *party.holders),
        agents=_more(known.agents, agent),
        identifiers=_more(known.identifiers, *sorted(party.identifiers.items())),
    )


def _more(known: tuple[_Item, ...], *items: _Item | None) -> tuple[_Item, ...]:
    """What is known, and behind it what is new."""
    found: dict[_Item, None] = dict.fromkeys(known)
    found.update((each, None) for each in items if each)
    return tuple(found)
