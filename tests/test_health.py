"""What an operator asks over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from streams.health import HealthServer


class Said:
    """What the checks answer."""

    healthy = ready = warning = ""


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def server(said: Said) -> Iterator[HealthServer]:
    server = HealthServer("127.0.0.1", 0, lambda: said.healthy, lambda: said.ready, lambda: said.warning)
    server.start()
    yield server
    server.stop()


def ask(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_what_is_wrong_is_said_with_503(server: HealthServer, said: Said):
    assert ask(server, "/health") == ask(server, "/ready") == (200, "ok\n")
    said.ready = "states are being restored"
    assert ask(server, "/ready") == (503, "states are being restored\n")
    assert ask(server, "/health") == (200, "ok\n")


def test_a_warning_is_shown_and_the_worker_stays_well(server: HealthServer, said: Said):
    said.warning = "the catalogue was not reloaded"
    assert ask(server, "/health") == (200, "ok\nwarning: the catalogue was not reloaded\n")
    assert ask(server, "/ready") == (200, "ok\n")
    said.healthy = "the worker is stopping"
    assert ask(server, "/health") == (503, "the worker is stopping\nwarning: the catalogue was not reloaded\n")


def test_metrics_are_served_and_other_places_are_not(server: HealthServer):
    assert "counterflow_worker_up" in ask(server, "/metrics")[1]
    assert ask(server, "/elsewhere")[0] == 404
