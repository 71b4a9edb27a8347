"""A sink as a process: its port for metrics and health, and an end in order."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterable

from streams.health import HealthServer
from streams.settings import Settings
from streams.sinks.batch import Sink
from streams.sinks.consume import Loop


def run(settings: Settings, make: Callable[[Settings], Sink], names: Iterable[str]) -> None:
    """Make a sink and run it over topics (names without prefix) until SIGTERM or Ctrl-C; the batch under way is done.

    SettingsError where a topic is missing or the sink cannot be made, BrokerError where no broker answers.
    """
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("kafka").setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)  # it complains of a slow machine
    loop = Loop(settings, make(settings), names)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    server = None
    if settings.sink_metrics_port:
        server = HealthServer(settings.metrics_host, settings.sink_metrics_port, loop.healthy, loop.ready, loop.warning)
        server.start()
    try:
        loop.run()
    finally:
        if server is not None:
            server.stop()
