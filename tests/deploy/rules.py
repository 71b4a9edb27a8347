"""What stands in the folder of Prometheus, read for the tests: rules, their tests, their pages, and the tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from streams import metrics
from streams.desk import metrics as desk
from streams.sinks import metrics as sinks

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"
RULES = sorted((FOLDER / "rules").glob("*.yml"))
TESTS = sorted((FOLDER / "tests").glob("*.yml"))
PAGES = sorted((FOLDER / "runbooks").glob("*.md"))

Rule = dict[str, Any]


def rules() -> Iterator[Rule]:
    """Every rule of every file."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


ALARMS = {rule["alert"]: rule for rule in rules() if "alert" in rule}
RECORDED = {rule["record"]: rule for rule in rules() if "record" in rule}


def queries(page: Path) -> list[str]:
    """The PromQL of a page, one query for each block."""
    return re.findall(r"^```promql\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def known() -> set[str]:
    """The names of all series of ours, as PromQL writes them."""
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return {
        metric.name + suffix
        for module in (metrics, sinks, desk)
        for each in vars(module).values()
        if isinstance(each, MetricWrapperBase)
        for metric in each.describe()
        for suffix in suffixes[metric.type]
    }


def tool(name: str) -> str:
    """The path of a program of Prometheus; the test is skipped where it is missing, or fails where it is required."""
    path = shutil.which(name)
    if path is None:
        lacking = f"needs {name}: apt-get install prometheus prometheus-alertmanager"
        if os.environ.get("COUNTERFLOW_REQUIRE_PROMETHEUS") == "1":
            pytest.fail(lacking)
        pytest.skip(lacking)
    return path


def run(name: str, *arguments: str | Path) -> str:
    """What a tool prints; fails with it where the tool is not content."""
    command = [tool(name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
