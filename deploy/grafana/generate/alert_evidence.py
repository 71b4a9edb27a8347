"""Alert, its second half: the evidence, the money, and what was before and after."""

from __future__ import annotations

from deploy.grafana.generate import links, money
from deploy.grafana.generate.desk import WINDOW
from deploy.grafana.generate.panels import (
    COUNT,
    DECISIONS,
    HALF,
    HIDDEN,
    MONEY,
    SHARE,
    WIDE,
    About,
    AnyPanel,
    Column,
    over_time,
    rows,
)
from deploy.grafana.generate.queries import sql, sql_series

THIS = "${alert:sqlstring}"
LINKS = (links.to_desk("alert", "alert"), links.Link("Back to the queue", "/d/counterflow-desk"))


def evidence() -> list[AnyPanel]:
    """Transactions over time, and listed."""
    series = f"""
        SELECT e.time, e.direction || ' ' || e.channel AS metric, coalesce(e.value, e.amount)::float8 AS value
        FROM counterflow.evidence e WHERE e.alert_id = {THIS} AND $__timeFilter(e.time) ORDER BY e.time
    """
    listed = f"""
        SELECT e.time, e.direction, e.amount::float8 AS amount, e.currency, e.channel, e.counterparty_name,
            e.counterparty, e.country, e.account, e.remittance, e.transaction_id
        FROM counterflow.evidence e WHERE e.alert_id = {THIS} ORDER BY e.time DESC LIMIT 1000
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
                LINKS,
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
                LINKS,
                width=WIDE,
                height=10,
            ),
            sql(listed),
            shown,
        ),
    ]


def flow() -> AnyPanel:
    """The money as a graph."""
    paid = f"""
        SELECT e.debtor, e.creditor, e.amount, e.currency, e.value, a.currency AS base, e.time, e.on_path, e.of_alert
        FROM counterflow.edges e JOIN counterflow.alerts a ON a.id = e.alert_id WHERE e.alert_id = {THIS}
    """
    names = f"""
        SELECT counterparty AS id, max(counterparty_name) AS name FROM counterflow.evidence
        WHERE alert_id = {THIS} GROUP BY counterparty
    """
    meaning = (
        "Money around the alert, from left to right: evidence, and a network's paths in purple. The thicker a line, the"
        " more it carried; rest on it or on a circle for amounts. In circles: received and sent here, in the base"
        " currency."
    )
    about = About("Where the money went", meaning, "string", LINKS, width=WIDE, height=19)
    return money.flow(about, paid, f"(SELECT subject FROM counterflow.alerts WHERE id = {THIS})", names)


def history() -> list[AnyPanel]:
    """The subject's alerts, and the alert's own revisions."""
    others = f"""
        SELECT a.detected_at, a.title, a.severity, a.risk, a.state, a.evidence_count,
            a.evidence_value::float8 AS evidence_value,
            CASE WHEN a.case_id = this.case_id THEN 'this one' ELSE '' END AS same_case, a.id, {WINDOW}
        FROM counterflow.alerts this JOIN counterflow.alerts a ON a.subject = this.subject
        WHERE this.id = {THIS} ORDER BY a.detected_at DESC LIMIT 200
    """
    revisions = f"""
        SELECT r.revision, r.topic, r.detected_at, r.severity, r.risk, r.evidence_count,
            r.evidence_value::float8 AS evidence_value, r.published_at
        FROM counterflow.alert_revisions r WHERE r.alert_id = {THIS} ORDER BY r.revision DESC, r.topic
    """
    figures = {
        "severity": Column("Severity", width=80),
        "risk": Column("Risk", SHARE, width=100, bar=True),
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
        "revision": Column("No.", width=50),
        "topic": Column("Topic", width=90),
        "detected_at": Column("Detected", width=170),
        "published_at": Column("Published"),
    }
    return [
        rows(
            About(
                "The subject's alerts",
                "All alerts of the same subject, this one too.",
                COUNT,
                LINKS,
                width=WIDE,
                height=8,
            ),
            sql(others),
            shown,
        ),
        rows(
            About(
                "Revisions",
                "How the alert grew: everything that was published of it.",
                COUNT,
                LINKS,
                width=HALF,
                height=7,
            ),
            sql(revisions),
            versions,
        ),
    ]


def unusual() -> AnyPanel:
    """What a model said."""
    query = f"""
        SELECT u->>'signal' AS signal, (u->>'value')::float8 AS value, (u->>'low')::float8 AS low,
            (u->>'high')::float8 AS high, u->>'unit' AS unit, (u->>'score')::float8 AS score
        FROM counterflow.alerts a
        CROSS JOIN LATERAL jsonb_array_elements(a.record->'unusual') WITH ORDINALITY AS each (u, place)
        WHERE a.id = {THIS} ORDER BY place
    """
    shown = {"low": Column("Usual from"), "high": Column("Usual up to"), "score": Column("Score without it", SHARE)}
    meaning = "For an alert of the model: what made the movement stand out, the strongest first. Empty for others."
    return rows(
        About(
            "What a model found unusual",
            meaning,
            COUNT,
            (*LINKS, links.dashboard("counterflow-model")),
            width=HALF,
            height=7,
        ),
        sql(query),
        shown,
    )


def decided() -> AnyPanel:
    """What analysts said."""
    query = f"""
        SELECT d.decided_at, d.verdict, d.reason, d.decided_by, d.note, d.snoozed_until, d.allowed
        FROM counterflow.dispositions d WHERE d.alert_id = {THIS}
        ORDER BY d.decided_at DESC NULLS LAST, d.published_at DESC
    """
    meaning = "What analysts decided about it, the newest first. Empty until somebody does."
    return rows(
        About("Decisions", meaning, "string", LINKS, width=WIDE, height=7),
        sql(query),
        DECISIONS,
    )
