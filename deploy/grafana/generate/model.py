"""Model: what it says, whether it still sees what it was trained on, and the one on trial beside it."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import PROMETHEUS, Section, page
from deploy.grafana.generate.panels import (
    COUNT,
    HALF,
    HIDDEN,
    MOMENT,
    PER_SECOND,
    SECONDS,
    SHARE,
    SIXTH,
    THIRD,
    About,
    AnyPanel,
    Column,
    bars_over_time,
    metrics,
    number,
    over_time,
    rows,
)
from deploy.grafana.generate.queries import Query, or_zero, promql, promql_now, sql, sql_series

_LINKS = (links.dashboard("counterflow-typologies"), links.ALARMS)


def _now() -> list[AnyPanel]:
    def figure(
        title: str, meaning: str, expression: str, *steps: tuple[float | None, str], unit: str = COUNT
    ) -> AnyPanel:
        return number(metrics(title, meaning, unit, _LINKS, SIXTH, 5), promql(expression, "{{role}}"), *steps)

    return [
        figure(
            "In force",
            "1 while the model of the settings is in force as its files are.",
            "min by (role) (counterflow_model_up)",
            (None, "red"),
            (1, "green"),
        ),
        rows(
            metrics("Versions", "Versions in force: champion, and challenger on trial.", "string", _LINKS, THIRD, 5),
            promql_now("count by (role, version) (counterflow_model_info == 1)"),
            {
                "Time": HIDDEN,
                "role": Column("Role", width=110),
                "version": Column("Version"),
                "Value": Column("Workers", COUNT, width=80),
            },
        ),
        figure(
            "Loaded",
            "When the model in force was loaded.",
            "max by (role) (counterflow_model_loaded_timestamp_seconds) * 1000",
            unit=MOMENT,
        ),
        figure(
            "Refused or broken",
            "Models that were refused, or broke in use, since the start.",
            or_zero("sum by (role) (counterflow_model_failures_total)"),
            (None, "green"),
            (1, "red"),
        ),
        figure(
            "Sample",
            "Movements in the sample that drift is told from; fewer than 500 tell nothing.",
            "sum by (role) (counterflow_drift_sample_rows)",
        ),
    ]


def _scores() -> list[AnyPanel]:
    tail = "counterflow_model_anomaly_tail"

    def share(bound: str, ref: str) -> Query:
        below = f'sum by (role) (rate({tail}_bucket{{le="{bound}"}}[$__rate_interval]))'
        return promql(
            f"{below} / sum by (role) (rate({tail}_count[$__rate_interval]))", f"{{{{role}}}} below {bound}", ref
        )

    shares = [share(bound, ref) for bound, ref in (("0.01", "A"), ("0.1", "B"), ("0.5", "C"))]
    return [
        over_time(
            metrics(
                "Scores",
                "Share of sampled movements with a tail below each bound. Below 0.1 a tenth should be, and so on.",
                SHARE,
                _LINKS,
                HALF,
                9,
            ),
            *shares,
        ),
        over_time(
            metrics("Scored", "Movements that a model scored.", PER_SECOND, _LINKS, 6, 9),
            promql("sum by (role) (rate(counterflow_model_scored_total[$__rate_interval]))", "{{role}}"),
        ),
        over_time(
            metrics("Time to score", "Mean seconds to score the movements of one step.", SECONDS, _LINKS, 6, 9),
            promql(
                'sum by (stage) (rate(counterflow_stage_seconds_sum{stage=~"score_.*"}[$__rate_interval]))'
                ' / sum by (stage) (rate(counterflow_stage_seconds_count{stage=~"score_.*"}[$__rate_interval]))',
                "{{stage}}",
            ),
        ),
    ]


def _drift() -> list[AnyPanel]:
    rule = "0.1 is a little, 0.25 another population."
    return [
        over_time(
            metrics(
                "Drift of the score",
                f"Population stability index of the tail against training: {rule}",
                COUNT,
                _LINKS,
                THIRD,
                9,
            ),
            promql("avg by (role) (counterflow_model_score_psi)", "{{role}}"),
        ),
        over_time(
            metrics("Drift of signals", f"The ten signals that drifted the furthest: {rule}", COUNT, _LINKS, THIRD, 9),
            promql("topk(10, avg by (signal) (counterflow_signal_psi))", "{{signal}}"),
        ),
        over_time(
            metrics(
                "Unknown values", "Values that a median stood for, for each movement scored.", COUNT, _LINKS, THIRD, 9
            ),
            promql(
                "sum by (role) (rate(counterflow_model_imputed_total[$__rate_interval]))"
                " / sum by (role) (rate(counterflow_model_scored_total[$__rate_interval]))",
                "{{role}}",
            ),
        ),
        rows(
            metrics("Signals that drifted", "Index beyond 0.1 now.", COUNT, _LINKS, HALF, 10),
            promql_now("sort_desc(avg by (signal) (counterflow_signal_psi) > 0.1)"),
            {"Time": HIDDEN, "signal": Column("Signal"), "Value": Column("Index", COUNT)},
        ),
        rows(
            metrics(
                "Signals that went stale",
                "Varied in training, and now unknown (silent) or always the same (constant).",
                "string",
                _LINKS,
                HALF,
                10,
            ),
            promql_now("max by (signal, state) (counterflow_signal_stale == 1)"),
            {"Time": HIDDEN, "Value": HIDDEN, "signal": Column("Signal"), "state": Column("State")},
        ),
    ]


_MODELLED = "a.model_version IS NOT NULL AND $__timeFilter(a.detected_at)"
_ROLE = "CASE WHEN coalesce((a.record->>'challenger')::boolean, false) THEN 'challenger' ELSE 'champion' END"


def _trial() -> list[AnyPanel]:
    days = f"""
        SELECT date_trunc('day', a.detected_at) AS time, {_ROLE} AS metric, count(*)::float8 AS value
        FROM counterflow.alerts a WHERE {_MODELLED} GROUP BY 1, 2 ORDER BY 1
    """
    agreed = f"""
        WITH found AS (SELECT DISTINCT a.subject, {_ROLE} AS role FROM counterflow.alerts a WHERE {_MODELLED}),
        each AS (SELECT subject, array_agg(role ORDER BY role) AS roles FROM found GROUP BY subject)
        SELECT CASE WHEN cardinality(roles) = 2 THEN 'both' ELSE roles[1] || ' alone' END AS flagged_by,
            count(*) AS subjects
        FROM each GROUP BY 1 ORDER BY 1
    """
    versions = f"""
        SELECT {_ROLE} AS role, a.model_version, count(*) AS alerts, count(DISTINCT a.subject) AS subjects,
            count(*) FILTER (WHERE a.state = 'escalated') AS escalated,
            count(*) FILTER (WHERE a.state = 'closed') AS closed, max(a.detected_at) AS last
        FROM counterflow.alerts a WHERE {_MODELLED} GROUP BY 1, 2 ORDER BY 1, 2
    """
    desk = (links.dashboard("counterflow-desk"),)
    return [
        bars_over_time(
            About(
                "Alerts of the models",
                "By day, the champion's and the challenger's, which stay in shadow.",
                COUNT,
                desk,
                width=10,
                height=9,
            ),
            sql_series(days),
        ),
        rows(
            About(
                "Do they agree",
                "Subjects that champion, challenger or both flagged in the time that is shown.",
                COUNT,
                desk,
                width=5,
                height=9,
            ),
            sql(agreed),
            {"flagged_by": Column("Flagged by"), "subjects": Column("Subjects", COUNT)},
        ),
        rows(
            About(
                "By version",
                "Alerts by the version of the model that made them, and what analysts decided.",
                COUNT,
                desk,
                width=9,
                height=9,
            ),
            sql(versions),
            {
                "role": Column("Role"),
                "model_version": Column("Version"),
                "alerts": Column("Alerts", COUNT),
                "subjects": Column("Subjects", COUNT),
            },
        ),
    ]


def model() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-model",
        "What the model says, whether it still sees what it was trained on, and the one on trial beside it.",
        [
            Section("In force", _now()),
            Section("Scores", _scores()),
            Section("Drift", _drift()),
            Section("Champion and challenger", _trial()),
        ],
        [PROMETHEUS],
    )
