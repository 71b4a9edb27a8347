"""Apache Kafka, the real one, for tests and the bench: jars through Maven, KRaft mode, one node."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from xml.etree import ElementTree

from streams.broker.local import LocalBroker
from streams.broker.process import free_port
from streams.errors import BrokerError

_POM = files("streams.broker") / "apache-kafka.pom.xml"
_MAVEN = "{http://maven.apache.org/POM/4.0.0}"
_CLUSTER_ID = "Y291bnRlcmZsb3ctdGVzdA"  # 16 bytes, base64 without padding, as StorageTool wants it


class ApacheKafka(LocalBroker):
    """Apache Kafka as broker and controller in one process, with a small heap and a temporary folder.

    Needs Java 17 or newer, and Maven once: the jars stay in the user's cache (`COUNTERFLOW_CACHE`, else
    `~/.cache/counterflow`).
    """

    name = "Apache Kafka"
    start_timeout_seconds = 60.0

    def _command(self, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
        java = [required("java"), "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{jars()}/*"]
        config = folder / "server.properties"
        config.write_text(_properties(port, free_port(), folder / "log"))
        _run([*java, "kafka.tools.StorageTool", "format", "--config", str(config), "--cluster-id", _CLUSTER_ID])
        return [*java, "kafka.Kafka", str(config)], {}


def missing() -> str:
    """Which programs ApacheKafka lacks on this machine, in words; empty when it can start."""
    lacking = [program for program in ("java", "mvn") if not shutil.which(program)]
    return f"{' and '.join(lacking)} not found" if lacking else ""


def required(program: str) -> str:
    """Absolute path of a program; BrokerError when it is not installed."""
    path = shutil.which(program)
    if path is None:
        raise BrokerError(f"Apache Kafka needs {program}, which is not installed")
    return path


def version() -> str:
    """The version of Apache Kafka that the shipped pom names."""
    found = ElementTree.fromstring(_POM.read_text()).findtext(f".//{_MAVEN}dependency/{_MAVEN}version")
    assert found is not None
    return found


def jars() -> Path:
    """The folder with Kafka's jars, filled by Maven on first use."""
    cache = Path(os.environ.get("COUNTERFLOW_CACHE") or Path.home() / ".cache" / "counterflow")
    folder = cache / f"kafka-{version()}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        # Into a folder of its own, then renamed: an interrupted download never looks complete.
        with tempfile.TemporaryDirectory(dir=cache) as partial, as_file(_POM) as pom:
            copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={partial}/jars"]
            shutil.copy(pom, Path(partial, "pom.xml"))  # Maven writes beside the pom
            _run([required("mvn"), "-q", "-B", "-f", f"{partial}/pom.xml", *copy])
            _publish(Path(partial, "jars"), folder)
    return folder


def _publish(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was first, with the same jars
            raise


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise BrokerError(f"{Path(command[0]).name} failed ({done.returncode}):\n{done.stdout[-2000:]}")


def _properties(port: int, controller_port: int, log: Path) -> str:
    """Combined mode, loopback only; internal topics small and with one replica, and groups that form at once."""
    return f"""\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={log}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
"""
