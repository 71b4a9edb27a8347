"""What payments say: (purpose, words) by theme. Life and crime draw from the same ones; # stands for a number."""

from __future__ import annotations

import re

from numpy.random import Generator

from models.synthetic.draws import integer, pick

Wording = tuple[str | None, str | None]

GOODS: tuple[Wording, ...] = (("GDDS", "invoice #"), ("SUPP", "invoice #"), (None, "invoice #"))
LOAN_PAID_OUT: tuple[Wording, ...] = (("LOAN", "loan disbursement #"), (None, "loan disbursement #"))
LOAN_REPAID: tuple[Wording, ...] = (("LOAR", "loan instalment #"), ("LOAR", "loan repayment"), (None, "loan payment #"))
REFUND: tuple[Wording, ...] = (("REFU", "refund order #"), (None, "refund #"))
DONATION: tuple[Wording, ...] = (("CHAR", "donation"), (None, "donation"), (None, "fundraiser"), ("CHAR", None))
CONSULTING: tuple[Wording, ...] = (
    ("SCVE", "consulting fee #"),
    (None, "advisory fee #"),
    ("SCVE", "consulting invoice #"),
)
PERMIT: tuple[Wording, ...] = ((None, "permit fee #"), ("GOVT", "licence fee #"), (None, "customs clearance #"))
FREELANCE: tuple[Wording, ...] = (
    (None, "freelance payout #"),
    ("SCVE", "platform payout #"),
    (None, "contract development"),
)
CROWDFUNDING: tuple[Wording, ...] = ((None, "crowdfunding payout #"), (None, "creator payout #"))
SALARY: tuple[Wording, ...] = (("SALA", "salary"), ("SALA", "payroll"), (None, "wages"))
FREIGHT: tuple[Wording, ...] = ((None, "freight #"), ("SCVE", "shipping charges #"))
URGENT: tuple[Wording, ...] = ((None, "urgent"), ("SUPP", "urgent invoice #"), (None, "immediate payment"))
TAX_REFUND: tuple[Wording, ...] = (("TAXR", "tax refund"), (None, "tax refund #"))
CARD_PAYDOWN: tuple[Wording, ...] = (("CCRD", "credit card payment"), (None, "card balance payment"))
INCIDENT: tuple[Wording, ...] = (("SCVE", "incident response #"), (None, "data recovery #"))
TRAVEL: tuple[Wording, ...] = (("AIRB", "flight #"), (None, "airline ticket #"), (None, "bus ticket #"))
LOAN_TO_FRIEND: tuple[Wording, ...] = ((None, "as agreed"), (None, "loan repayment"))
KIOSK: tuple[Wording, ...] = ((None, "crypto kiosk #"), (None, "bitcoin atm #"), (None, "crypto atm"))
INSTRUMENT: tuple[Wording, ...] = ((None, "money order #"), (None, "cashier s check #"))
PREPAID: tuple[Wording, ...] = ((None, "prepaid card load"), (None, "card top up #"))
GIFT_CARD: tuple[Wording, ...] = ((None, "gift card"), (None, "gift cards #"))
ADVERTISING: tuple[Wording, ...] = ((None, "advertising #"), (None, "classified ad"), (None, "ad posting #"))
SECURITIES: tuple[Wording, ...] = (("SECU", "share purchase #"), ("SECU", None), (None, "securities #"))
LODGING: tuple[Wording, ...] = ((None, "hotel #"), (None, "motel #"))
GAMBLING: tuple[Wording, ...] = ((None, "casino #"), (None, "betting payout #"))
CHEQUE_RETURNED: tuple[Wording, ...] = ((None, "returned cheque #"), (None, None))


def drawn(rng: Generator, wordings: tuple[Wording, ...]) -> Wording:
    """One of the wordings, with a number where it has one."""
    purpose, words = pick(rng, wordings)
    return purpose, re.sub("#", str(integer(rng, 1000, 99999)), words) if words else words
