"""A Prometheus of a test's own: Debian's or whatever is on the path, in a temporary folder, on a free port."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from streams.broker import Process, free_port
from tests.deploy.rules import tool

Series = dict[str, Any]
"""One series as the API gives it: `metric`, its labels, and `values`, pairs of time and text."""


class PrometheusServer:
    """A server that scrapes addresses once a second, from `start` to `stop`."""

    def __init__(self, jobs: Mapping[str, str]) -> None:
        """`jobs`: the address `host:port` of each job."""
        self._folder = Path(tempfile.mkdtemp(prefix="counterflow-prometheus-"))
        self._port = free_port()
        self._process: Process | None = None
        config = {
            "global": {"scrape_interval": "1s"},
            "scrape_configs": [
                {"job_name": name, "static_configs": [{"targets": [address]}]} for name, address in jobs.items()
            ],
        }
        (self._folder / "prometheus.yml").write_text(json.dumps(config))  # JSON is YAML

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Start it and wait until it answers."""
        command = [
            tool("prometheus"),
            f"--config.file={self._folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self._port}",
        ]
        self._process = Process(command)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, self._process.tail()
            assert self._process.returncode is None, self._process.tail()
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=2):
                return True
        except OSError:
            return False

    def query_range(self, expression: str, seconds: float, step: int = 5) -> list[Series]:
        """The series of an expression over the last `seconds`; AssertionError with its words where it is refused."""
        end = time.time()
        return self._get("query_range", query=expression, start=end - seconds, end=end, step=step)

    def query(self, expression: str) -> list[Series]:
        """The series of an expression now, in the shape of `query_range`."""
        found = self._get("query", query=expression, time=time.time())
        return [{"metric": each["metric"], "values": [each["value"]]} for each in found]

    def names(self) -> set[str]:
        """Every metric that it holds."""
        found: set[str] = set(self._data("label/__name__/values"))
        return found

    def _get(self, path: str, **parameters: Any) -> list[Series]:
        result: list[Series] = self._data(f"{path}?{urllib.parse.urlencode(parameters)}")["result"]
        return result

    def _data(self, path: str) -> Any:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}", timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()}") from error

    def stop(self) -> None:
        """End it and remove its folder. Doing so twice is harmless."""
        if self._process is not None:
            self._process.end()
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
