"""One port for Prometheus and for whoever asks whether the worker lives: /metrics, /health, /ready."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

Check = Callable[[], str]
"""Says what is wrong, in a sentence; empty when nothing is."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)


class HealthServer:
    """Serves in a thread of its own, so that a busy worker still answers."""

    def __init__(self, host: str, port: int, healthy: Check, ready: Check, warning: Check) -> None:
        """`port` 0 takes a free one; see `port` after `start`. `/health` shows a warning and stays well."""
        self._host = host
        self.port = port
        self._checks = {"/health": healthy, "/ready": ready}
        self._warning = warning
        self._metrics = make_wsgi_app()
        self._server: WSGIServer | None = None

    def start(self) -> None:
        """Listen."""
        self._server = make_server(self._host, self.port, self._answer, server_class=_Server, handler_class=_Quiet)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            metrics: Iterable[bytes] = self._metrics(environ, start_response)
            return metrics
        check = self._checks.get(path)
        if check is None:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"known: /metrics /health /ready\n"]
        wrong = check()
        start_response(
            "503 Service Unavailable" if wrong else "200 OK", [("Content-Type", "text/plain; charset=utf-8")]
        )
        warning = self._warning() if path == "/health" else ""
        said = [wrong or "ok", *([f"warning: {warning}"] if warning else [])]
        return ["".join(f"{line}\n" for line in said).encode()]
