"""What watches over the services finds them where docker-compose.yml puts them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.deploy.conftest import Made
from tests.deploy.files import ROOT, load
from tests.deploy.test_compose import DEMO, SERVICES, mounts, settings_of


def test_what_authorises_us_with_receivers_of_alarms_is_where_alertmanager_looks():
    text = (ROOT / "deploy/prometheus/alertmanager.yml").read_text()
    wanted = {Path("/etc/alertmanager", file) for file in re.findall(r"^ *\w+_file: (\S+)", text, re.M)}
    assert wanted
    assert wanted == {Path(each["target"]) for each in SERVICES["alertmanager"]["secrets"]}


def test_prometheus_asks_every_process_of_ours_at_its_port(made: Made):
    jobs = {each["job_name"]: each for each in load(ROOT / "deploy/prometheus/prometheus.yml")["scrape_configs"]}
    worker, sink = settings_of(made, "worker", DEMO), settings_of(made, "sink", DEMO)
    for name, port in (("worker", worker.metrics_port), ("sink", sink.sink_metrics_port)):
        (found,) = jobs[name]["dns_sd_configs"]
        assert (found["names"], found["port"], found["type"]) == ([name], port, "A")
        assert set(SERVICES[name]["networks"]) & set(SERVICES["prometheus"]["networks"])


def test_a_worker_is_warned_of_before_its_memory_ends():
    (threshold,) = [
        each["expr"]
        for group in load(ROOT / "deploy/prometheus/rules/thresholds.yml")["groups"]
        for each in group["rules"]
        if each["record"] == "counterflow:threshold:worker_memory_bytes"
    ]
    limit = SERVICES["worker"]["deploy"]["resources"]["limits"]["memory"]
    assert limit.endswith("g")
    assert threshold == int(0.8 * int(limit[:-1]) * 2**30)


def test_grafana_reads_the_store_as_a_user_that_reads():
    files = ROOT / "deploy/grafana/provisioning"
    sources = {each["uid"]: each for each in load(files / "datasources/datasources.yaml")["datasources"]}
    assert sources["counterflow-prometheus"]["url"] == "http://prometheus:9090"
    store = sources["counterflow-postgres"]
    assert store["url"] == "postgres:5432"
    assert store["secureJsonData"] == {"password": "$__file{/run/secrets/postgres-grafana}"}
    assert {"postgres-grafana", "grafana-admin"} == set(SERVICES["grafana"]["secrets"])
    users = (ROOT / "deploy/postgres/users.sql").read_text()
    assert re.findall(rf"GRANT (\w+) TO (?:\w+, )*{store['user']};", users) == ["counterflow_reader"]
    (provider,) = load(files / "dashboards/dashboards.yaml")["providers"]
    assert provider["options"]["path"] in mounts(SERVICES["grafana"])
