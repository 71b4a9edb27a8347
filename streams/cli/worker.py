"""`counterflow worker`."""

from __future__ import annotations

from streams.cli.console import load_settings


def worker() -> None:
    """Run a worker until it is told to stop (Ctrl-C or SIGTERM).

    Workers with the same COUNTERFLOW_APPLICATION share the work; start as many as there are partitions of `movements`.
    Metrics, `/health` and `/ready` are at COUNTERFLOW_METRICS_HOST and COUNTERFLOW_METRICS_PORT.
    """
    settings = load_settings()
    from streams.app import run

    run(settings)
