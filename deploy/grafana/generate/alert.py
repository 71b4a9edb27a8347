"""Alert: everything that is known of one."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate.alert_evidence import LINKS, THIS, decided, evidence, flow, history, unusual
from deploy.grafana.generate.page import DESK, Section, one, page
from deploy.grafana.generate.panels import (
    COUNT,
    HALF,
    MONEY,
    SECONDS,
    SHARE,
    SIXTH,
    About,
    AnyPanel,
    Column,
    number,
    rows,
)
from deploy.grafana.generate.queries import sql

_FROM = f"FROM counterflow.alerts a WHERE a.id = {THIS}"

_CHOICES = """
    SELECT id AS __value, subject_name || ': ' || title || ' (' || left(id, 8) || ')' AS __text FROM counterflow.alerts
    ORDER BY state IN ('open', 'escalated') DESC, risk DESC, first_detected_at, id LIMIT 1000
"""


def _figures() -> list[AnyPanel]:
    def figure(title: str, meaning: str, unit: str, what: str, *steps: tuple[float | None, str]) -> AnyPanel:
        about = About(title, meaning, unit, LINKS, width=SIXTH, height=4)
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
        WHERE a.id = {THIS} AND part.text <> '' ORDER BY part.place
    """
    shown = {"name": Column("About", width=240), "text": Column("In words", wrap=True)}
    about = About(
        "What happened",
        "In words, as the alert says it, and what to do about it.",
        "string",
        LINKS,
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
        WHERE a.id = {THIS} ORDER BY (c->>'decisive')::boolean DESC, c->>'signal'
    """
    shown = {
        "signal": Column("Signal"),
        "value": Column("Value", COUNT, width=80),
        "operator": Column("is", width=45),
        "bound": Column("Bound", COUNT, width=80),
        "margin": Column("Beyond by", COUNT, width=95),
        "unit": Column("Unit", width=75),
        "decisive": Column("Decisive", width=80),
    }
    meaning = (
        "Comparisons of the typology's condition that held, and by how much. Without a decisive one it had not fired."
    )
    return rows(About("Why it fired", meaning, COUNT, LINKS, width=HALF, height=12), sql(query), shown)


def alert() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-alert",
        "Everything that is known of one alert.",
        [
            Section("At a glance", [*_figures(), _told(), _compared()]),
            Section("Evidence", evidence()),
            Section("Money", [flow()]),
            Section("Before and after", [*history(), unusual(), decided()]),
        ],
        [one("alert", "Alert", "The alert that is shown.", _CHOICES), DESK],
    )
