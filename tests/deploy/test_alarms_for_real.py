"""A real Prometheus scrapes a real worker, finds it well, and tells a real Alertmanager when it is gone."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Self

import pytest
import yaml

from streams import topics
from streams.broker import LocalBroker, Process, free_port
from streams.worker_process import WorkerProcess
from tests.deploy.rules import ALARMS, FOLDER, PAGES, RECORDED, RULES, queries, tool
from tests.integration.harness import publish, settings_for, wait_processed
from tests.integration.made import transfer

SECONDS = 60.0


def until(reached: Callable[[], Any], what: str) -> Any:
    """Wait until something holds; its value."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := reached():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} took too long")


class Receiver:
    """The webhook that Alertmanager calls."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.authorised: set[str | None] = set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.authorised.add(self.headers.get("authorization"))
                receiver.calls.append({"path": self.path, **json.loads(body)})
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def alarms(self) -> list[tuple[str, dict[str, Any]]]:
        """The path and each alarm of every call."""
        return [(call["path"], alarm) for call in self.calls for alarm in call["alerts"]]


class Prometheus:
    """Its HTTP interface."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, **parameters: str) -> Any:
        """The data of an answer; None while it does not answer yet. AssertionError for a refused query."""
        url = f"{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 503:  # it still starts
                    return None
                raise AssertionError(f"{parameters}: {error.read().decode()}") from error
        except OSError:
            return None

    def query(self, expression: str) -> list[Any]:
        """The result of a query now."""
        found = self.ask("query", query=expression)
        return found["result"] if found else []

    def rules(self) -> list[dict[str, Any]]:
        """Every rule with its health and state."""
        found = self.ask("rules")
        return [rule for group in found["groups"] for rule in group["rules"]] if found else []

    def active(self) -> dict[str, str]:
        """The alarms that are pending or firing."""
        found = self.ask("alerts")
        return {each["labels"]["alertname"]: each["state"] for each in found["alerts"]} if found else {}


def _quick_alertmanager(folder: Path, receiver: str) -> Path:
    """The shipped configuration, with our receiver and without its pauses."""
    text = (FOLDER / "alertmanager.yml").read_text().replace("http://alarms:8080", receiver)
    path = folder / "alertmanager.yml"
    path.write_text(re.sub(r"(group_wait|group_interval): \w+", r"\1: 1s", text))
    (folder / "receivers").mkdir()
    (folder / "receivers" / "token").write_text("a-token")
    return path


def _quick_prometheus(folder: Path, targets: Mapping[str, str]) -> Path:
    """The shipped configuration and rules, with our addresses, every second, and alarms that wait three seconds."""
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    config["global"].update(scrape_interval="1s", evaluation_interval="1s")
    config["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [targets["alertmanager"]]}]}]
    config["scrape_configs"] = [
        {"job_name": job["job_name"], "static_configs": [{"targets": [targets[job["job_name"]]]}]}
        for job in config["scrape_configs"]
        if job["job_name"] in targets
    ]
    (folder / "rules").mkdir()
    for path in RULES:
        text = re.sub(r"^(\s+for:) \w+$", r"\1 3s", path.read_text(), flags=re.MULTILINE)
        (folder / "rules" / path.name).write_text(text)
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(config))
    return path


@contextmanager
def _monitored(folder: Path, worker: WorkerProcess, receiver: Receiver) -> Iterator[Prometheus]:
    ports = {name: free_port() for name in ("prometheus", "alertmanager")}
    targets = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    targets["worker"] = urllib.parse.urlsplit(worker.url("/metrics")).netloc
    alertmanager = [
        tool("prometheus-alertmanager"),
        f"--config.file={_quick_alertmanager(folder, receiver.url)}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={targets['alertmanager']}",
        "--cluster.listen-address=",
    ]
    prometheus = [
        tool("prometheus"),
        f"--config.file={_quick_prometheus(folder, targets)}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={targets['prometheus']}",
    ]
    with Process(alertmanager), Process(prometheus):
        yield Prometheus(ports["prometheus"])


@pytest.mark.slow
def test_a_worker_that_is_well_raises_nothing_and_one_that_is_gone_reaches_the_webhook(
    embedded_broker: LocalBroker, tmp_path: Path
):
    tool("prometheus")
    tool("prometheus-alertmanager")
    settings = settings_for(embedded_broker)
    topics.create(settings)
    with Receiver() as receiver, WorkerProcess(settings) as worker:
        worker.wait_ready()
        with _monitored(tmp_path, worker, receiver) as prometheus:
            until(lambda: prometheus.query("counterflow_worker_up"), "a scrape of the worker")
            for batch in range(2):  # what appears with the first has no increase before the second
                publish(settings, [transfer(f"T-{batch}-{number}") for number in range(100)])
                wait_processed(worker, settings, 100 * (batch + 1))
                time.sleep(2)
            until(lambda: prometheus.query("counterflow:stage_seconds:mean5m"), "a rate of steps")
            _all_rules_are_well(prometheus)
            _every_query_of_the_pages_is_valid(prometheus)
            worker.kill()
            until(lambda: prometheus.active().get("CounterflowWorkerDown") == "firing", "the alarm")
            until(lambda: _delivered(receiver, "CounterflowWorkerDown"), "its delivery")
            path, alarm = _delivered(receiver, "CounterflowWorkerDown")[0]
            assert path == "/operations"
            assert alarm["status"] == "firing"
            assert alarm["labels"]["instance"] in alarm["annotations"]["summary"]
            assert alarm["annotations"]["runbook_url"].endswith("/runbooks/CounterflowWorkerDown.md")
            assert "runbooks" not in alarm["labels"]
            until(lambda: _delivered(receiver, "CounterflowNoWorker"), "the word to who is on duty")
            assert _delivered(receiver, "CounterflowNoWorker")[0][0] == "/on-duty"
            assert receiver.authorised == {"Bearer a-token"}


def _delivered(receiver: Receiver, name: str) -> list[tuple[str, dict[str, Any]]]:
    return [(path, alarm) for path, alarm in receiver.alarms() if alarm["labels"]["alertname"] == name]


def _all_rules_are_well(prometheus: Prometheus) -> None:
    until(lambda: all(rule["health"] == "ok" for rule in prometheus.rules()) and prometheus.rules(), "every rule")
    assert {rule["name"] for rule in prometheus.rules()} == ALARMS.keys() | RECORDED.keys()
    for rule in prometheus.rules():
        assert not rule.get("lastError")
        prometheus.query(rule["query"])
    for name in RECORDED:
        if name.startswith("counterflow:threshold:"):
            assert prometheus.query(name), name
    for name in ("counterflow:lag_records:sum", "counterflow:records:rate5m", "counterflow:transactions:increase1h"):
        assert prometheus.query(name), name
    # The shipped rates grow old, and the records of all these tests were received when the first of them began.
    assert prometheus.active().keys() <= {"CounterflowRatesOld", "CounterflowLatencyOverObjective"}


def _every_query_of_the_pages_is_valid(prometheus: Prometheus) -> None:
    for page in PAGES:
        for query in queries(page):
            prometheus.query(query)
