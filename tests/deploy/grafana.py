"""What Grafana makes of a dashboard's questions before it asks them: variables and macros.

After Grafana's documentation: "Variables", "Global variables" and "PostgreSQL data source, macros".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

Json = dict[str, Any]

_VARIABLE = re.compile(r"\$\{(\w+):sqlstring\}")
_TIME_FILTER = re.compile(r"\$__timeFilter\(((?:[^()]|\([^()]*\))+)\)")


class Asked(NamedTuple):
    """One question of a panel."""

    dashboard: str
    panel: str
    target: Json

    @property
    def name(self) -> str:
        """For messages."""
        return f"{self.dashboard}: {self.panel} ({self.target['refId']})"


def panels(dashboard: Json) -> Iterator[Json]:
    """All panels but headings, those under folded headings too."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel["panels"]
        else:
            yield panel


def questions(dashboard: Json, kind: str) -> list[Asked]:
    """The questions to data sources of one kind."""
    return [
        Asked(dashboard["uid"], panel["title"], target)
        for panel in panels(dashboard)
        for target in panel["targets"]
        if target["datasource"]["type"] == kind
    ]


def as_sql(text: str, values: Mapping[str, str | list[str]], since: datetime, until: datetime) -> str:
    """A question to PostgreSQL with its variables put in, in single quotes, and its macros. A variable that has no
    value here is set to all, which Grafana puts in as it stands."""

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1], "'*'")
        if given == "'*'":
            return "'*'"
        many = [given] if isinstance(given, str) else given
        return ",".join("'" + each.replace("'", "''") + "'" for each in many)

    def between(found: re.Match[str]) -> str:
        return f"{found[1]} BETWEEN '{since.isoformat()}' AND '{until.isoformat()}'"

    made = _TIME_FILTER.sub(between, _VARIABLE.sub(value, text))
    assert "$" not in made, made
    return made


def as_promql(text: str, *, range_: str = "15m", interval: str = "1m") -> str:
    """A question to Prometheus with its variables put in, all chosen. `$__rate_interval` is four scrapes of 15 seconds,
    as little as Grafana takes."""
    made = text.replace("$__rate_interval", interval).replace("$__range", range_).replace("$instance", ".*")
    assert "$" not in made, made
    return made
