"""The tables of an alert: evidence, totals, revisions, decisions."""

from __future__ import annotations

from collections.abc import Sequence

from streams.desk.detail import Decided, Detail
from streams.desk.markup import Column, Markup, el, join, table
from streams.desk.words import utc, verdict_words
from streams.filing.evidence import totals
from streams.trace.wording import amount, moment


def decided_table(decided: Sequence[Decided]) -> Markup:
    """Dispositions, the newest first."""
    columns = (Column("decided (UTC)", "time"), Column("verdict"), Column("by"), Column("note"), Column("disposition"))
    rows = [
        (
            utc(each.decided_at or each.published_at),
            join([verdict_words(each.verdict, each.reason), *_held(each)]),
            join(
                [each.decided_by, el("span", f"and {each.approved_by}", class_="quiet") if each.approved_by else None]
            ),
            el("span", each.note, class_="note"),
            el("span", each.id, class_="mono"),
        )
        for each in decided
    ]
    return table("Decisions", columns, rows, "Nobody has decided yet.")


def _held(each: Decided) -> list[Markup]:
    said = []
    if each.is_snooze:
        said.append(f"snoozed {f'until {moment(each.snoozed_until)}' if each.snoozed_until else 'without a date'}")
    if each.allowed:
        said.append(f"{each.allowed} is allowed")
    return [el("span", words, class_="quiet") for words in said]


def evidence_table(found: Detail) -> Markup:
    """Every transaction that any revision listed."""
    columns = (
        Column("time (UTC)", "time"),
        Column("direction"),
        Column("amount", "number"),
        Column("currency"),
        Column("channel"),
        Column("other side"),
        Column("country"),
        Column("account"),
        Column("remittance"),
        Column("transaction"),
    )
    rows = [
        (
            moment(row.time),
            row.direction,
            amount(row.amount),
            row.currency,
            row.channel,
            join(
                [row.counterparty, el("span", row.counterparty_name, class_="quiet") if row.counterparty_name else None]
            ),
            row.country,
            row.account,
            row.remittance,
            el("span", row.transaction, class_="mono"),
        )
        for row in found.rows
    ]
    return table("Evidence", columns, rows, "No transaction is listed.")


def totals_part(found: Detail) -> Markup:
    """The sums by direction and currency."""
    rows = [(each.direction, f"{each.count:,}", amount(each.amount), each.currency) for each in totals(found.rows)]
    columns = (Column("direction"), Column("transactions", "number"), Column("total", "number"), Column("currency"))
    return join([el("h3", "Totals"), table("Totals by direction and currency", columns, rows)])


def revisions_table(found: Detail) -> Markup:
    """Everything that was published of an alert."""
    columns = (
        Column("revision", "number"),
        Column("published (UTC)", "time"),
        Column("up to", "time"),
        Column("topic"),
        Column("severity"),
        Column("risk", "number"),
        Column("transactions", "number"),
        Column("value", "number"),
    )
    rows = [
        (
            str(each.revision),
            moment(each.published_at),
            moment(each.detected_at),
            each.topic,
            each.severity,
            f"{each.risk:.2f}",
            f"{each.evidence_count:,}",
            f"{amount(each.evidence_value)} {found.alert.base_currency}" if each.evidence_value else "",
        )
        for each in found.revisions
    ]
    return table("Revisions", columns, rows)
