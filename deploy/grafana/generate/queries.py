"""Where figures come from: the two data sources, and questions to them."""

from __future__ import annotations

from grafana_foundation_sdk.builders import prometheus
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.dashboard import DataSourceRef
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

METRICS = DataSourceRef("prometheus", "counterflow-prometheus")
STORE = DataSourceRef("grafana-postgresql-datasource", "counterflow-postgres")
"""As in provisioning/datasources/datasources.yaml."""

Query = Builder[Dataquery]


class _Sql(Dataquery):
    """A question to the alert store; the SDK has no class for PostgreSQL."""

    def __init__(self, text: str, ref: str, form: str) -> None:
        self._fields: dict[str, object] = {
            "datasource": STORE,
            "editorMode": "code",
            "format": form,
            "rawQuery": True,
            "rawSql": text,
            "refId": ref,
        }

    def to_json(self) -> dict[str, object]:
        """As in Grafana's own JSON."""
        return self._fields


class _SqlBuilder(Builder[Dataquery]):
    def __init__(self, query: _Sql) -> None:
        self._query = query

    def build(self) -> Dataquery:
        return self._query


def sql(text: str, ref: str = "A") -> Query:
    """A table from the alert store. Tables are named with their schema, since who reads may have any search path."""
    return _SqlBuilder(_Sql(" ".join(text.split()), ref, "table"))


def sql_series(text: str, ref: str = "A") -> Query:
    """Series from the alert store: a column `time`, in order, a text column that names the series, and numbers."""
    return _SqlBuilder(_Sql(" ".join(text.split()), ref, "time_series"))


def promql(expression: str, legend: str = "", ref: str = "A") -> Query:
    """Series over time."""
    query = prometheus.Dataquery().expr(expression).range().ref_id(ref).datasource(METRICS)
    return query.legend_format(legend) if legend else query


def promql_now(expression: str, legend: str = "", ref: str = "A") -> Query:
    """Values at the end of the time that is shown, one row for each series."""
    query = prometheus.Dataquery().expr(expression).instant().ref_id(ref).datasource(METRICS)
    query = query.format(PromQueryFormat.TABLE)
    return query.legend_format(legend) if legend else query


def or_zero(expression: str, *labels: str) -> str:
    """Zero instead of nothing, for what has not happened yet: a counter with labels begins with its first event.

    With `labels`, those of the expression, the zero is labelled "none".
    """
    zero = "vector(0)"
    for label in labels:
        zero = f'label_replace({zero}, "{label}", "none", "", "")'
    return f"{expression} or on() {zero}"
