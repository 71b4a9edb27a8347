"""The manifests are valid, keep to the restricted Pod Security Standard, and agree with the settings in them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from streams.settings import Settings
from tests.deploy.conftest import Made
from tests.deploy.files import ROOT, documents, load, strings

K8S = ROOT / "deploy/k8s"
BASE, EXAMPLE = K8S / "base", K8S / "overlays/example"
RESOURCES = [BASE / name for name in load(BASE / "kustomization.yaml")["resources"]]
DOCUMENTS = documents(*RESOURCES)
_FOREIGN = {"ScaledObject", "TriggerAuthentication", "PodMonitor"}
"""Kinds that others define; how they were checked is in README.md."""


def label(document: dict[str, Any]) -> str:
    return f"{document['kind']}/{document['metadata']['name']}"


def pods() -> list[Any]:
    kinds = ("StatefulSet", "Deployment", "Job")
    return [
        pytest.param(each["spec"]["template"]["spec"], id=label(each)) for each in DOCUMENTS if each["kind"] in kinds
    ]


def one(kind: str, name: str) -> dict[str, Any]:
    (found,) = [each for each in DOCUMENTS if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return found


each_pod = pytest.mark.parametrize("pod", pods())
each_way = pytest.mark.parametrize("folder", [BASE, EXAMPLE], ids=["base", "example"])


@pytest.fixture
def settings(made: Made) -> Callable[[Path], Settings]:
    return lambda folder: made({}, folder / "settings.yaml")


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each["kind"] not in _FOREIGN], ids=label)
def test_a_manifest_is_what_kubernetes_takes(document: dict[str, Any]):
    kubernetes_validate.validate(document, "1.32", strict=True)


def test_the_validator_notices_a_typing_error():
    worker = yaml.safe_load(yaml.safe_dump(one("StatefulSet", "worker")))
    worker["spec"]["template"]["spec"]["containers"][0]["imagee"] = "x"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(worker, "1.32", strict=True)


@each_pod
def test_a_pod_keeps_to_the_restricted_standard(pod: dict[str, Any]):
    security = pod["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] >= 10_000
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
    kinds = {next(iter(volume.keys() - {"name"})) for volume in pod["volumes"]}
    assert kinds <= {"configMap", "secret", "emptyDir", "persistentVolumeClaim"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert not container["image"].endswith(":latest")
        assert re.search(r":\d+\.\d+\.\d+$", container["image"])


@each_pod
def test_every_volume_that_is_mounted_is_there(pod: dict[str, Any]):
    claims = {each["metadata"]["name"] for each in one("StatefulSet", "worker")["spec"]["volumeClaimTemplates"]}
    volumes = {each["name"] for each in pod["volumes"]} | claims
    for container in pod["containers"]:
        assert {each["name"] for each in container["volumeMounts"]} <= volumes


@each_pod
def test_every_variable_is_a_setting_and_no_secret_is_written_down(pod: dict[str, Any], made: Made):
    for container in pod["containers"]:
        plain = {each["name"]: each["value"] for each in container["env"] if "value" in each}
        assert Path(plain["COUNTERFLOW_SETTINGS_FILE"]).parent == Path("/etc/counterflow")
        taken = {each["name"]: "host=store" for each in container["env"] if "valueFrom" in each}
        made({**plain, **taken}, BASE / "settings.yaml")
        assert all("secretKeyRef" in each["valueFrom"] for each in container["env"] if "valueFrom" in each)


def test_no_file_holds_a_secret():
    files = [file for file in K8S.rglob("*") if file.is_file()]
    assert all(each["kind"] != "Secret" for each in DOCUMENTS)
    for file in files:
        for document in documents(file):
            assert not any(re.search(r"://[^/@\s]+:[^/@\s]+@", text) for text in strings(document)), file
            assert not {"sasl_password", "postgres_dsn", "webhook_secret"} & document.keys(), file


@each_way
def test_there_are_no_more_workers_than_partitions(folder: Path, settings: Callable[[Path], Settings]):
    of = settings(folder)
    scaled = one("ScaledObject", "worker") if folder == BASE else load(EXAMPLE / "scaling.yaml")
    spec = scaled["spec"]
    assert 1 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] == of.subjects_partitions
    topics = set()
    for trigger in spec["triggers"]:
        given = trigger["metadata"]
        assert all(isinstance(value, str) for value in given.values())
        assert (given["bootstrapServers"], given["consumerGroup"]) == (of.broker, of.application)
        topics.add(given["topic"])
        assert ("authenticationRef" in trigger) is of.security_protocol.startswith("SASL")
        if "authenticationRef" in trigger:
            assert given["sasl"] == of.sasl_mechanism.lower().replace("-sha-", "_sha")
    assert topics == {of.topic("transactions"), of.topic("movements")}


@each_way
def test_ports_and_folders_are_those_of_the_settings(folder: Path, settings: Callable[[Path], Settings]):
    of = settings(folder)
    for kind, name, port in (
        ("StatefulSet", "worker", of.metrics_port),
        ("Deployment", "sink", of.sink_metrics_port),
        ("Deployment", "desk", of.desk_metrics_port),
    ):
        (container,) = one(kind, name)["spec"]["template"]["spec"]["containers"]
        assert {"name": "metrics", "containerPort": port} in container["ports"]
        assert {"name": "metrics", "port": port, "targetPort": "metrics"} in one("Service", name)["spec"]["ports"]
        probes = {each: container[f"{each}Probe"]["httpGet"] for each in ("startup", "liveness", "readiness")}
        assert {each["port"] for each in probes.values()} == {"metrics"}
        assert {each: probe["path"] for each, probe in probes.items()} == {
            "startup": "/health",
            "liveness": "/health",
            "readiness": "/ready",
        }
    (worker,) = one("StatefulSet", "worker")["spec"]["template"]["spec"]["containers"]
    (disk,) = [each["mountPath"] for each in worker["volumeMounts"] if each["name"] == "data"]
    cache = {each["name"]: each.get("value") for each in worker["env"]}["NUMBA_CACHE_DIR"]
    assert of.store == "rocksdb"
    assert of.data_dir.is_relative_to(disk)
    assert cache is not None
    assert Path(cache).is_relative_to(disk)
    (desk,) = one("Deployment", "desk")["spec"]["template"]["spec"]["containers"]
    assert {"name": "pages", "containerPort": of.desk_port} in desk["ports"]
    assert str(of.desk_dir) in [each["mountPath"] for each in desk["volumeMounts"] if each["name"] == "data"]
    assert of.metrics_host == of.desk_host == "0.0.0.0"
    assert of.create_topics is False
    assert of.postgres_migrate is False


def test_a_first_start_has_time_to_compile():
    (worker,) = one("StatefulSet", "worker")["spec"]["template"]["spec"]["containers"]
    probe = worker["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] >= 600


def test_the_number_of_workers_is_for_one_to_say():
    assert "replicas" not in one("StatefulSet", "worker")["spec"]


@each_way
def test_kustomize_puts_it_together(folder: Path):
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("needs kubectl, which is not installed")
    done = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    made = list(yaml.safe_load_all(done.stdout))
    assert {label(each) for each in DOCUMENTS} <= {label(each) for each in made}
    (settings,) = [each for each in made if each["kind"] == "ConfigMap"]
    assert settings["data"]["settings.yaml"] == (folder / "settings.yaml").read_text()
    for each in made:
        if each["kind"] not in _FOREIGN:
            kubernetes_validate.validate(each, "1.32", strict=True)
        if each["kind"] in ("StatefulSet", "Deployment", "Job"):
            pod = each["spec"]["template"]["spec"]
            named = [volume["configMap"]["name"] for volume in pod["volumes"] if "configMap" in volume]
            assert named == [settings["metadata"]["name"]]
            if folder == EXAMPLE:
                assert pod["containers"][0]["image"].startswith("registry.example/counterflow:")
