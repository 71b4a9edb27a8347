"""The evidence of several alerts as one table, and its exact totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from streams.filing.case import Direction, Row, Total
from streams.intake.valuation import EPOCH_ORDINAL, Valuation
from streams.money import minor_units
from streams.movement import UNKNOWN_VALUE
from streams.records import Alert, EvidenceItem, Transaction
from streams.trace.wording import total

DIRECTIONS = ("in", "out", "between")


def rows(alerts: Sequence[Alert]) -> tuple[Row, ...]:
    """Each transaction once for each direction, in the order of events."""
    items: dict[tuple[str, str], EvidenceItem] = {}
    of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, alert in enumerate(alerts, 1):
        for item in alert.evidence:
            key = item.transaction, item.direction
            items.setdefault(key, item)
            if number not in of[key]:
                of[key].append(number)
    found = [
        Row(
            transaction=item.transaction,
            time=item.time,
            direction=item.direction,
            amount=item.amount,
            currency=item.currency,
            channel=item.channel,
            alerts=tuple(of[key]),
            value=item.value,
            account=item.account,
            counterparty=item.counterparty,
            counterparty_name=item.counterparty_name,
            country=item.country,
            remittance=item.remittance,
            tags=item.tags,
        )
        for key, item in items.items()
    ]
    return tuple(sorted(found, key=lambda row: (row.time, row.transaction, row.direction)))


def completed(found: Iterable[Row], sent: Mapping[str, Transaction]) -> tuple[Row, ...]:
    """The rows with what only the transactions say: an alert of a network leaves out channels, words and names."""
    return tuple(_completed(row, sent[row.transaction]) if row.transaction in sent else row for row in found)


def _completed(row: Row, transaction: Transaction) -> Row:
    names = [each.name for each in (transaction.debtor, transaction.creditor) if each is not None and each.name]
    between = " to ".join(names) if row.direction == "between" else ""
    return msgspec.structs.replace(
        row,
        channel=row.channel or transaction.channel or "",
        remittance=row.remittance or transaction.remittance or "",
        counterparty_name=row.counterparty_name or between,
    )


def totals(found: Iterable[Row]) -> tuple[Total, ...]:
    """The sums of the rows by direction and currency; currencies are never added to each other."""
    amounts: dict[tuple[Direction, str], list[str]] = defaultdict(list)
    for row in found:
        amounts[row.direction, row.currency].append(row.amount)
    ordered = sorted(amounts, key=lambda key: (DIRECTIONS.index(key[0]), key[1]))
    return tuple(
        Total(direction, currency, total(amounts[direction, currency]), len(amounts[direction, currency]))
        for direction, currency in ordered
    )


def in_currency(row: Row, currency: str, valuation: Valuation) -> int | None:
    """A row's amount in minor units of `currency`, at the rate of its day, rounded half up; None without a rate."""
    decimals = valuation.decimals.get(row.currency)
    if decimals is None or currency not in valuation.decimals:
        return None
    minor = minor_units(Decimal(row.amount), decimals)
    if row.currency == currency:
        return minor
    day = date.toordinal(row.time.date()) - EPOCH_ORDINAL
    converted = valuation.converted(minor, row.currency, currency, day)
    return None if converted == UNKNOWN_VALUE else converted


def involved(found: Iterable[Row], currency: str, valuation: Valuation) -> tuple[int, int]:
    """The amount involved in minor units of `currency`, and how many rows have no rate and are left out.

    It is the larger of what came in and what went out: money that passes through a subject is the same money, and must
    not count twice. What passed between others, often the same money once more, counts where the subject took no part.
    """
    sums = dict.fromkeys(DIRECTIONS, 0)
    without = 0
    for row in found:
        converted = in_currency(row, currency, valuation)
        if converted is None:
            without += 1
        else:
            sums[row.direction] += converted
    return max(sums["in"], sums["out"]) or sums["between"], without
