"""Addresses that panels lead to: other dashboards, the pages of `counterflow desk`, Prometheus."""

from __future__ import annotations

from typing import NamedTuple

from grafana_foundation_sdk.builders.dashboard import DashboardLink

DESK_ADDRESS = "http://localhost:8470"
PROMETHEUS_ADDRESS = "http://localhost:9090"

TITLES = {
    "counterflow-desk": "Analyst desk",
    "counterflow-alert": "Alert",
    "counterflow-subject": "Subject",
    "counterflow-world": "World",
    "counterflow-typologies": "Typology health",
    "counterflow-model": "Model",
    "counterflow-operations": "Operations",
}
"""Every dashboard: its uid, which is the name of its file too, and its title."""


class Link(NamedTuple):
    """A title and an address."""

    title: str
    url: str
    new_tab: bool = False

    def built(self) -> DashboardLink:
        """For a panel."""
        return DashboardLink(self.title).url(self.url).target_blank(self.new_tab)

    def as_data(self) -> dict[str, object]:
        """For a column."""
        return {"title": self.title, "url": self.url, "targetBlank": self.new_tab}


def dashboard(uid: str) -> Link:
    """Another dashboard, at the same time."""
    return Link(TITLES[uid], f"/d/{uid}?${{__url_time_range}}")


def alert(column: str = "id") -> Link:
    """The alert that a row is about; the row says from when to when its evidence is."""
    return Link(
        "This alert",
        f"/d/counterflow-alert?var-alert=${{__data.fields.{column}:percentencode}}"
        "&from=${__data.fields.from_ms:raw}&to=${__data.fields.to_ms:raw}",
    )


def subject(column: str = "subject", title: str = "This subject") -> Link:
    """The subject that a row is about, or names in another column."""
    return Link(
        title,
        f"/d/counterflow-subject?var-subject=${{__data.fields.{column}:percentencode}}&${{__url_time_range}}",
    )


def to_desk(kind: str, value: str) -> Link:
    """A page of the desk, to decide there: `kind` is alert, case or subject, `value` what Grafana puts in."""
    return Link("Decide at the desk", f"${{desk:raw}}/{kind}/${{{value}:percentencode}}", new_tab=True)


ALARMS = Link("Alarms and their runbooks", "${prometheus:raw}/alerts", new_tab=True)
