"""`python -m deploy.grafana.generate`: write every dashboard to a folder, ours unless another is given."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate.alert import alert
from deploy.grafana.generate.desk import desk
from deploy.grafana.generate.links import DESK_ADDRESS, PROMETHEUS_ADDRESS
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
    parser = ArgumentParser(description="Write the dashboards of Grafana.")
    parser.add_argument("--to", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--desk", default=DESK_ADDRESS, help="where analysts reach counterflow desk")
    parser.add_argument("--prometheus", default=PROMETHEUS_ADDRESS, help="where operators reach Prometheus")
    chosen = parser.parse_args()
    addresses = {"desk": chosen.desk.rstrip("/"), "prometheus": chosen.prometheus.rstrip("/")}
    for make in ALL:
        made = make()
        for variable in made.templating.list_val or []:
            variable.query = addresses.get(variable.name, variable.query)
        (chosen.to / f"{made.uid}.json").write_text(text(made), encoding="utf-8")


if __name__ == "__main__":
    main()
