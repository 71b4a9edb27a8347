"""Typology health: does each find something, is it right, and is anybody flooded."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import PROMETHEUS, Section, page
from deploy.grafana.generate.panels import (
    COUNT,
    HIDDEN,
    MOMENT,
    SHARE,
    SIXTH,
    THIRD,
    WIDE,
    About,
    AnyPanel,
    Column,
    bars_over_time,
    columns,
    metrics,
    number,
    over_time,
    ranked,
    rows,
)
from deploy.grafana.generate.queries import or_zero, promql, promql_now, sql, sql_series

_LINKS = (links.dashboard("counterflow-desk"), links.ALARMS)
_PROMETHEUS_COLUMNS = {"Time": HIDDEN, "Value": HIDDEN, "typology": Column("Typology")}
_KNOWN = "group by (typology) (counterflow_verdicts_total)"


def _published(topics: str) -> str:
    """Alerts by typology in the time that is shown. A series begins with its first alert, which is no increase."""
    series = f'counterflow_alerts_total{{topic=~"{topics}"}}'
    new = f"({series} unless {series} offset $__range)"
    return f"sum by (typology) (increase({series}[$__range]) > 0 or {new})"


_FIRED = _published("alerts|alerts.suppressed")
_ANYTHING = _published("alerts|alerts.suppressed|alerts.shadow|reports.due")


def _now() -> list[AnyPanel]:
    def figure(
        title: str, meaning: str, expression: str, *steps: tuple[float | None, str], unit: str = COUNT
    ) -> AnyPanel:
        return number(metrics(title, meaning, unit, _LINKS, SIXTH, 4), promql(expression), *steps)

    return [
        figure("In force", "Typologies of the catalogue in force.", f"count({_KNOWN})"),
        figure(
            "Cannot fire",
            "Typologies that need fields which nothing so far filled.",
            or_zero("count(group by (typology) (counterflow_typology_inactive == 1))"),
        ),
        figure(
            "Catalogues",
            "Digests in force over all workers: more than one, and workers judge by different rules.",
            "count(group by (digest) (counterflow_catalogue_info == 1))",
            (None, "green"),
            (2, "red"),
        ),
        figure(
            "Loaded",
            "When the newest catalogue in force was loaded.",
            "max(counterflow_catalogue_loaded_timestamp_seconds) * 1000",
            unit=MOMENT,
        ),
        figure(
            "Refused edits",
            "Edits of the catalogue's files that were refused since the start.",
            or_zero("sum(counterflow_catalogue_reload_failures_total)"),
            (None, "green"),
            (1, "orange"),
        ),
        figure(
            "Held back",
            "Alerts that a decision held back, since the start, revisions apart.",
            or_zero("sum(counterflow_suppressed_total)"),
        ),
    ]


def _volume() -> list[AnyPanel]:
    days = """
        SELECT day::timestamptz AS time, typology AS metric, sum(alerts)::float8 AS value
        FROM counterflow.alerts_per_day
        WHERE topic IN ('alerts', 'reports.due') AND $__timeFilter(day::timestamptz) GROUP BY 1, 2 ORDER BY 1
    """
    trial = """
        SELECT typology, count(*) FILTER (WHERE topic = 'alerts') AS live,
            count(*) FILTER (WHERE topic = 'alerts.shadow') AS shadow,
            count(*) FILTER (WHERE topic = 'alerts.suppressed') AS suppressed
        FROM counterflow.alerts WHERE $__timeFilter(detected_at) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 20
    """
    return [
        bars_over_time(
            About(
                "Alerts by day",
                "Live alerts and due reports by the day of the newest revision, in event time.",
                COUNT,
                _LINKS,
                width=WIDE,
                height=9,
            ),
            sql_series(days),
        ),
        over_time(
            metrics("Alerts as they come", "First revisions of live alerts, by typology, each hour.", COUNT, _LINKS),
            promql(
                "sum by (typology)"
                ' (rate(counterflow_alerts_total{topic="alerts",status="new"}[$__rate_interval])) * 3600 > 0',
                "{{typology}}",
            ),
        ),
        columns(
            About(
                "Shadow against live",
                "Alerts by where they were published: of the 20 typologies with the most.",
                COUNT,
                _LINKS,
            ),
            sql(trial),
        ),
    ]


def _right() -> list[AnyPanel]:
    precision = """
        SELECT p.typology, p.precision, p.useful, p.useless, p.decided, a.alerts, a.open
        FROM counterflow.typology_precision p LEFT JOIN (
            SELECT typology, count(*) AS alerts, count(*) FILTER (WHERE state = 'open') AS open
            FROM counterflow.alerts WHERE topic = 'alerts' GROUP BY 1
        ) a USING (typology) ORDER BY p.precision NULLS LAST, p.decided DESC
    """
    shown = {
        "typology": Column("Typology"),
        "precision": Column("Precision", SHARE, bar=True),
        "useful": Column("Escalated", COUNT, width=90),
        "useless": Column("False positive", COUNT, width=110),
        "decided": Column("Decided", COUNT, width=90),
        "alerts": Column("Live alerts", COUNT, width=90),
        "open": Column("Open", COUNT, width=80),
    }
    verdicts = """
        SELECT coalesce(nullif(concat_ws(': ', verdict, reason), ''), 'unknown') AS verdict,
            sum(verdicts)::bigint AS verdicts
        FROM counterflow.verdicts_by_typology GROUP BY 1 ORDER BY 2 DESC
    """
    return [
        rows(
            About(
                "Precision",
                "Escalated alerts among those escalated or closed as false positives; the worst first.",
                COUNT,
                _LINKS,
                height=10,
            ),
            sql(precision),
            shown,
        ),
        ranked(
            About(
                "Decisions",
                "Verdicts of all typologies, with the reason for closing.",
                COUNT,
                _LINKS,
                width=6,
                height=10,
            ),
            sql(verdicts),
        ),
        number(
            metrics(
                "Precision, as workers see it",
                "Escalated among escalated and false positives over the time that is shown.",
                SHARE,
                _LINKS,
                6,
                10,
            ),
            promql_now(  # a sum over so long a time, at every point of a line, would be too much to ask
                'sum(increase(counterflow_verdicts_total{verdict="escalate"}[$__range]))'
                " / sum(increase(counterflow_verdicts_total"
                '{verdict=~"escalate|close",reason=~"|false_positive"}[$__range]))',
                "all typologies",
            ),
        ),
    ]


def _silent() -> list[AnyPanel]:
    def listed(title: str, meaning: str, expression: str, *others: str) -> AnyPanel:
        shown = {**_PROMETHEUS_COLUMNS, **{each: Column(each.capitalize()) for each in others}}
        return rows(metrics(title, meaning, "string", _LINKS, THIRD, 12), promql_now(expression), shown)

    return [
        rows(
            metrics(
                "Silence",
                "What each typology in force published in the time that is shown, or in shadow; silent ones are first.",
                COUNT,
                _LINKS,
                THIRD,
                12,
            ),
            promql_now(f"sort(round({_ANYTHING} or on(typology) 0 * {_KNOWN}))"),
            {"Time": HIDDEN, "typology": Column("Typology"), "Value": Column("Alerts", COUNT)},
        ),
        listed(
            "What is missing",
            "Typologies that need what nothing so far filled, and what that is.",
            "max by (typology, missing) (counterflow_typology_inactive == 1)",
            "missing",
        ),
        rows(
            metrics(
                "Held back",
                "Alerts that decisions held back in the time that is shown, of what fired.",
                SHARE,
                _LINKS,
                THIRD,
                12,
            ),
            promql_now(
                "sort_desc(sum by (typology) (increase(counterflow_suppressed_total[$__range]))"
                f" / ({_FIRED} > 0) or on(typology) 0 * ({_FIRED} > 0))"
            ),
            {"Time": HIDDEN, "typology": Column("Typology"), "Value": Column("Held back", SHARE, bar=True)},
        ),
    ]


def typologies() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-typologies",
        "Does each typology find something, is it right, and is anybody flooded.",
        [
            Section("The catalogue", _now()),
            Section("Volume", _volume()),
            Section("Precision", _right()),
            Section("Silence", _silent()),
        ],
        [PROMETHEUS],
    )
