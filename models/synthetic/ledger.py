"""What happened in the town, before it is put in order: the kinds of transaction and how each is recorded.

Ordinary life and crime write through the same four methods, so that a crime's records look like anybody's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from models.synthetic.calendar import booking_date
from models.synthetic.parties import Account
from streams.records import Channel, Initiation, Place

ORDINARY = -1
"""Scheme number of a transaction that belongs to no crime."""

Rail = Literal["transfer", "cheque", "remittance", "crypto"]


class Draft(msgspec.Struct, gc=False):
    """A transaction that has no id and no place in the order yet."""

    time: datetime
    cents: int
    debtor: Account | None
    creditor: Account | None
    channel: Channel
    scheme: int
    currency: str = "USD"
    initiation: Initiation | None = None
    purpose: str | None = None
    remittance: str | None = None
    merchant_category: str | None = None
    place: Place | None = None
    booking: date | None = None


class Ledger:
    """All drafts of the town, in the order in which they were thought of."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def deposit(self, account: Account, when: datetime, cents: int, place: Place, scheme: int = ORDINARY) -> None:
        """Cash handed in at a branch or a machine; it has no debtor."""
        self._cash(None, account, when, cents, place, scheme)

    def withdraw(self, account: Account, when: datetime, cents: int, place: Place, scheme: int = ORDINARY) -> None:
        """Cash taken at a branch or a machine; it has no creditor."""
        self._cash(account, None, when, cents, place, scheme)

    def card(
        self, account: Account, merchant: Account, category: str, when: datetime, cents: int, online: bool
    ) -> None:
        """A purchase by debit card."""
        self.drafts.append(
            Draft(
                when,
                cents,
                account,
                merchant,
                "card",
                ORDINARY,
                initiation="online" if online else "card_present",
                merchant_category=category,
                place=None if online else Place(country=merchant.country),
            )
        )

    def pay(
        self,
        debtor: Account,
        creditor: Account,
        when: datetime,
        cents: int,
        *,
        channel: Rail = "transfer",
        purpose: str | None = None,
        remittance: str | None = None,
        currency: str = "USD",
        scheme: int = ORDINARY,
    ) -> None:
        """Money sent from one account to another.

        How it was initiated is known for the institution's own debtors; a cheque is handed in at a branch.
        """
        initiation: Initiation | None = None
        if channel == "cheque":
            initiation = "branch"
        elif debtor.customer is not None:
            initiation = "online"
        self.drafts.append(
            Draft(
                when,
                cents,
                debtor,
                creditor,
                channel,
                scheme,
                currency,
                initiation=initiation,
                purpose=purpose,
                remittance=remittance,
            )
        )

    def _cash(
        self, debtor: Account | None, creditor: Account | None, when: datetime, cents: int, place: Place, scheme: int
    ) -> None:
        at_branch = place.branch is not None and place.branch.startswith("B")
        self.drafts.append(
            Draft(
                when,
                cents,
                debtor,
                creditor,
                "cash",
                scheme,
                initiation="branch" if at_branch else "machine",
                place=place,
                booking=booking_date(when),
            )
        )
