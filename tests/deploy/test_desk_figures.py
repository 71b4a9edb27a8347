"""The figures of the desk's dashboard are those of the alerts in the store."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import psycopg
import pytest
from pydantic import SecretStr

from deploy.grafana.generate.__main__ import FOLDER
from streams.settings import Settings
from streams.sinks.postgres.sink import PostgresSink
from tests.deploy.grafana import as_sql, panels
from tests.sinks.made import alert, batch, nobody, record

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


@pytest.mark.postgres
def test_reports_that_the_law_demands_are_overdue_too(database: str):
    sink = PostgresSink(Settings(postgres_dsn=SecretStr(database)))
    topics = ("alerts", "reports.due", "alerts.shadow")
    sink.write(batch([record(alert(number), number, topic) for number, topic in enumerate(topics, 1)]), nobody)
    sink.close()
    figures = {}
    with psycopg.connect(database, autocommit=True) as connection:
        for panel in panels(json.loads((FOLDER / "counterflow-desk.json").read_text())):
            if panel["title"] in ("Open", "Overdue"):
                statement = as_sql(panel["targets"][0]["rawSql"], {}, SINCE, UNTIL)
                figures[panel["title"]] = connection.execute(statement.encode()).fetchall()
    assert figures == {"Open": [(1,)], "Overdue": [(2,)]}
