"""The desk as a process."""

from __future__ import annotations

import asyncio
import logging
import signal

from aiohttp import web

from streams.desk.application import application
from streams.desk.server import Desk
from streams.errors import SettingsError, UnavailableError
from streams.health import HealthServer
from streams.settings import Settings

log = logging.getLogger(__name__)

_CHECK_SECONDS = 5.0
_SHUTDOWN_SECONDS = 10.0


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are answered. SettingsError where it cannot begin."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    desk = Desk(settings)
    health = None
    if settings.desk_metrics_port:
        health = HealthServer(
            settings.metrics_host,
            settings.desk_metrics_port,
            str,
            lambda: desk.store.trouble,
            lambda: desk.store.trouble,
        )
        health.start()
    try:
        asyncio.run(_serve(settings, desk))
    finally:
        desk.store.close()
        if health is not None:
            health.stop()


async def _serve(settings: Settings, desk: Desk) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    runner = web.AppRunner(application(desk), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.desk_host, settings.desk_port).start()
        except OSError as error:
            raise SettingsError(f"cannot listen at {settings.desk_host}:{settings.desk_port}: {error}") from error
        log.info("the desk is at http://%s:%d/", settings.desk_host, settings.desk_port)
        watch = asyncio.create_task(_watch(desk))
        await stopping.wait()
        watch.cancel()
    finally:
        await runner.cleanup()


async def _watch(desk: Desk) -> None:
    """Ask the store now and then, so that `/ready` is true without visitors."""
    while True:
        try:
            await asyncio.to_thread(desk.store.read, lambda connection: connection.execute(b"SELECT 1"))
        except UnavailableError as error:
            log.warning("%s", error)
        await asyncio.sleep(_CHECK_SECONDS)
