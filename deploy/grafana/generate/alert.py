"""Alert: everything that is known of one."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.desk import WINDOW
from deploy.grafana.generate.page import DESK, Section, one, page
from deploy.grafana.generate.panels import (
    COUNT,
    HALF,
    HIDDEN,
    MONEY,
    SECONDS,
    SHARE,
    SIXTH,
    WIDE,
    About,
    AnyPanel,
    Column,
    network,
    number,
    over_time,
    rows,
)
from deploy.grafana.generate.queries import sql, sql_series

_THIS = "${alert:sqlstring}"
_FROM = f"FROM counterflow.alerts a WHERE a.id = {_THIS}"
_DECIDE = links.to_desk("alerts", "alert")
_LINKS = (_DECIDE, links.Link("Back to the queue", "/d/counterflow-desk"))

_CHOICES = """
    SELECT id AS __value, subject_name || ': ' || title || ' (' || left(id, 8) || ')' AS __text FROM counterflow.alerts
    ORDER BY state IN ('open', 'escalated') DESC, risk DESC, first_detected_at, id LIMIT 1000
"""


def _figures() -> list[AnyPanel]:
    def figure(title: str, meaning: str, unit: str, what: str, *steps: tuple[float | None, str]) -> AnyPanel:
        about = About(title, meaning, unit, _LINKS, width=SIXTH, height=4)
        return number(about, sql(f"SELECT {what} {_FROM}"), *steps, text=unit == "string")

    return [
        figure(
            "Subject's risk",
            "From all open alerts of the subject, as of this alert's newest revision.",
            SHARE,
            "a.risk",
            (None, "green"),
            (0.5, "orange"),
            (0.8, "red"),
        ),
        figure("Severity", "What the risk amounts to.", "string", "a.severity"),
        figure(
            "State",
            "open, escalated or closed by the newest decision; shadow, suppressed and due are not in the queue.",
            "string",
            "a.state",
        ),
        figure(
            "Due in",
            "Until the time that the typology's runbook gives; below zero it is overdue.",
            SECONDS,
            "extract(epoch FROM a.due_at - now())::float8 AS due",
            (None, "red"),
            (0, "green"),
        ),
        figure("Transactions", "Of all evidence, also of what is no longer listed.", COUNT, "a.evidence_count"),
        figure("Value", "Of all evidence, in the base currency.", MONEY, "a.evidence_value::float8 AS value"),
    ]


_PARTS = (
    ("Subject", "a.subject_name || ', ' || a.subject || ', ' || a.subject_kind"),
    ("Recognised as", "a.title || ' (' || a.typology || ')'"),
    ("Points to", "array_to_string(a.crimes, ', ')"),
    ("What happened", "a.narrative"),
    ("What would have kept it quiet", "a.record->>'counterfactual'"),
    ("What to do", "a.record->>'recommended_action'"),
    ("Runbook", "a.record->>'runbook'"),
    (
        "Honest behaviour like it",
        "(SELECT string_agg(f, '; ') FROM jsonb_array_elements_text(a.record->'false_positives') f)",
    ),
    ("Held back by", "a.record->'suppressed'->>'decided_by'"),
    ("Model", "a.model_version"),
)


def _told() -> AnyPanel:
    parts = ", ".join(f"({place}, '{name}', {text})" for place, (name, text) in enumerate(_PARTS))
    query = f"""
        SELECT part.name, part.text FROM counterflow.alerts a
        CROSS JOIN LATERAL (VALUES {parts}) AS part (place, name, text)
        WHERE a.id = {_THIS} AND part.text <> '' ORDER BY part.place
    """
    shown = {"name": Column("", width=180), "text": Column("", wrap=True)}
    about = About(
        "What happened",
        "In words, as the alert says it, and what to do about it.",
        "string",
        _LINKS,
        width=HALF,
        height=12,
    )
    return rows(about, sql(query), shown)


def _compared() -> AnyPanel:
    query = f"""
        SELECT c->>'signal' AS signal, (c->>'value')::float8 AS value, c->>'operator' AS operator,
            (c->>'bound')::float8 AS bound, (c->>'margin')::float8 AS margin, c->>'unit' AS unit,
            CASE WHEN (c->>'decisive')::boolean THEN 'yes' ELSE '' END AS decisive
        FROM counterflow.alerts a CROSS JOIN LATERAL jsonb_array_elements(a.record->'comparisons') AS c
        WHERE a.id = {_THIS} ORDER BY (c->>'decisive')::boolean DESC, c->>'signal'
    """
    shown = {
        "signal": Column("Signal", width=260),
        "value": Column("Value", COUNT, width=90),
        "operator": Column("is", width=50),
        "bound": Column("Bound", COUNT, width=90),
        "margin": Column("Beyond by", COUNT, width=100),
        "unit": Column("Unit", width=90),
        "decisive": Column("Decisive"),
    }
    meaning = (
        "Comparisons of the typology's condition that held, and by how much. Without a decisive one it had not fired."
    )
    return rows(About("Why it fired", meaning, COUNT, _LINKS, width=HALF, height=12), sql(query), shown)


def _evidence() -> list[AnyPanel]:
    series = f"""
        SELECT e.time, e.direction || ' ' || e.channel AS metric, coalesce(e.value, e.amount)::float8 AS value
        FROM counterflow.evidence e WHERE e.alert_id = {_THIS} AND $__timeFilter(e.time) ORDER BY e.time
    """
    listed = f"""
        SELECT e.time, e.direction, e.amount::float8 AS amount, e.currency, e.channel, e.counterparty_name,
            e.counterparty,            e.country, e.account, e.remittance, e.transaction_id
        FROM counterflow.evidence e WHERE e.alert_id = {_THIS} ORDER BY e.time DESC LIMIT 1000
    """
    shown = {
        "time": Column("Time", width=170),
        "direction": Column("Direction", width=80),
        "amount": Column("Amount", MONEY, width=110),
        "currency": Column("in", width=50),
        "channel": Column("Channel", width=90),
        "counterparty_name": Column("Counterparty", width=180),
        "counterparty": Column("Id", links=(links.subject("counterparty"),), width=180),
        "country": Column("Country", width=70),
        "account": Column("Account", width=150),
        "remittance": Column("Remittance"),
        "transaction_id": Column("Transaction", width=140),
    }
    return [
        over_time(
            About(
                "Evidence over time",
                "Each transaction by its value in the base currency, or its amount where there is no rate.",
                MONEY,
                _LINKS,
                width=WIDE,
            ),
            sql_series(series),
            points=True,
        ),
        rows(
            About(
                "Evidence",
                "The 1,000 newest transactions that the alert rests on, from all its revisions.",
                COUNT,
                _LINKS,
                width=WIDE,
                height=10,
            ),
            sql(listed),
            shown,
        ),
    ]


def _flow() -> AnyPanel:
    nodes = f"""
        SELECT id, title, subtitle, mainstat, secondarystat, color, highlighted, detail__risk,
            detail__open_alerts, detail__kind
        FROM counterflow.node_graph_nodes WHERE alert_id = {_THIS}
    """
    edges = f"""
        SELECT id, source, target, mainstat, secondarystat, detail__on_path::text AS detail__on_path,
            detail__first::text AS detail__first, detail__last::text AS detail__last, detail__of_alert
        FROM counterflow.node_graph_edges WHERE alert_id = {_THIS}
    """
    meaning = (
        "Money around the alert: evidence, and a network's paths. Red: the subject. Orange: others with open alerts."
    )
    panel = network(
        About("Where the money went", meaning, "string", _LINKS, width=WIDE, height=14),
        sql(nodes, "nodes"),
        sql(edges, "edges"),
    )
    panel.data_links([links.subject("id").built()])
    return panel


def _history() -> list[AnyPanel]:
    others = f"""
        SELECT a.detected_at, a.title, a.severity, a.risk, a.state, a.evidence_count,
            a.evidence_value::float8 AS evidence_value,
            CASE WHEN a.case_id = this.case_id THEN 'this one' ELSE '' END AS same_case, a.id, {WINDOW}
        FROM counterflow.alerts this JOIN counterflow.alerts a ON a.subject = this.subject
        WHERE this.id = {_THIS} ORDER BY a.detected_at DESC LIMIT 200
    """
    revisions = f"""
        SELECT r.revision, r.topic, r.detected_at, r.severity, r.risk, r.evidence_count,
            r.evidence_value::float8 AS evidence_value, r.published_at
        FROM counterflow.alert_revisions r WHERE r.alert_id = {_THIS} ORDER BY r.revision DESC, r.topic
    """
    figures = {
        "severity": Column("Severity", width=80),
        "risk": Column("Risk", SHARE, width=110, bar=True),
        "evidence_count": Column("Transactions", COUNT, width=100),
        "evidence_value": Column("Value", MONEY, width=110),
    }
    shown = {
        **figures,
        "detected_at": Column("Detected", width=170),
        "title": Column("Alert", links=(links.alert(),)),
        "state": Column("State", width=90),
        "same_case": Column("Case", width=80),
        "id": HIDDEN,
        "from_ms": HIDDEN,
        "to_ms": HIDDEN,
    }
    versions = {
        **figures,
        "revision": Column("Revision", width=80),
        "topic": Column("Topic", width=140),
        "detected_at": Column("Detected", width=170),
        "published_at": Column("Published"),
    }
    return [
        rows(
            About(
                "The subject's alerts",
                "All alerts of the same subject, this one too.",
                COUNT,
                _LINKS,
                width=HALF,
                height=9,
            ),
            sql(others),
            shown,
        ),
        rows(
            About(
                "Revisions",
                "How the alert grew: everything that was published of it.",
                COUNT,
                _LINKS,
                width=HALF,
                height=9,
            ),
            sql(revisions),
            versions,
        ),
    ]


def _unusual() -> AnyPanel:
    query = f"""
        SELECT u->>'signal' AS signal, (u->>'value')::float8 AS value, (u->>'low')::float8 AS low,
            (u->>'high')::float8 AS high, u->>'unit' AS unit, (u->>'score')::float8 AS score
        FROM counterflow.alerts a
        CROSS JOIN LATERAL jsonb_array_elements(a.record->'unusual') WITH ORDINALITY AS each (u, place)
        WHERE a.id = {_THIS} ORDER BY place
    """
    shown = {"low": Column("Usual from"), "high": Column("Usual up to"), "score": Column("Score without it", SHARE)}
    meaning = "For an alert of the model: what made the movement stand out, the strongest first. Empty for others."
    return rows(
        About(
            "What a model found unusual",
            meaning,
            COUNT,
            (*_LINKS, links.dashboard("counterflow-model")),
            width=HALF,
            height=7,
        ),
        sql(query),
        shown,
    )


def _decided() -> AnyPanel:
    query = f"""
        SELECT d.decided_at, d.verdict, d.reason, d.decided_by, d.note, d.snoozed_until, d.allowed
        FROM counterflow.dispositions d WHERE d.alert_id = {_THIS}
        ORDER BY d.decided_at DESC NULLS LAST, d.published_at DESC
    """
    meaning = "What analysts decided about it, the newest first. Empty until somebody does."
    return rows(
        About("Decisions", meaning, "string", _LINKS, width=HALF, height=7),
        sql(query),
        {"note": Column("Note", wrap=True)},
    )


def alert() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-alert",
        "Everything that is known of one alert.",
        [
            Section("At a glance", [*_figures(), _told(), _compared()]),
            Section("Evidence", _evidence()),
            Section("Money", [_flow()]),
            Section("Before and after", [*_history(), _unusual(), _decided()]),
        ],
        [one("alert", "Alert", "The alert that is shown.", _CHOICES), DESK],
    )
