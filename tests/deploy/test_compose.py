"""docker-compose.yml holds together, and gives nobody more than is needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.grafana.generate.links import DESK_ADDRESS
from streams.settings import Settings
from tests.deploy.conftest import Made
from tests.deploy.files import ROOT, compose, env_file, strings

DEMO = env_file(ROOT / "deploy/compose/demo.env")
PLAIN = {"COUNTERFLOW_SECRETS": "./secrets"}
COMPOSE = compose(DEMO)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("counterflow:")]

each_service = pytest.mark.parametrize("name", SERVICES)
each_of_ours = pytest.mark.parametrize("name", OURS)
each_way = pytest.mark.parametrize("variables", [DEMO, PLAIN], ids=["demo", "plain"])


def mounts(service: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """By target: source, and whether it may be written."""
    found = {}
    for each in service.get("volumes", ()):
        source, target, *mode = each.split(":")
        found[target] = (source, mode != ["ro"])
    return found


def settings_of(made: Made, name: str, variables: dict[str, str]) -> Settings:
    service = compose(variables)["services"][name]
    file = service.get("environment", {}).get("COUNTERFLOW_SETTINGS_FILE")
    if file is not None:
        folder, _ = mounts(service)[str(Path(file).parent)]
        file = ROOT / folder / Path(file).name
        assert file.is_file()
    return made(service.get("environment", {}), file)


@each_way
@each_of_ours
def test_every_setting_is_one_of_ours_and_valid(name: str, variables: dict[str, str], made: Made):
    settings_of(made, name, variables)


@each_service
def test_an_image_is_pinned(name: str):
    image = SERVICES[name]["image"]
    if name in OURS:
        version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
        assert version is not None
        assert image == f"counterflow:{version[1]}"
    else:
        assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}", image)


@each_service
def test_a_process_has_no_more_than_it_needs(name: str):
    service = SERVICES[name]
    user = service["user"].split(":")[0]
    assert user.isdecimal()
    assert user != "0"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc"} & service.keys()
    assert all("size=" in each for each in service["tmpfs"])
    limits = service["deploy"]["resources"]["limits"]
    assert limits.keys() == {"cpus", "memory", "pids"}
    assert service["logging"]["options"]["max-size"]


def test_kafka_may_run_the_libraries_of_codecs_that_it_unpacks():
    executable = {name for name, service in SERVICES.items() if any(",exec" in each for each in service["tmpfs"])}
    assert executable == {"kafka"}


@each_service
def test_what_stays_up_is_looked_after(name: str):
    service = SERVICES[name]
    once = service["restart"] != "unless-stopped"
    assert service["healthcheck"].get("disable", False) is once
    if not once:
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert service["healthcheck"]["start_period"]


@each_of_ours
def test_our_processes_are_told_when_to_end(name: str):
    assert SERVICES[name]["init"] is True


@each_service
def test_a_port_is_open_on_this_machine_alone(name: str):
    assert all(str(port).startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))


def test_workers_can_be_many():
    worker = SERVICES["worker"]
    assert not {"ports", "container_name", "hostname"} & worker.keys()
    written = {target for target, (_, writable) in mounts(worker).items() if writable}
    assert written == {"/var/cache/counterflow"}  # which Numba shares between processes; states are not shared


@pytest.mark.parametrize("name", ["worker", "desk", "town", "town-plan"])
def test_whoever_imports_compiled_code_has_a_cache_to_write_to(name: str):
    assert mounts(SERVICES[name])["/var/cache/counterflow"] == ("kernels", True)


def test_topics_and_sinks_need_no_such_cache():
    modules = "streams.topics, streams.sinks.run, streams.sinks.postgres.sink, streams.sinks.postgres.retention"
    code = f"import sys, {modules}; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize(
    ("name", "setting"),
    [("worker", "metrics_port"), ("sink", "sink_metrics_port"), ("desk", "desk_metrics_port")],
)
def test_a_health_check_asks_the_port_of_the_settings(name: str, setting: str, made: Made):
    settings = settings_of(made, name, DEMO)
    port = getattr(settings, setting)
    assert f"http://127.0.0.1:{port}/health" in SERVICES[name]["healthcheck"]["test"][-1]
    assert settings.metrics_host == "0.0.0.0"  # Prometheus asks from another container


@each_way
def test_all_that_speak_to_kafka_mean_the_same_topics(variables: dict[str, str], made: Made):
    found = [settings_of(made, name, variables) for name in OURS if name != "store-tables"]
    assert len({(each.broker, each.application, each.topic_prefix, each.subjects_partitions) for each in found}) == 1
    listeners = (ROOT / "deploy/kafka/server.properties").read_text()
    assert f"advertised.listeners=PLAINTEXT://{found[0].broker}," in listeners


def test_worker_and_town_share_the_watch_list(made: Made):
    [watch_list] = {settings_of(made, name, DEMO).watch_list for name in ("worker", "town", "town-plan")}
    assert watch_list is not None
    folder = str(watch_list.parent)
    assert mounts(SERVICES["worker"])[folder] == ("town", False)
    assert mounts(SERVICES["town"])[folder] == mounts(SERVICES["town-plan"])[folder] == ("town", True)
    assert settings_of(made, "worker", DEMO).model == Path("default")


def test_the_desk_is_where_the_dashboards_link_to(made: Made):
    settings = settings_of(made, "desk", DEMO)
    assert settings.desk_host == "0.0.0.0"
    assert SERVICES["desk"]["ports"] == [f"127.0.0.1:{urlsplit(DESK_ADDRESS).port}:{settings.desk_port}"]
    assert mounts(SERVICES["desk"])[str(settings.desk_dir)] == ("desk", True)
    assert settings.desk_cookie_secure is False  # nothing speaks HTTPS here
    assert settings_of(made, "desk", PLAIN).desk_cookie_secure is True


def test_only_the_demo_streams_a_town():
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["demo"]} == {"town", "town-plan"}
    assert DEMO["COMPOSE_PROFILES"] == "demo"
    for name, service in SERVICES.items():
        needed = service.get("depends_on", {})
        if name not in ("town", "town-plan"):
            assert all(each.get("required", True) is False for other, each in needed.items() if "town" in other)


@each_service
def test_what_is_mounted_is_there(name: str):
    for target, (source, writable) in mounts(SERVICES[name]).items():
        if source.startswith("."):
            assert (ROOT / source).exists(), f"{name} mounts {source}"
            assert not writable, f"{name} could write to {source} through {target}"
        else:
            assert source in COMPOSE["volumes"]


@each_service
def test_what_it_waits_for_can_come_true(name: str):
    for other, needed in SERVICES[name].get("depends_on", {}).items():
        service = SERVICES[other]
        if needed["condition"] == "service_healthy":
            assert not service["healthcheck"].get("disable")
        else:
            assert needed["condition"] == "service_completed_successfully"
            assert service["restart"] == "no"


def test_no_secret_is_in_the_file_and_each_goes_only_where_it_is_needed():
    assert all(each["file"].startswith("./secrets/") for each in COMPOSE["secrets"].values())
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            assert "PASSWORD" not in variable or str(value).startswith("/run/secrets/"), variable
        assert not any(re.search(r"://[^/@\s]+:[^/@\s]+@", text) for text in strings(service))
    owners = {name for name, service in SERVICES.items() if "postgres-owner" in service.get("secrets", ())}
    assert owners == {"postgres", "store-tables", "store-users"}
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_without_the_folder_of_secrets_nothing_starts():
    with pytest.raises(AssertionError, match="COUNTERFLOW_SECRETS is not set; it names the folder"):
        compose({})


def test_the_script_makes_every_secret_and_changes_none(tmp_path: Path):
    script = [ROOT / "deploy/compose/make-secrets", tmp_path / "secrets"]
    subprocess.run(script, capture_output=True, check=True)
    made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert made.keys() == {Path(each["file"]).name for each in COMPOSE["secrets"].values()}
    assert len(set(made.values())) == len(made)
    assert all(len(text.strip()) == 32 for text in made.values())
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    subprocess.run(script, capture_output=True, check=True)
    assert made == {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}


@each_way
def test_compose_itself_understands_the_file(variables: dict[str, str]):
    binary = os.environ.get("COUNTERFLOW_COMPOSE") or shutil.which("docker-compose")
    if binary is None:
        pytest.skip("needs docker-compose 2, which Debian 12 has not; COUNTERFLOW_COMPOSE may say where it is")
    command = [binary, "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
    env = {**os.environ, **variables}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert (done.returncode, done.stderr) == (0, "")
