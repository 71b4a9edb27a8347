"""`python -m deploy.grafana.generate`: write every dashboard to deploy/grafana/dashboards."""

from __future__ import annotations

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate.alert import alert
from deploy.grafana.generate.desk import desk
from deploy.grafana.generate.model import model
from deploy.grafana.generate.operations import operations
from deploy.grafana.generate.subject import subject
from deploy.grafana.generate.typologies import typologies
from deploy.grafana.generate.world import world

FOLDER = Path(__file__).parents[1] / "dashboards"
ALL = (desk, alert, subject, world, typologies, model, operations)


def text(dashboard: Dashboard) -> str:
    """A dashboard as its file."""
    return json.dumps(dashboard, cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write them."""
    for make in ALL:
        made = make()
        (FOLDER / f"{made.uid}.json").write_text(text(made), encoding="utf-8")


if __name__ == "__main__":
    main()
