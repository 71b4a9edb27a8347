"""`counterflow broker`."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer


def broker(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1 to listen at.")] = 9092,
) -> None:
    """Run the embedded broker until Ctrl-C, to try things without a Kafka.

    It keeps everything in memory and forgets it when it ends. Whatever talks to it needs
    COUNTERFLOW_EMBEDDED_BROKER=true, because it cannot do all that Kafka can.
    """
    from streams.broker import EmbeddedBroker

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with EmbeddedBroker(port=port) as running:
        print(f"The embedded broker listens at {running.bootstrap}. In another terminal:", flush=True)
        print(f"  export COUNTERFLOW_BROKER={running.bootstrap} COUNTERFLOW_EMBEDDED_BROKER=true", flush=True)
        ended.wait()
