"""Subject: one customer, account or wallet over time, as its alerts show it."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links, money
from deploy.grafana.generate.desk import WINDOW
from deploy.grafana.generate.page import DESK, Section, one, page
from deploy.grafana.generate.panels import (
    COUNT,
    DECISIONS,
    HIDDEN,
    MONEY,
    SHARE,
    SIXTH,
    WIDE,
    About,
    AnyPanel,
    Column,
    number,
    over_time,
    rows,
)
from deploy.grafana.generate.queries import sql, sql_series

_THIS = "${subject:sqlstring}"
_LINKS = (links.to_desk("subject", "subject"), links.Link("Back to the queue", "/d/counterflow-desk"))
_CHOICES = """
    SELECT id AS __value, coalesce(nullif(name, ''), id) || ' (' || id || ')' AS __text FROM counterflow.subjects
    ORDER BY open_alerts > 0 DESC, risk DESC NULLS LAST, id LIMIT 1000
"""


def _figures() -> list[AnyPanel]:
    def figure(title: str, meaning: str, unit: str, what: str, *steps: tuple[float | None, str]) -> AnyPanel:
        about = About(title, meaning, unit, _LINKS, width=SIXTH, height=4)
        return number(
            about, sql(f"SELECT {what} FROM counterflow.subjects s WHERE s.id = {_THIS}"), *steps, text=unit == "string"
        )

    return [
        figure(
            "Risk",
            "From all open alerts, as the newest live alert says.",
            SHARE,
            "s.risk",
            (None, "green"),
            (0.5, "orange"),
            (0.8, "red"),
        ),
        figure("Kind", "What the subject is.", "string", "coalesce(nullif(s.kind, ''), 'unknown') AS kind"),
        figure("Open alerts", "In the queue, escalated ones too.", COUNT, "s.open_alerts"),
        figure("Alerts", "All live alerts.", COUNT, "s.alerts"),
        figure("Shadow alerts", "Of typologies and models on trial.", COUNT, "s.shadow_alerts"),
        figure("Cases", "Groups of alerts that share evidence.", COUNT, "s.cases"),
    ]


def _alerts() -> AnyPanel:
    query = f"""
        SELECT a.detected_at, a.title, a.typology, a.severity, a.risk, a.state, a.topic, a.evidence_count,
            a.evidence_value::float8 AS evidence_value, a.case_id, a.id, {WINDOW}
        FROM counterflow.alerts a WHERE a.subject = {_THIS} ORDER BY a.detected_at DESC LIMIT 500
    """
    shown = {
        "detected_at": Column("Detected", width=170),
        "title": Column("Alert", links=(links.alert(), links.to_desk("alert", "__data.fields.id"))),
        "typology": Column("Typology", width=190),
        "severity": Column("Severity", width=80),
        "risk": Column("Risk", SHARE, width=110, bar=True),
        "state": Column("State", width=90),
        "topic": Column("Topic", width=120),
        "evidence_count": Column("Transactions", COUNT, width=100),
        "evidence_value": Column("Value", MONEY, width=110),
        "case_id": Column("Case", links=(links.to_desk("case", "__data.fields.case_id"),), width=120),
        "id": HIDDEN,
        "from_ms": HIDDEN,
        "to_ms": HIDDEN,
    }
    return rows(
        About("Alerts", "All alerts of the subject, the newest first.", COUNT, _LINKS, width=WIDE, height=9),
        sql(query),
        shown,
    )


def _over_time() -> list[AnyPanel]:
    risk = f"""
        SELECT r.detected_at AS time, 'risk' AS metric, max(r.risk) AS value
        FROM counterflow.alert_revisions r JOIN counterflow.alerts a ON a.id = r.alert_id
        WHERE a.subject = {_THIS} AND r.topic = 'alerts' AND $__timeFilter(r.detected_at) GROUP BY 1 ORDER BY 1
    """

    def signals(what: str) -> str:
        return f"""
            SELECT r.detected_at AS time, c->>'signal' AS metric, max({what}) AS value
            FROM counterflow.alert_revisions r JOIN counterflow.alerts a ON a.id = r.alert_id
            CROSS JOIN LATERAL jsonb_array_elements(r.record->'comparisons') AS c
            WHERE a.subject = {_THIS} AND $__timeFilter(r.detected_at) GROUP BY 1, 2 ORDER BY 1
        """

    told = "Only signals that fired are kept, so this is what revisions of alerts compared, not all that was computed."
    return [
        over_time(
            About("Risk", "The subject's risk with each revision of a live alert.", SHARE, _LINKS),
            sql_series(risk),
            points=True,
        ),
        over_time(
            About("Signals beyond their bounds", f"How many times its bound a signal was. {told}", "none", _LINKS),
            sql_series(signals("(c->>'value')::float8 / nullif((c->>'bound')::float8, 0)")),
            points=True,
        ),
        over_time(
            About("Signals", f"Values in the signals' own units. {told}", COUNT, _LINKS),
            sql_series(signals("(c->>'value')::float8")),
            points=True,
        ),
        over_time(
            About(
                "Money in and out",
                "Payments in the evidence of its alerts, in the base currency; what it received is above zero.",
                MONEY,
                _LINKS,
            ),
            sql_series(
                f"""
                SELECT n.time, n.direction AS metric,
                    sum(CASE n.direction WHEN 'in' THEN n.value ELSE -n.value END)::float8 AS value
                FROM (SELECT DISTINCT transaction_id, time, direction, value FROM counterflow.subject_neighbours
                    WHERE subject = {_THIS}) n
                WHERE $__timeFilter(n.time) GROUP BY 1, 2 ORDER BY 1
                """
            ),
            points=True,
        ),
    ]


_PAID = f"""
    SELECT DISTINCT n.transaction_id, n.neighbour, n.direction, n.value, n.time
    FROM counterflow.subject_neighbours n WHERE n.subject = {_THIS}
"""

_NAMES = f"""
    SELECT e.counterparty AS id, max(e.counterparty_name) AS name
    FROM counterflow.evidence e JOIN counterflow.alerts a ON a.id = e.alert_id
    WHERE a.subject = {_THIS} GROUP BY e.counterparty
"""


def _neighbours() -> list[AnyPanel]:
    listed = f"""
        WITH paid AS ({_PAID}), names AS ({_NAMES})
        SELECT p.neighbour, coalesce(nullif(s.name, ''), max(n.name)) AS name, s.risk,
            coalesce(s.open_alerts, 0) AS open_alerts, count(*) FILTER (WHERE p.direction = 'in') AS received_from,
            coalesce(sum(p.value) FILTER (WHERE p.direction = 'in'), 0)::float8 AS value_in,
            count(*) FILTER (WHERE p.direction = 'out') AS paid_to,
            coalesce(sum(p.value) FILTER (WHERE p.direction = 'out'), 0)::float8 AS value_out, max(p.time) AS last
        FROM paid p LEFT JOIN counterflow.subjects s ON s.id = p.neighbour LEFT JOIN names n ON n.id = p.neighbour
        GROUP BY p.neighbour, s.id ORDER BY coalesce(sum(p.value), 0) DESC, 1 LIMIT 200
    """
    shown = {
        "neighbour": Column("Neighbour", links=(links.subject("neighbour"),)),
        "name": Column("Name"),
        "risk": Column("Risk", SHARE, width=110, bar=True),
        "open_alerts": Column("Open alerts", COUNT, width=90),
        "received_from": Column("Payments in", COUNT, width=100),
        "value_in": Column("Value in", MONEY, width=110),
        "paid_to": Column("Payments out", COUNT, width=100),
        "value_out": Column("Value out", MONEY, width=110),
        "last": Column("Last", width=170),
    }
    flows = f"""
        SELECT DISTINCT ON (e.transaction_id, e.debtor, e.creditor) e.debtor, e.creditor, e.amount, e.currency, e.value,
            a.currency AS base, e.time, e.on_path, e.of_alert
        FROM counterflow.edges e JOIN counterflow.alerts a ON a.id = e.alert_id
        WHERE a.subject = {_THIS} AND {_THIS} IN (e.debtor, e.creditor)
        ORDER BY e.transaction_id, e.debtor, e.creditor, e.on_path DESC
    """
    meaning = (
        "Who paid it, on the left, and whom it paid, on the right, as its alerts show it. The thicker a line, the more"
        " it carried; rest on it or on a circle for amounts. In circles: received and sent here, in the base currency."
    )
    graph = money.flow(About("Neighbours", meaning, "string", _LINKS, width=WIDE, height=19), flows, _THIS, _NAMES)
    return [
        graph,
        rows(
            About(
                "Neighbours by value",
                "The same as a table, in the base currency.",
                COUNT,
                _LINKS,
                width=WIDE,
                height=12,
            ),
            sql(listed),
            shown,
        ),
    ]


def _decided() -> AnyPanel:
    query = f"""
        SELECT d.decided_at, d.typology, d.verdict, d.reason, d.decided_by, d.note, d.snoozed_until, d.allowed
        FROM counterflow.dispositions d WHERE d.subject = {_THIS}
        ORDER BY d.decided_at DESC NULLS LAST, d.published_at DESC
    """
    about = About(
        "Decisions",
        "What analysts decided about its alerts. Empty until somebody does.",
        "string",
        _LINKS,
        width=WIDE,
        height=7,
    )
    return rows(about, sql(query), DECISIONS)


def subject() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-subject",
        "One customer, account or wallet over time, as its alerts show it.",
        [
            Section("At a glance", [*_figures(), _alerts()]),
            Section("Over time", _over_time()),
            Section("Neighbours and decisions", [*_neighbours(), _decided()]),
        ],
        [one("subject", "Subject", "The subject that is shown.", _CHOICES), DESK],
    )
