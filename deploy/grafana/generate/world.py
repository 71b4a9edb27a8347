"""World: the corridors of what was found."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import DESK, Section, choice, chosen, page
from deploy.grafana.generate.panels import (
    COUNT,
    HALF,
    MONEY,
    WIDE,
    About,
    AnyPanel,
    Column,
    bars_over_time,
    columns,
    rows,
)
from deploy.grafana.generate.panels import (
    world as a_map,
)
from deploy.grafana.generate.queries import sql, sql_series

_LINKS = (links.dashboard("counterflow-desk"),)
_THOSE = links.Link(
    "The queue with this corridor",
    "/d/counterflow-desk?var-country=${__data.fields.country:percentencode}&${__url_time_range}",
)
_WANTED = " AND ".join(
    (
        "e.country <> ''",
        "$__timeFilter(e.time)",
        chosen("direction", "e.direction = ANY({})"),
        chosen("state", "a.state = ANY({})"),
        chosen("crime", "a.crimes && {}"),
    )
)
_EVIDENCE = f"counterflow.evidence e JOIN counterflow.alerts a ON a.id = e.alert_id WHERE {_WANTED}"
_FIGURES = f"""
    WITH found AS (
        SELECT e.country, a.id, a.subject, e.direction, e.transaction_id, e.value FROM {_EVIDENCE}
    ), paid AS (
        SELECT country, count(*) AS transactions, coalesce(sum(value), 0)::float8 AS value,
            coalesce(sum(value) FILTER (WHERE direction = 'in'), 0)::float8 AS value_in,
            coalesce(sum(value) FILTER (WHERE direction = 'out'), 0)::float8 AS value_out
        FROM (SELECT DISTINCT country, transaction_id, direction, value FROM found) AS once GROUP BY country
    )
    SELECT country, count(DISTINCT id) AS alerts, count(DISTINCT subject) AS subjects, paid.transactions, paid.value,
        paid.value_in, paid.value_out
    FROM found JOIN paid USING (country)
    GROUP BY country, paid.transactions, paid.value, paid.value_in, paid.value_out
    ORDER BY alerts DESC, country
"""


def _map() -> AnyPanel:
    meaning = (
        "Countries of counterparties in the evidence of alerts: a circle grows with the alerts and takes its colour"
        " from the value in the base currency."
    )
    panel = a_map(
        About("Corridors", meaning, MONEY, _LINKS, width=WIDE, height=16), sql(_FIGURES), "country", "alerts", "value"
    )
    panel.data_links([_THOSE.built()])
    return panel


def _table() -> AnyPanel:
    shown = {
        "country": Column("Country", links=(_THOSE,), width=90),
        "alerts": Column("Alerts", COUNT),
        "subjects": Column("Subjects", COUNT),
        "transactions": Column("Transactions", COUNT),
        "value": Column("Value", MONEY),
        "value_in": Column("Received", MONEY),
        "value_out": Column("Sent", MONEY),
    }
    meaning = (
        "The same in figures, each transaction once. Values are in the base currency, of what has an exchange rate."
    )
    return rows(About("Corridors in figures", meaning, COUNT, _LINKS, width=HALF, height=12), sql(_FIGURES), shown)


def _typologies() -> AnyPanel:
    query = f"""
        SELECT a.typology AS typology, count(DISTINCT a.id) AS alerts FROM {_EVIDENCE}
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12
    """
    meaning = "What was recognised in alerts with evidence abroad or from abroad: the twelve most frequent."
    return columns(
        About(
            "Typologies on these corridors",
            meaning,
            COUNT,
            (*_LINKS, links.dashboard("counterflow-typologies")),
            width=HALF,
            height=12,
        ),
        sql(query),
    )


def _days() -> AnyPanel:
    query = f"""
        SELECT date_trunc('day', e.time) AS time, e.country AS metric, coalesce(sum(e.value), 0)::float8 AS value
        FROM (SELECT DISTINCT e.country, e.transaction_id, e.direction, e.value, e.time FROM {_EVIDENCE}) AS e
        GROUP BY 1, 2 ORDER BY 1
    """
    meaning = "Value of the evidence by day and country, in the base currency, each transaction once."
    return bars_over_time(About("By day", meaning, MONEY, _LINKS, width=WIDE, height=9), sql_series(query))


def world() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-world",
        "The corridors of what was found: countries of counterparties in the evidence of alerts.",
        [Section("Corridors", [_map(), _table(), _typologies(), _days()])],
        [
            choice(
                "direction",
                "Direction",
                "Seen from the subject.",
                "SELECT DISTINCT direction FROM counterflow.evidence ORDER BY 1",
            ),
            choice("state", "State", "Of the alert.", "SELECT DISTINCT state FROM counterflow.alerts ORDER BY 1"),
            choice(
                "crime",
                "Crime",
                "Crimes that an alert points to.",
                "SELECT DISTINCT unnest(crimes) FROM counterflow.alerts ORDER BY 1",
            ),
            DESK,
        ],
    )
