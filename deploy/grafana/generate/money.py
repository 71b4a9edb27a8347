"""Money as a graph: who paid whom, laid out from left to right with the subject in the middle.

Without columns `fixedx` and `fixedy` Grafana lays a graph out by itself, but far larger than any panel, of which it
then shows the middle. Here a party stands as many steps to the right of the subject as the money took to reach it, and
to the left as it took to come. Amounts on lines are seen only under the pointer, so what a party received and sent
stands in its circle, which has room for some twelve letters.
"""

from __future__ import annotations

from grafana_foundation_sdk.builders import nodegraph
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig, DynamicConfigValue, MatcherConfig
from grafana_foundation_sdk.models.nodegraph import ArcOption

from deploy.grafana.generate import links
from deploy.grafana.generate.panels import About, network
from deploy.grafana.generate.queries import sql

_ARCS = {"arc__subject": "red", "arc__alerts": "orange", "arc__others": "blue"}
_NAMES = {
    "mainstat": "Received (+)",
    "secondarystat": "Sent (-)",
    "arc__subject": "The subject",
    "arc__alerts": "Has open alerts",
    "arc__others": "Others",
    "detail__kind": "Kind",
    "detail__risk": "Risk",
    "detail__open_alerts": "Open alerts",
}
"""What the legend and the menu of a circle say."""

_ROWS = 5
_ACROSS, _DOWN, _BETWEEN = 120, 108, 190
"""Pixels from circle to circle, and from one step to the next."""
_RADIUS, _UNDER = 36, 110
"""Pixels of a circle; and of the two lines under it, with the legend."""
_PATH = "#B877D9"
_STEPS = 6
"""Whoever is further from the subject stands with it."""


def flow(about: About, paid: str, centre: str, names: str) -> nodegraph.Panel:
    """The panel.

    `paid` is a question for payments: debtor, creditor, amount, currency, value and its currency `base`, time, on_path
    and of_alert. `centre` gives the subject, and `names` is a question for id and name of parties that had no alert.
    """
    panel = network(about, sql(_nodes(paid, centre, names), "nodes"), sql(_edges(paid), "edges"))
    arcs: list[Builder[ArcOption]] = [nodegraph.ArcOption().field(name).color(colour) for name, colour in _ARCS.items()]
    panel.nodes(nodegraph.NodeOptions().arcs(arcs))
    named = {"renameByName": _NAMES, "excludeByName": {}, "indexByName": {}}
    panel.with_transformation(
        DataTransformerConfig(id_val="organize", options=named, filter_val=MatcherConfig("byRefId", "nodes"))
    )
    # The menu of a circle or line is of the links of all its columns.
    parties = {
        "title": links.subject("id"),
        "source": links.subject("source", "Who paid"),
        "target": links.subject("target", "Who was paid"),
    }
    for column, link in parties.items():
        panel.override_by_name(column, [DynamicConfigValue("links", [link.as_data()])])
    return panel


def _nodes(paid: str, centre: str, names: str) -> str:
    return f"""
        WITH RECURSIVE paid AS ({paid}), centre AS (SELECT {centre} AS id), steps AS (
            SELECT debtor AS at, creditor AS id, 1 AS step FROM paid UNION SELECT creditor, debtor, -1 FROM paid
        ), walk AS (
            SELECT id, 0 AS hops, 0 AS level FROM centre
            UNION SELECT s.id, w.hops + 1, w.level + s.step FROM walk w JOIN steps s ON s.at = w.id
            WHERE w.hops < {_STEPS}
        ), reached AS (
            SELECT DISTINCT ON (id) id, level FROM walk ORDER BY id, hops, level
        ), parties AS (
            SELECT id, sum(received) AS received, sum(sent) AS sent, max(base) AS base FROM (
                SELECT debtor AS id, NULL::numeric AS received, value AS sent, base FROM paid
                UNION ALL SELECT creditor, value, NULL, base FROM paid
                UNION ALL SELECT id, NULL, NULL, NULL FROM centre
            ) ends GROUP BY id
        ), ranked AS (
            SELECT p.*, coalesce(r.level, 0) AS level, count(*) OVER same AS many, row_number() OVER (
                same ORDER BY p.id = c.id DESC, coalesce(p.received, 0) + coalesce(p.sent, 0) DESC, p.id
            ) - 1 AS place
            FROM parties p CROSS JOIN centre c LEFT JOIN reached r ON r.id = p.id
            WINDOW same AS (PARTITION BY coalesce(r.level, 0))
        ), columns AS (
            SELECT *, place / tall AS col, (many - 1) / tall AS last FROM (
                SELECT *, greatest({_ROWS}, ceil(sqrt(many / 1.5)))::bigint AS tall FROM ranked
            ) sized
        ), blocks AS (
            SELECT level, sum(max(last) * {_ACROSS} + {_BETWEEN}) OVER (ORDER BY level) - max(last) * {_ACROSS} AS x
            FROM columns GROUP BY level
        ), placed AS (
            SELECT c.*, b.x + {_ACROSS} * CASE WHEN c.level < 0 THEN c.last - c.col ELSE c.col END AS x,
                {_DOWN} * (c.place % c.tall - (least(c.tall, c.many - c.col * c.tall) - 1) / 2.0 + c.col % 2 / 2.0) AS y
            FROM columns c JOIN blocks b USING (level)
        )
        SELECT p.id, coalesce(known.name, nullif(split_part(p.id, ':', 2), ''), p.id) AS title,
            CASE WHEN p.id LIKE '%:%' THEN split_part(p.id, ':', CASE WHEN known.name IS NULL THEN 1 ELSE 2 END) END
            AS subtitle,
            '+' || {_short("p.received")} || ' ' || p.base AS mainstat,
            '-' || {_short("p.sent")} || ' ' || p.base AS secondarystat,
            (p.id = c.id)::int AS arc__subject, (p.id <> c.id AND coalesce(s.open_alerts, 0) > 0)::int AS arc__alerts,
            (p.id <> c.id AND coalesce(s.open_alerts, 0) = 0)::int AS arc__others, p.id = c.id AS highlighted,
            {_RADIUS} AS noderadius, (p.x - (min(p.x) OVER () + max(p.x) OVER ()) / 2.0)::float8 AS fixedx,
            (p.y - (min(p.y) OVER () + max(p.y) OVER () + {_UNDER}) / 2.0)::float8 AS fixedy,
            s.kind AS detail__kind, s.risk AS detail__risk, s.open_alerts AS detail__open_alerts
        FROM placed p CROSS JOIN centre c LEFT JOIN counterflow.subjects s ON s.id = p.id
        LEFT JOIN ({names}) other ON other.id = p.id
        CROSS JOIN LATERAL (SELECT coalesce(nullif(s.name, ''), nullif(other.name, '')) AS name) known
        ORDER BY p.id = c.id DESC, p.level, p.place
    """


def _edges(paid: str) -> str:
    return f"""
        SELECT debtor || ' > ' || creditor || ' ' || currency AS id, debtor AS source, creditor AS target,
            to_char(sum(amount), 'FM999G999G999G999G990D00') || ' ' || currency AS mainstat,
            count(*) || CASE count(*) WHEN 1 THEN ' payment' ELSE ' payments' END AS secondarystat,
            (1 + 2 * sqrt(coalesce(sum(value) / nullif(max(sum(value)) OVER (), 0), 0)))::float8 AS thickness,
            CASE WHEN bool_or(on_path) THEN '{_PATH}' END AS color, min(time)::text AS detail__first,
            max(time)::text AS detail__last, string_agg(DISTINCT of_alert, ', ') AS detail__of_alert
        FROM ({paid}) paid GROUP BY debtor, creditor, currency ORDER BY coalesce(sum(value), 0), 1
    """


def _short(amount: str) -> str:
    """An amount in a few letters; null for none."""
    steps = (("1e9", "B"), ("1e6", "M"), ("1e4", "K"))
    whens = " ".join(
        f"WHEN {amount} >= {least} THEN to_char({amount} / 1e{power}, 'FM999G990D0') || ' {letter}'"
        for (least, letter), power in zip(steps, (9, 6, 3), strict=True)
    )
    return f"CASE {whens} WHEN {amount} > 0 THEN to_char({amount}, 'FM9G990') END"
