"""World: the corridors of what was found."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import DESK, Section, choice, chosen, page
from deploy.grafana.generate.panels import (
    COUNT,
    HIDDEN,
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
        paid.value_in, paid.value_out, sqrt(count(DISTINCT id)) AS size
    FROM found JOIN paid USING (country)
    GROUP BY country, paid.transactions, paid.value, paid.value_in, paid.value_out
    ORDER BY alerts DESC, country
"""


_SHOWN = {
    "country": Column("Country", links=(_THOSE,), width=75),
    "alerts": Column("Alerts", COUNT, width=70),
    "subjects": Column("Subjects", COUNT, width=80),
    "transactions": Column("Transactions", COUNT, width=105),
    "value": Column("Value", MONEY, width=115),
    "value_in": Column("Received", MONEY, width=115),
    "value_out": Column("Sent", MONEY),
    "size": HIDDEN,
}


def _map() -> AnyPanel:
    meaning = (
        "Countries of counterparties in the evidence of alerts: the area of a circle grows with the alerts, and its"
        " colour says the value in the base currency."
    )
    shown = {name: Column(column.title, column.unit) for name, column in _SHOWN.items() if not column.hidden}
    about = About("Corridors", meaning, MONEY, _LINKS, width=WIDE, height=16)
    return a_map(about, sql(_FIGURES), "country", "size", "value", shown).data_links([_THOSE.built()])


def _table() -> AnyPanel:
    meaning = (
        "The same in figures, each transaction once. Values are in the base currency, of what has an exchange rate."
    )
    return rows(About("Corridors in figures", meaning, COUNT, _LINKS, width=14, height=12), sql(_FIGURES), _SHOWN)


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
            width=10,
            height=12,
        ),
        sql(query),
    )


def _days() -> AnyPanel:
    query = f"""
        WITH paid AS (
            SELECT DISTINCT e.country, e.transaction_id, e.direction, e.value, e.time FROM {_EVIDENCE}
        ), first AS (
            SELECT country FROM paid GROUP BY 1 ORDER BY coalesce(sum(value), 0) DESC, 1 LIMIT 9
        )
        SELECT date_trunc('day', p.time) AS time, coalesce(f.country, 'others') AS metric,
            coalesce(sum(p.value), 0)::float8 AS value
        FROM paid p LEFT JOIN first f USING (country) GROUP BY 1, 2 ORDER BY 1
    """
    meaning = (
        "Value of the evidence by day and country, in the base currency, each transaction once: the nine countries with"
        " the most, and all others."
    )
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
