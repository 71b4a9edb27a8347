"""The narrative of a form, in the alerts' own words: who, what, when, where, how much, and why it is suspicious."""

from __future__ import annotations

from collections.abc import Iterator

from streams.filing.case import Case, Row, Total
from streams.filing.form import clean
from streams.trace.wording import amount

_WAYS = {"in": "received", "out": "paid out", "between": "passed between others"}
_COUNTERPARTS = {"in": "from", "out": "to", "between": ""}


def narrative(case: Case) -> str:
    """All of it on one line, as forms refuse line ends."""
    return " ".join(clean(part) for part in _parts(case) if part)


def total_words(total: Total) -> str:
    """Such as `3 transactions received, 27,900.00 USD`."""
    count = "1 transaction" if total.count == 1 else f"{total.count} transactions"
    return f"{count} {_WAYS[total.direction]}, {amount(total.amount)} {total.currency}"


def row_words(row: Row) -> str:
    """A transaction of the evidence."""
    other = " ".join(
        each for each in (row.counterparty_name, f"({row.counterparty})" if row.counterparty else "") if each
    )
    said = f"{row.time:%Y-%m-%d %H:%M} UTC, {row.channel} {_WAYS[row.direction]}, {amount(row.amount)} {row.currency}"
    if other:
        said += f", {_COUNTERPARTS[row.direction]} {other}".replace("  ", " ")
    if row.country:
        said += f", {row.country}"
    if row.account:
        said += f", account {row.account}"
    return f"{said}, transaction {row.transaction}"


def listed_words(case: Case) -> str:
    """How much of the evidence the case lists."""
    listed = len(case.rows)
    if case.evidence_count <= listed:
        return ""
    return f"The newest {listed} of {case.evidence_count} transactions are listed."


def _parts(case: Case) -> Iterator[str]:
    subject = case.subject
    name = subject.names[-1] if subject.names else "name not known"
    yield f"Subject: {name}, {subject.id}."
    days = f"from {case.first:%Y-%m-%d} to {case.last:%Y-%m-%d} (UTC)"
    yield f"Activity {days}: {'; '.join(map(total_words, case.totals))}."
    for found in case.suspicions:
        alert = found.alert
        yield f"{alert.title}. {alert.narrative} {alert.counterfactual}"
        crimes = ", ".join(each.replace("-", " ") for each in alert.crimes)
        if crimes:
            yield f"Possible crimes: {crimes}."
    yield listed_words(case)
    yield "Transactions:"
    for number, row in enumerate(case.rows, 1):
        yield f"({number}) {row_words(row)}."
