"""The dashboards are what is generated, complete, and every question in them has an answer.

No Grafana runs here. What it does between a dashboard and a data source is in tests/deploy/grafana.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate.__main__ import ALL, FOLDER, main, text
from deploy.grafana.generate.links import TITLES
from streams.broker import LocalBroker
from streams.reference import Reference
from tests.deploy import live
from tests.deploy.grafana import Json, as_promql, as_sql, panels, questions
from tests.deploy.rules import known, tool
from tests.sinks.server import PostgresServer

DASHBOARDS: dict[str, Json] = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
PROVISIONING = FOLDER.parent / "provisioning"
ROLES = FOLDER.parents[1] / "postgres/roles.sql"
STORE, METRICS = "grafana-postgresql-datasource", "prometheus"
SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
"""Around the life of the synthetic town."""

MAY_BE_EMPTY = {
    "counterflow-typologies: What is missing (A)": "a list of what is amiss: the town may fill every field",
    "counterflow-model: Signals that went stale (A)": "a list of what is amiss: the model was trained on such a town",
}
"""Questions that may have no answer after the small town, and why; the panels then say None."""

each_dashboard = pytest.mark.parametrize("name", sorted(TITLES))


def _panels() -> list[Any]:
    return [
        pytest.param(panel, id=f"{name}: {panel['title']}")
        for name, dashboard in DASHBOARDS.items()
        for panel in panels(dashboard)
    ]


each_panel = pytest.mark.parametrize("panel", _panels())


def test_every_dashboard_is_what_is_generated():
    made = {found.uid: text(found) for found in (make() for make in ALL)}
    assert made.keys() == TITLES.keys()
    kept = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert kept == made, "run `make dashboards`"


@each_dashboard
def test_grafana_would_read_everything_that_is_written(name: str):
    def known(value: Any) -> Any:
        return json.loads(json.dumps(value, cls=JSONEncoder))

    # The SDK drops keys that Grafana does not have, so whatever is lost on the way was written wrongly.
    assert known(Dashboard.from_json(DASHBOARDS[name])) == DASHBOARDS[name]


@each_dashboard
def test_panels_do_not_overlap_and_have_ids_of_their_own(name: str):
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARDS[name]["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    ids = [panel["id"] for panel in DASHBOARDS[name]["panels"]]
    assert len(set(ids)) == len(ids)


@each_panel
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: Json):
    assert panel["title"]
    assert panel["description"].endswith("."), panel["description"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["links"]


@each_panel
def test_a_panel_asks_the_data_sources_that_are_provisioned(panel: Json):
    files = yaml.safe_load((PROVISIONING / "datasources/datasources.yaml").read_text())
    there = {(each["type"], each["uid"]) for each in files["datasources"]}
    assert panel["targets"]
    for asked in (panel, *panel["targets"]):
        assert (asked["datasource"]["type"], asked["datasource"]["uid"]) in there


def _urls(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value["url"]
        for each in value.values():
            yield from _urls(each)
    elif isinstance(value, list):
        for each in value:
            yield from _urls(each)


@each_dashboard
def test_links_lead_to_dashboards_and_variables_that_there_are(name: str):
    dashboard = DASHBOARDS[name]
    own = {each["name"] for each in dashboard["templating"]["list"]}
    urls = set(_urls(dashboard["panels"]))
    assert urls
    for url in urls:
        for variable in re.findall(r"\$\{(\w+)", url):
            assert variable in own | {"__data", "__url_time_range"}, url
        if not url.startswith("/d/"):
            assert re.fullmatch(r"\$\{(prometheus:raw\}/alerts|desk:raw\}/((alert|case|subject)/\$\{[^}]+\})?)", url), (
                url
            )
            continue
        parts = urlsplit(url)
        there = DASHBOARDS[parts.path.removeprefix("/d/")]
        variables = {f"var-{each['name']}" for each in there["templating"]["list"]}
        assert {key for key in parse_qs(parts.query) if key.startswith("var-")} <= variables, url


@each_dashboard
def test_who_is_shown_does_not_change_by_itself(name: str):
    for each in DASHBOARDS[name]["templating"]["list"]:
        if each["name"] in ("alert", "subject"):
            assert each["refresh"] == 1, "asked again, Grafana replaces a value that is not among the answers"


@each_dashboard
def test_no_link_to_a_dashboard_can_say_where_the_desk_is(name: str):
    own = {each["name"]: each for each in DASHBOARDS[name]["templating"]["list"]}
    for variable in own.keys() & {"desk", "prometheus"}:
        assert own[variable]["type"] == "constant"
        assert own[variable]["skipUrlSync"]


def test_other_addresses_go_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["generate", "--to", str(tmp_path), "--desk", "https://desk.example/"])
    main()
    made = json.loads((tmp_path / "counterflow-desk.json").read_text())
    assert {each["name"]: each["query"] for each in made["templating"]["list"]}["desk"] == "https://desk.example"
    assert {path.stem for path in tmp_path.iterdir()} == DASHBOARDS.keys()


@each_panel
def test_a_link_takes_columns_that_the_question_gives(panel: Json):
    named = {column for url in _urls(panel) for column in re.findall(r"\$\{__data\.fields\.(\w+)", url)}
    asked = " ".join(target.get("rawSql", "") for target in panel["targets"])
    for column in named:
        assert re.search(rf"\b{column}\b", asked), column


_METRIC = re.compile(r"(?<![\w\"{,(|])(?:counterflow|process)_\w+|(?<=\()(?:counterflow|process)_\w+|\bALERTS\b")


@each_dashboard
def test_every_metric_in_a_question_is_one_of_ours(name: str):
    families = known() | {"up", "ALERTS", "process_cpu_seconds_total", "process_resident_memory_bytes"}
    for asked in questions(DASHBOARDS[name], METRICS):
        found = set(_METRIC.findall(asked.target["expr"]))
        assert found, asked.name
        assert found <= families, asked.name


@each_dashboard
def test_rates_are_over_intervals_that_fit_the_scrapes(name: str):
    for asked in questions(DASHBOARDS[name], METRICS):
        for window in re.findall(r"\[([^\]]+)\]", asked.target["expr"]):
            assert window in ("$__rate_interval", "$__range", "15m"), asked.name


@pytest.fixture(scope="module")
def town(
    embedded_broker: LocalBroker,
    postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[live.Live]:
    """A small town that lived, with everything that there is to ask."""
    tool("prometheus")
    dsn = postgres_server.dsn()
    with live.town(embedded_broker, dsn, tmp_path_factory.mktemp("town")) as there:
        postgres_server.run(ROLES)
        yield there
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP SCHEMA counterflow CASCADE")
        connection.execute("DROP ROLE counterflow_writer, counterflow_reader, counterflow_holds")


def _as_grafana(town: live.Live) -> psycopg.Connection[Any]:
    """Ask as Grafana does: as somebody who may only read."""
    return psycopg.connect(town.dsn, autocommit=True, options="-c role=counterflow_reader")


@pytest.mark.postgres
@pytest.mark.slow
def test_every_question_to_the_store_has_rows(town: live.Live):
    with _as_grafana(town) as connection:

        def ask(statement: str) -> list[tuple[Any, ...]]:
            return connection.execute(statement.encode()).fetchall()

        silent = set()
        for dashboard in DASHBOARDS.values():
            chosen = _choose(dashboard, ask)
            for asked in questions(dashboard, STORE):
                answers = [ask(as_sql(asked.target["rawSql"], each, SINCE, UNTIL)) for each in chosen]
                if not any(_says_something(rows) for rows in answers):
                    silent.add(asked.name)
    assert silent == set()


def _says_something(rows: list[tuple[Any, ...]]) -> bool:
    """Whether there is more than the one row of zeros and nulls that a count or a sum gives of nothing."""
    return len(rows) > 1 or any(value not in (0, None) for row in rows for value in row)


def _choose(dashboard: Json, ask: Any) -> list[dict[str, str | list[str]]]:
    """What may be chosen: `alert` and `subject` one after the other, of the others all, then every value."""
    offered = {
        each["name"]: [row[0] for row in ask(each["query"])]
        for each in dashboard["templating"]["list"]
        if each["type"] == "query" and each["datasource"]["type"] == STORE
    }
    assert all(offered.values()), offered
    for name in ("alert", "subject"):
        if name in offered:
            return [{name: value} for value in offered[name]]
    return [{}, dict(offered)]


@pytest.mark.postgres
@pytest.mark.slow
def test_a_map_asks_for_countries_and_a_graph_for_edges_between_its_nodes(town: live.Live):
    countries = Reference.load().countries
    graphs = 0
    with _as_grafana(town) as connection, connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:

        def ask(statement: str) -> list[dict[str, Any]]:
            return cursor.execute(statement.encode()).fetchall()

        for dashboard in DASHBOARDS.values():
            chosen = _choose(dashboard, lambda statement: [tuple(row.values()) for row in ask(statement)])
            for panel in panels(dashboard):
                texts = {each["refId"]: each.get("rawSql", "") for each in panel["targets"]}
                if panel["type"] == "geomap":
                    place = panel["options"]["layers"][0]["location"]["lookup"]
                    found = ask(as_sql(texts["A"], {}, SINCE, UNTIL))
                    assert found
                    assert all(countries.known(row[place]) for row in found)
                elif panel["type"] == "nodeGraph":
                    for each in chosen:
                        nodes, edges = (ask(as_sql(texts[ref], each, SINCE, UNTIL)) for ref in ("nodes", "edges"))
                        ids = [row["id"] for row in nodes]
                        assert len(set(ids)) == len(ids)
                        assert {row[end] for row in edges for end in ("source", "target")} <= set(ids)
                        graphs += len(edges) > 0
    assert graphs > 10


@pytest.mark.slow
@pytest.mark.postgres
def test_every_question_to_prometheus_has_figures(town: live.Live):
    silent = set()
    for dashboard in DASHBOARDS.values():
        for asked in questions(dashboard, METRICS):
            expression = as_promql(asked.target["expr"])
            server = town.prometheus
            found = server.query(expression) if asked.target["instant"] else server.query_range(expression, 600)
            figures = [value for series in found for _, value in series["values"] if value != "NaN"]
            if not figures:
                silent.add(asked.name)
    assert silent <= MAY_BE_EMPTY.keys()
