"""Panels as all dashboards draw them. Each takes its title, what it means, the unit, its questions and its links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from grafana_foundation_sdk.builders import barchart, bargauge, common, geomap, nodegraph, stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import FieldColor, ThresholdsConfig
from grafana_foundation_sdk.models import common as words
from grafana_foundation_sdk.models import geomap as maps
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
)

from deploy.grafana.generate.links import Link
from deploy.grafana.generate.queries import METRICS, STORE, Query

WIDE, HALF, THIRD, QUARTER, SIXTH = 24, 12, 8, 6, 4
"""Columns of a panel."""

COUNT, SHARE, SECONDS, BYTES, PER_SECOND, MONEY, MOMENT = (
    "short",
    "percentunit",
    "s",
    "bytes",
    "cps",
    "locale",
    "dateTimeAsIso",
)
"""Units, as Grafana calls them; `locale` is a number with thousands apart."""

AnyPanel = (
    table.Panel | timeseries.Panel | stat.Panel | bargauge.Panel | barchart.Panel | nodegraph.Panel | geomap.Panel
)
P = TypeVar("P", bound=AnyPanel)


class About(NamedTuple):
    """What every panel says of itself."""

    title: str
    description: str
    unit: str
    links: Sequence[Link]
    source: DataSourceRef = STORE
    width: int = HALF
    height: int = 8


def metrics(
    title: str, description: str, unit: str, links: Sequence[Link], width: int = HALF, height: int = 8
) -> About:
    """About a panel of Prometheus."""
    return About(title, description, unit, links, METRICS, width, height)


class Column(NamedTuple):
    """How a column of a table looks."""

    title: str
    unit: str = ""
    links: Sequence[Link] = ()
    width: int = 0
    hidden: bool = False
    wrap: bool = False
    bar: bool = False


HIDDEN = Column("", hidden=True)
DECISIONS = {
    "decided_at": Column("Decided", width=185),
    "typology": Column("Typology", width=190),
    "verdict": Column("Verdict", width=90),
    "reason": Column("Reason", width=120),
    "decided_by": Column("By", width=120),
    "note": Column("Note", wrap=True),
    "snoozed_until": Column("Quiet until", width=170),
    "allowed": Column("Allowed", width=150),
}
"""Columns of what analysts decided."""


def _begun(panel: P, about: About, queries: Sequence[Query]) -> P:
    panel.title(about.title).description(about.description).unit(about.unit).datasource(about.source)
    panel.span(about.width).height(about.height)
    panel.links([each.built() for each in about.links])
    for query in queries:
        panel.with_target(query)
    if about.unit == MONEY:
        panel.decimals(2)
    return panel


def _steps(*steps: tuple[float | None, str]) -> ThresholdsConfig:
    made = [Threshold(value, colour) for value, colour in steps]
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(made)


def over_time(about: About, *queries: Query, stacked: bool = False, points: bool = False) -> timeseries.Panel:
    """Lines, areas one on the other, or points."""
    panel = _begun(timeseries.Panel(), about, queries).line_width(1).fill_opacity(30 if stacked else 8)
    panel.legend(
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(words.LegendDisplayMode.LIST)
        .placement(words.LegendPlacement.BOTTOM)
    )
    panel.tooltip(common.VizTooltipOptions().mode(words.TooltipDisplayMode.MULTI).sort(words.SortOrder.DESCENDING))
    if stacked:
        panel.stacking(common.StackingConfig().mode(words.StackingMode.NORMAL).group("A"))
    if points:
        return panel.draw_style(words.GraphDrawStyle.POINTS).point_size(8)
    return panel.axis_soft_min(0)


def bars_over_time(about: About, *queries: Query) -> timeseries.Panel:
    """Bars one on the other, for what is counted by day."""
    panel = over_time(about, *queries, stacked=True)
    return panel.draw_style(words.GraphDrawStyle.BARS).fill_opacity(80)


def number(
    about: About, query: Query, *steps: tuple[float | None, str], reduce: str = "lastNotNull", text: bool = False
) -> stat.Panel:
    """One number, or several; `steps` say from which value on which colour. With `text` a word instead."""
    panel = _begun(stat.Panel(), about, [query])
    panel.thresholds(_steps(*(steps or ((None, "text"),))))
    panel.color_scheme(FieldColor().mode(FieldColorModeId.THRESHOLDS))
    panel.graph_mode(words.BigValueGraphMode.NONE)
    options = common.ReduceDataOptions().calcs([reduce]).values(False)
    return panel.reduce_options(options.fields("/.*/") if text else options)


def ranked(about: About, query: Query, links: Sequence[Link] = ()) -> bargauge.Panel:
    """Bars side by side, one for each row: a column of text that names it and a number."""
    panel = _begun(bargauge.Panel(), about, [query])
    panel.orientation(words.VizOrientation.HORIZONTAL).display_mode(words.BarGaugeDisplayMode.BASIC)
    panel.value_mode(words.BarGaugeValueMode.COLOR).min(0)
    panel.color_scheme(FieldColor().mode(FieldColorModeId.FIXED).fixed_color("blue"))
    panel.reduce_options(common.ReduceDataOptions().values(True).calcs([]))
    if links:
        panel.data_links([each.built() for each in links])
    return panel


def columns(about: About, query: Query, stacked: bool = True) -> barchart.Panel:
    """A bar for each row: its first column, of text, names it; the others are numbers."""
    panel = _begun(barchart.Panel(), about, [query]).min(0)
    # Upright bars have their names side by side, where long ones run into each other.
    panel.orientation(words.VizOrientation.HORIZONTAL)
    panel.stacking(words.StackingMode.NORMAL if stacked else words.StackingMode.NONE)
    return panel.legend(
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(words.LegendDisplayMode.LIST)
        .placement(words.LegendPlacement.BOTTOM)
    )


def rows(about: About, query: Query, shown: Mapping[str, Column]) -> table.Panel:
    """A table; columns that are not in `shown` stand as the question names them."""
    panel = _begun(table.Panel(), about, [query]).cell_height(words.TableCellHeight.SM).no_value("None")
    for name, column in shown.items():
        panel.override_by_name(name, _properties(column))
    return panel


def _properties(column: Column) -> list[DynamicConfigValue]:
    found = [
        ("displayName", column.title),
        ("unit", column.unit),
        ("decimals", 2 if column.unit == MONEY else None),
        ("links", [each.as_data() for each in column.links]),
        ("custom.width", column.width),
        ("custom.hidden", column.hidden),
        ("custom.cellOptions", {"type": "auto", "wrapText": True} if column.wrap else None),
        ("custom.cellOptions", {"type": "gauge", "mode": "basic"} if column.bar else None),
        ("color", {"mode": "continuous-YlRd"} if column.bar else None),
        ("min", 0 if column.bar else None),
        ("max", 1 if column.bar and column.unit == SHARE else None),
    ]
    made = [DynamicConfigValue(name, value) for name, value in found if value or (value == 0 and name == "min")]
    # What the panel says when it has no rows would else stand in every empty cell.
    return [*made, DynamicConfigValue("noValue", "")]


def network(about: About, nodes: Query, edges: Query) -> nodegraph.Panel:
    """A graph, from columns as the panel wants them."""
    return _begun(nodegraph.Panel(), about, [nodes, edges])


def world(about: About, query: Query, by: str, size: str, colour: str, shown: Mapping[str, Column]) -> geomap.Panel:
    """Circles on a map. Column `by` holds ISO 3166 codes, which Grafana knows the places of; `shown` are the columns
    under the pointer, as in `rows`. `size` is not among them: the radius of a circle grows in proportion to it."""
    place = common.FrameGeometrySource().mode(words.FrameGeometrySourceMode.LOOKUP).lookup(by)
    place = place.gazetteer("public/gazetteer/countries.json")
    style = {
        "size": {"field": size, "min": 5, "max": 30, "fixed": 5},
        "color": {"field": colour, "fixed": "dark-green"},
        "opacity": 0.6,
        "symbol": {"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
    }
    # The name of a layer is the title of the legend.
    circles = common.MapLayerOptions().type("markers").name(f"{about.title} by value")
    circles = circles.config({"style": style, "showLegend": True})
    # The outlines come with Grafana: no server for maps is told what anybody looks at, and none has to be reached.
    ground = {
        "src": "public/maps/countries.geojson",
        "rules": [],
        "style": {"color": {"fixed": "#5a6270"}, "opacity": 0.4},
    }
    basemap = common.MapLayerOptions().type("geojson").name("Countries").config(ground).tooltip(False)
    panel = _begun(geomap.Panel(), about, [query]).decimals(0)
    panel.tooltip(geomap.TooltipOptions().mode(maps.TooltipMode.DETAILS))
    panel.basemap(basemap).layers([circles.location(place).tooltip(True)])
    # All inhabited land, once, on a screen of usual width.
    panel.view(geomap.MapViewConfig().id("coords").lat(25).lon(10).zoom(2.5))  # type: ignore[arg-type]  # JSON: any number
    # A few countries have most of the value, so equal steps would leave the others in one colour.
    panel.thresholds(_steps((None, "yellow"), (10_000, "orange"), (100_000, "red"), (1_000_000, "purple")))
    panel.color_scheme(FieldColor().mode(FieldColorModeId.THRESHOLDS))
    for name, column in shown.items():
        panel.override_by_name(name, _properties(column))
    hidden = {"tooltip": True, "viz": False, "legend": False}
    return panel.override_by_name(size, [DynamicConfigValue("custom.hideFrom", hidden)])
