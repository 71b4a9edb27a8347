"""The tables of a case file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.filing.case import Case, Missing, Profile
from streams.records import Alert, Comparison, Unusual
from streams.trace.wording import amount, clean, moment

_PLAIN = ("source", "document", "section", "date", "title")
_OPERATORS = {"==": "equals", "!=": "differs from"}
_SMALL = 0.001


class TableOf(NamedTuple):
    """A table; `numbers` are the columns that stand to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    """How wide the columns are to each other, where a table has a fixed width."""


def alerts_table(case: Case) -> TableOf:
    """The alerts of the case."""
    rows = tuple(
        (
            str(number),
            alert.title,
            alert.severity,
            f"{alert.risk:.2f}",
            moment(alert.opened_at),
            moment(alert.detected_at),
            moment(alert.due_at),
            f"{alert.id}, revision {alert.revision}",
        )
        for number, alert in enumerate((found.alert for found in case.alerts), 1)
    )
    columns = ("", "alert", "severity", "risk", "opened (UTC)", "detected", "due", "id")
    return TableOf(columns, rows, frozenset({3}), (0.3, 3, 0.8, 0.5, 1.2, 1.2, 1.2, 3))


def comparisons_table(comparisons: Sequence[Comparison]) -> TableOf | None:
    """What held of an alert's condition, with bounds and margins; None for nothing."""
    if not comparisons:
        return None
    rows = tuple(
        (
            clean(each.signal),
            _figure(each.value),
            _OPERATORS.get(each.operator, each.operator),
            _figure(each.bound),
            _figure(each.margin),
            each.unit,
            "yes" if each.decisive else "",
        )
        for each in comparisons
    )
    columns = ("signal", "value", "", "bound", "margin", "unit", "decisive")
    return TableOf(columns, rows, frozenset({1, 3, 4}), (4, 1.3, 0.9, 1.3, 1.3, 1.2, 0.9))


def unusual_table(unusual: Sequence[Unusual]) -> TableOf:
    """What made a movement stand out to the model, with the usual range."""
    rows = tuple(
        (
            clean(each.signal),
            _figure(each.value),
            "" if each.low is None else _figure(each.low),
            "" if each.high is None else _figure(each.high),
            each.unit,
        )
        for each in unusual
    )
    return TableOf(
        ("signal", "value", "usually from", "to", "unit"), rows, frozenset({1, 2, 3}), (4, 1.3, 1.3, 1.3, 1.2)
    )


def _figure(value: float) -> str:
    """A signal's value, which is computed and not exact money."""
    if 0 < abs(value) < _SMALL:
        return f"{value:.2g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def evidence_table(case: Case) -> TableOf:
    """Every transaction of the evidence."""
    rows = tuple(
        (
            moment(row.time),
            row.direction,
            amount(row.amount),
            row.currency,
            row.channel,
            clean(" ".join(each for each in (row.counterparty_name, row.counterparty, row.country) if each)),
            clean(row.account),
            clean(row.remittance),
            clean(row.transaction),
            ", ".join(map(str, row.alerts)),
        )
        for row in case.rows
    )
    columns = ("time (UTC)", "", "amount", "", "channel", "other side", "account", "remittance", "transaction", "alert")
    return TableOf(columns, rows, frozenset({2}), (1.4, 0.7, 1.2, 0.5, 0.8, 2, 1.5, 2, 1.3, 0.6))


def totals_table(case: Case) -> TableOf:
    """The sums by direction and currency."""
    rows = tuple((each.direction, str(each.count), amount(each.amount), each.currency) for each in case.totals)
    return TableOf(("", "transactions", "amount", ""), rows, frozenset({1, 2}))


def profile_table(profile: Profile) -> TableOf:
    """What the payments say of a party."""
    facts = [
        ("id", profile.id),
        ("names", ", ".join(profile.names)),
        ("kind", profile.kind),
        ("country", profile.country),
        ("born", str(profile.born or "")),
        ("account or relationship opened", str(profile.opened or "")),
        ("occupation", profile.occupation),
        ("sector", profile.sector),
        ("declared income", profile.declared_income),
        ("politically exposed", _yes_or_no(profile.pep)),
        ("employee of the institution", _yes_or_no(profile.employee)),
        ("accounts", ", ".join(profile.accounts)),
        ("wallets", ", ".join(profile.wallets)),
        ("joint holders", ", ".join(profile.holders)),
        ("institutions", ", ".join(profile.agents)),
        *((f"identifier: {kind}", value) for kind, value in profile.identifiers),
    ]
    rows = tuple((clean(name), clean(value) or "not known") for name, value in facts)
    return TableOf(("what", "as the payments say"), rows, widths=(1, 3))


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def others_table(profiles: Sequence[Profile]) -> TableOf:
    """The other parties, a line each."""
    rows = tuple(
        (
            clean(each.id),
            clean(", ".join(each.names)),
            each.kind,
            each.country,
            clean(", ".join((*each.accounts, *each.wallets))),
            clean(", ".join(each.agents)),
        )
        for each in profiles
    )
    return TableOf(
        ("id", "names", "kind", "country", "accounts", "institutions"), rows, widths=(2, 2.5, 1, 0.8, 2, 1.4)
    )


def references_table(case: Case) -> TableOf:
    """The documents that the typologies rest on, each once."""
    cited = {
        ", ".join(_cited(name, clean(value)) for name, value in reference.items()): None
        for found in case.alerts
        for reference in found.alert.references
    }
    return TableOf(("document",), tuple((each,) for each in cited))


def _cited(name: str, value: str) -> str:
    """A part of a reference; what is no plain word of a document is named, such as a technique of AMLTRIX."""
    return value if name in _PLAIN else f"{name.upper()} {value}"


def terms_table(case: Case) -> TableOf:
    """Key terms."""
    rows = tuple((each.term, each.issuer, each.document, each.title) for each in case.key_terms)
    return TableOf(("term", "issuer", "document", "about"), rows)


def missing_table(missing: Sequence[Missing]) -> TableOf | None:
    """What the form lacks; None for nothing."""
    if not missing:
        return None
    rows = tuple(
        (each.element, "yes" if each.mandatory else "", each.why, each.source, str(each.count)) for each in missing
    )
    columns = ("element", "mandatory", "what", "where it would come from", "times")
    return TableOf(columns, rows, frozenset({4}), (4, 0.9, 3, 2, 0.6))


def origins_table(case: Case) -> TableOf:
    """Where everything comes from: who produced it, digests, offsets."""
    rows = [
        (
            "produced",
            f"{case.produced_at:%Y-%m-%d %H:%M:%S} UTC by {clean(case.produced_by)}, Counterflow {case.version}",
        ),
    ]
    for number, found in enumerate(case.alerts, 1):
        rows += _alert_origin(number, found.topic, found.alert)
    for each in case.places:
        rows.append((f"transaction {clean(each.transaction)}", f"partition {each.partition}, offset {each.offset}"))
    return TableOf(("what", "where"), tuple(rows), widths=(1.2, 4))


def _alert_origin(number: int, topic: str, alert: Alert) -> list[tuple[str, str]]:
    origin = alert.origin
    return [
        (f"alert {number}: topic, case", f"{topic}, case {alert.case}"),
        (
            f"alert {number}: raised on",
            f"{origin.topic}, partition {origin.partition}, offset {origin.offset}, index {origin.index}",
        ),
        (f"alert {number}: catalogue digest", alert.catalogue_digest),
        (f"alert {number}: typology digest", f"{alert.typology_digest} ({alert.typology})"),
        (f"alert {number}: model", alert.model_version or "none"),
    ]
