"""An empty Faust agent, as a script: reads COUNT records of TOPIC and prints how long that took.

The usual way to use Faust, with nothing to do: what every record costs before any work.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import faust


def main(broker: str, topic: str, count: int) -> None:
    """Run until `count` records were seen."""
    app = faust.App(
        f"bench-empty-{os.getpid()}",
        broker=f"kafka://{broker}",
        value_serializer="raw",
        consumer_auto_offset_reset="earliest",
        topic_disable_leader=True,
        topic_allow_declare=False,
        broker_session_timeout=6,
        broker_heartbeat_interval=1,
        web_enabled=False,
    )
    app._create_directories = lambda: None  # type: ignore[method-assign]  # leave no folder behind
    seen, began, cpu_began = 0, 0.0, 0.0

    @app.agent(app.topic(topic, value_serializer="raw"))
    async def empty(stream):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  (as Faust's users write it)
        nonlocal seen, began, cpu_began
        async for _ in stream:
            if not seen:
                began, cpu_began = time.monotonic(), time.process_time()
            seen += 1
            if seen == count:
                seconds, cpu = time.monotonic() - began, time.process_time() - cpu_began
                print(json.dumps({"records": count, "seconds": seconds, "cpu_seconds": cpu}), flush=True)
                os.kill(os.getpid(), signal.SIGTERM)

    faust.Worker(app, loglevel="ERROR", quiet=True, redirect_stdouts=False).execute_from_commandline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
