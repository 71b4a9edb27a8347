"""Analyst desk: what waits, what of it first, and where it gathers."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import DESK, Section, Variable, choice, chosen, page
from deploy.grafana.generate.panels import (
    COUNT,
    HIDDEN,
    MONEY,
    SECONDS,
    SHARE,
    SIXTH,
    THIRD,
    WIDE,
    About,
    AnyPanel,
    Column,
    columns,
    number,
    ranked,
    rows,
)
from deploy.grafana.generate.queries import sql

_OPEN = "a.state IN ('open', 'escalated')"
_COUNTRY = "EXISTS (SELECT FROM counterflow.evidence c WHERE c.alert_id = a.id AND c.country = ANY({}))"
_KIND = "coalesce(nullif(a.subject_kind, ''), 'unknown')"
_CHOSEN = " AND ".join(
    (
        chosen("crime", "a.crimes && {}"),
        chosen("typology", "a.typology = ANY({})"),
        chosen("kind", f"{_KIND} = ANY({{}})"),
        chosen("country", _COUNTRY),
        chosen("severity", "a.severity = ANY({})"),
    )
)
_WANTED = f"{_OPEN} AND {_CHOSEN}"
_AWAITED = f"a.state IN ('open', 'escalated', 'due') AND {_CHOSEN}"
"""With the reports that the law demands, which are not in the queue and have a time too."""
_TO_QUEUE = links.Link("The desk's queue", "${desk:raw}/", new_tab=True)

WINDOW = """
    (extract(epoch FROM least(a.opened_at, (SELECT min(time) FROM counterflow.evidence w WHERE w.alert_id = a.id)))
        * 1000 - 86400000)::bigint::text AS from_ms,
    (extract(epoch FROM a.detected_at) * 1000 + 86400000)::bigint::text AS to_ms
"""
"""From a day before the evidence to a day after, for links; as text, which Grafana does not format."""


def _filters() -> list[Variable]:
    def values(column: str, table: str = "alerts") -> str:
        return f"SELECT DISTINCT {column} FROM counterflow.{table} WHERE {column} <> '' ORDER BY 1"

    return [
        choice(
            "crime",
            "Crime",
            "Crimes that an alert points to.",
            "SELECT DISTINCT unnest(crimes) FROM counterflow.alerts ORDER BY 1",
        ),
        choice("typology", "Typology", "What was recognised.", values("typology")),
        choice(
            "kind",
            "Subject type",
            "Person, organisation and so on.",
            f"SELECT DISTINCT {_KIND} FROM counterflow.alerts a ORDER BY 1",
        ),
        choice("country", "Corridor", "Countries of counterparties in the evidence.", values("country", "evidence")),
        choice("severity", "Severity", "Of the alert.", values("severity")),
        DESK,
    ]


def _figures() -> list[AnyPanel]:
    def figure(
        title: str, meaning: str, unit: str, what: str, *steps: tuple[float | None, str], wanted: str = _WANTED
    ) -> AnyPanel:
        about = About(title, meaning, unit, (_TO_QUEUE,), width=SIXTH, height=4)
        return number(about, sql(f"SELECT {what} FROM counterflow.alerts a WHERE {wanted}"), *steps)

    return [
        figure("Open", "Alerts in the queue, escalated ones too.", COUNT, "count(*) AS open"),
        figure(
            "Overdue",
            "Open alerts after the time that their typology's runbook gives, and due reports after that of the law.",
            COUNT,
            "count(*) FILTER (WHERE a.due_at < now()) AS overdue",
            (None, "green"),
            (1, "red"),
            wanted=_AWAITED,
        ),
        figure(
            "Escalated",
            "Confirmed by an analyst and not yet done with.",
            COUNT,
            "count(*) FILTER (WHERE a.state = 'escalated') AS escalated",
        ),
        figure(
            "Oldest",
            "How long the oldest open alert waits.",
            SECONDS,
            "coalesce(extract(epoch FROM now() - min(a.first_detected_at)), 0)::float8 AS oldest",
        ),
        figure("Subjects", "Subjects with an open alert.", COUNT, "count(DISTINCT a.subject) AS subjects"),
        figure(
            "Value",
            "Evidence of the open alerts, in the base currency; what several alerts rest on counts in each.",
            MONEY,
            "coalesce(sum(a.evidence_value), 0)::float8 AS value",
        ),
    ]


def _queue() -> AnyPanel:
    query = f"""
        SELECT a.risk, a.severity, a.title, a.subject_name, a.subject, a.subject_kind,
            extract(epoch FROM now() - a.first_detected_at)::float8 AS age,
            extract(epoch FROM a.due_at - now())::float8 AS due_in,
            a.evidence_count, a.evidence_value::float8 AS evidence_value, a.currency, a.state, a.typology,
            array_to_string(a.crimes, ', ') AS crimes, a.case_id, a.id, {WINDOW}
        FROM counterflow.alerts a WHERE {_WANTED}
        ORDER BY a.risk DESC, a.first_detected_at, a.id LIMIT 500
    """
    shown = {
        "risk": Column("Risk", SHARE, width=110, bar=True),
        "severity": Column("Severity", width=80),
        "title": Column("Alert", links=(links.alert(), links.to_desk("alert", "__data.fields.id")), width=420),
        "subject_name": Column("Subject", links=(links.subject(),), width=160),
        "subject": Column("Id", links=(links.subject(), links.to_desk("subject", "__data.fields.subject")), width=170),
        "subject_kind": Column("Type", width=100),
        "age": Column("Age", SECONDS, width=90),
        "due_in": Column("Due in", SECONDS, width=90),
        "evidence_count": Column("Transactions", COUNT, width=100),
        "evidence_value": Column("Value", MONEY, width=110),
        "currency": Column("in", width=50),
        "state": Column("State", width=80),
        "typology": Column("Typology"),
        "crimes": Column("Crimes"),
        "case_id": Column("Case", links=(links.to_desk("case", "__data.fields.case_id"),), width=120),
        "id": Column("Alert id", links=(links.alert(),), width=120),
        "from_ms": HIDDEN,
        "to_ms": HIDDEN,
    }
    meaning = (
        "The 500 first of the queue: highest risk first, then what waits longest. The risk is the subject's, from all"
        " its open alerts. A click leads to the alert here, or to the desk, where it is decided."
    )
    return rows(About("Queue", meaning, COUNT, (_TO_QUEUE,), width=WIDE, height=14), sql(query), shown)


def _gathered() -> list[AnyPanel]:
    def by(title: str, meaning: str, column: str, source: str, name: str) -> AnyPanel:
        link = links.Link(
            "Only these", f"/d/counterflow-desk?var-{name}=${{__data.fields.name:percentencode}}&${{__url_time_range}}"
        )
        query = f"""
            SELECT {column} AS name, count(DISTINCT a.id) AS alerts FROM {source}
            WHERE {_WANTED} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 15
        """
        return ranked(About(title, meaning, COUNT, (_TO_QUEUE,), width=THIRD, height=10), sql(query), (link,))

    alerts, evidence = (
        "counterflow.alerts a",
        "counterflow.alerts a JOIN counterflow.evidence e ON e.alert_id = a.id AND e.country <> ''",
    )
    return [
        by(
            "By crime",
            "Open alerts by crime; one that points to two counts in both.",
            "c.crime",
            f"{alerts} CROSS JOIN LATERAL unnest(a.crimes) AS c (crime)",
            "crime",
        ),
        by("By typology", "Open alerts by what was recognised.", "a.typology", alerts, "typology"),
        by(
            "By corridor",
            "Open alerts by the countries of counterparties in their evidence.",
            "e.country",
            evidence,
            "country",
        ),
        by("By subject type", "Open alerts by what their subjects are.", _KIND, alerts, "kind"),
    ]


def _ages() -> list[AnyPanel]:
    severities = ", ".join(
        f"count(*) FILTER (WHERE a.severity = '{each}') AS {each}" for each in ("low", "medium", "high", "critical")
    )
    bounds = "ARRAY[0, 1, 3, 7, 14, 30, 90]"
    spans = ("overdue", "under a day", *(f"{each} days" for each in ("1-2", "3-6", "7-13", "14-29", "30-89", "90+")))
    names = f"ARRAY[{', '.join(repr(each) for each in spans)}]"

    def by_days(title: str, meaning: str, span: str) -> AnyPanel:
        bucket = f"width_bucket((extract(epoch FROM {span}) / 86400)::float8, {bounds}::float8[])"
        query = f"""
            SELECT ({names})[{bucket} + 1] AS days, {severities} FROM counterflow.alerts a
            WHERE {_WANTED} GROUP BY {bucket} ORDER BY {bucket}
        """
        return columns(About(title, meaning, COUNT, (_TO_QUEUE,), width=THIRD, height=10), sql(query))

    return [
        by_days(
            "By age", "Open alerts by the days since they were raised, and severity.", "now() - a.first_detected_at"
        ),
        by_days(
            "By days to their end", "Open alerts by the days that are left. Overdue ones are first.", "a.due_at - now()"
        ),
    ]


def desk() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-desk",
        "What waits, what of it first, and where it gathers. Decisions are made at `counterflow desk`.",
        [
            Section("The queue", [*_figures(), _queue()]),
            Section("Where it gathers", [*_gathered(), *_ages()]),
        ],
        _filters(),
    )
