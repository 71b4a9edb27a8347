"""What happened in the town, before it is put in order: the kinds of transaction and how each is recorded.

Ordinary life and crime write through the same four methods, so that a crime's records look like anybody's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from models.synthetic.calendar import booking_date
from models.synthetic.parties import Account
from streams.records import Channel, Commodity, Country, Initiation, Place, Product

ORDINARY = -1
"""Scheme number of a transaction that belongs to no crime."""

Rail = Literal["transfer", "cheque", "remittance", "crypto", "trade", "card"]


class Details(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What only some transactions say; the meaning is that of the field of `streams.records.Transaction`."""

    commodity: Commodity | None = None
    invoice: str | None = None
    consignee: str | None = None
    shipment: str | None = None
    travel_destination: Country | None = None
    product: Product | None = None
    device: str | None = None
    """Another device than the debtor's own."""
    initiation: Initiation | None = None
    """Another way of starting it than the usual one."""
    conductor: Account | None = None
    """Who handed the cash in or took it, where it was somebody else."""
    ultimate_debtor: Account | None = None
    ultimate_creditor: Account | None = None
    original: Draft | None = None
    """What is returned or reversed."""


PLAIN = Details()


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
    details: Details = PLAIN


class Ledger:
    """All drafts of the town, in the order in which they were thought of."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def deposit(
        self,
        account: Account,
        when: datetime,
        cents: int,
        place: Place,
        scheme: int = ORDINARY,
        details: Details = PLAIN,
    ) -> Draft:
        """Cash handed in at a branch or a machine; it has no debtor."""
        return self._cash(None, account, when, cents, place, scheme, details)

    def withdraw(
        self,
        account: Account,
        when: datetime,
        cents: int,
        place: Place,
        scheme: int = ORDINARY,
        details: Details = PLAIN,
    ) -> Draft:
        """Cash taken at a branch or a machine; it has no creditor."""
        return self._cash(account, None, when, cents, place, scheme, details)

    def card(
        self,
        account: Account,
        merchant: Account,
        category: str,
        when: datetime,
        cents: int,
        online: bool,
        *,
        words: str | None = None,
        scheme: int = ORDINARY,
        details: Details = PLAIN,
    ) -> Draft:
        """A purchase by debit card; one made in person shows where the merchant is."""
        return self._add(
            Draft(
                when,
                cents,
                account,
                merchant,
                "card",
                scheme,
                initiation="online" if online else "card_present",
                remittance=words,
                merchant_category=category,
                place=None if online else merchant.place or Place(country=merchant.country),
                details=details,
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
        merchant_category: str | None = None,
        scheme: int = ORDINARY,
        details: Details = PLAIN,
    ) -> Draft:
        """Money sent from one account to another; on the channel `card` what a merchant pays back.

        How it was initiated is known for the institution's own debtors; a cheque is handed in at a branch.
        """
        initiation: Initiation | None = details.initiation
        if initiation is None and channel == "cheque":
            initiation = "branch"
        elif initiation is None and debtor.customer is not None:
            initiation = "online"
        return self._add(
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
                merchant_category=merchant_category,
                details=details,
            )
        )

    def _cash(
        self,
        debtor: Account | None,
        creditor: Account | None,
        when: datetime,
        cents: int,
        place: Place,
        scheme: int,
        details: Details,
    ) -> Draft:
        at_branch = place.branch is not None and place.branch.startswith("B")
        return self._add(
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
                details=details,
            )
        )

    def _add(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        return draft
