"""`make bench`: throughput side by side, then latency; prints a table and writes bench/results.json."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kafka import KafkaProducer

from bench import stream
from bench.latency import measure as measure_latency
from streams import topics
from streams.broker import ApacheKafka, EmbeddedBroker, LocalBroker, apache
from streams.connection import client_options
from streams.settings import Settings
from streams.worker_process import WorkerProcess

COUNT = 200_000
RATES = (500, 5000)
RESULTS = Path(__file__).with_name("results.json")
_APPLIED = 'counterflow_movements_total{status="applied"}'
_CPU = "process_cpu_seconds_total"
_SCORING = 'counterflow_stage_seconds_sum{stage="score_champion"}'


@dataclass(frozen=True, slots=True)
class Throughput:
    """How fast something went through the topic."""

    name: str
    per_second: float
    cpu_microseconds: float
    """CPU of its process per transaction."""


def settings_for(broker: LocalBroker, name: str) -> Settings:
    """Settings of one measurement, with topics of its own."""
    return Settings(
        broker=broker.bootstrap,
        embedded_broker=isinstance(broker, EmbeddedBroker),
        application=f"bench-{name}",
        topic_prefix=f"bench-{name}.",
        session_timeout_seconds=6.0,
        log_level="WARNING",
        model=Path("default"),
    )


def publish(settings: Settings, count: int) -> None:
    """Fill the topic `transactions`."""
    producer = KafkaProducer(**client_options(settings), linger_ms=50, batch_size=512 << 10, acks=1)
    topic = settings.topic("transactions")
    for value in stream.transactions(count):
        producer.send(topic, value, partition=0)
    producer.flush()
    producer.close()


def script(name: str, module: str, settings: Settings, count: int) -> Throughput:
    """Run one of the scripts beside this file, which prints what it measured."""
    command = [sys.executable, "-m", module, settings.broker, settings.topic("transactions"), str(count)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    printed = re.search(rb"\{.*\}", done.stdout)  # Faust surrounds it with codes for a terminal
    if printed is None:
        raise RuntimeError(f"{module} printed no figures:\n{done.stdout.decode()[-2000:]}")
    measured: dict[str, float] = json.loads(printed[0])
    records = measured["records"]
    return Throughput(name, records / measured["seconds"], measured["cpu_seconds"] / records * 1e6)


def counterflow(settings: Settings, count: int) -> tuple[Throughput, dict[str, float]]:
    """Run a worker, everything on, through the whole topic."""
    movements = stream.movements_of(count)
    per_transaction = movements / count
    with WorkerProcess(settings) as worker:
        worker.wait_until(lambda: worker.samples().get(_APPLIED, 0.0) > 0)
        first, began = worker.samples(), time.monotonic()
        worker.wait_until(lambda: worker.samples().get(_APPLIED, 0.0) >= movements, seconds=300)
        last, seconds = worker.samples(), time.monotonic() - began
    transactions = (last[_APPLIED] - first[_APPLIED]) / per_transaction
    result = Throughput("Counterflow", transactions / seconds, (last[_CPU] - first[_CPU]) / transactions * 1e6)
    return result, {
        "model_share": (last[_SCORING] - first[_SCORING]) / (last[_CPU] - first[_CPU]),
        "state_bytes_per_transaction": last["counterflow_state_written_bytes_total"] / count,
        "alerts": sum(value for key, value in last.items() if key.startswith("counterflow_alerts_total{")),
    }


def main() -> int:
    """Measure everything; the exit status."""
    results: dict[str, Any] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "transactions": COUNT,
    }
    with EmbeddedBroker() as broker:
        settings = settings_for(broker, "throughput")
        topics.create(settings)
        print(f"publishing {COUNT:,} transactions to the embedded broker", flush=True)
        publish(settings, COUNT)
        rows = [
            script("ceiling: read and decode", "bench.ceiling", settings, COUNT),
            script("empty Faust agent", "bench.empty_agent", settings, COUNT),
        ]
        ours, details = counterflow(settings, COUNT)
        rows.append(ours)
    print(f"{'':28}{'per second':>12}{'CPU µs each':>14}")
    for row in rows:
        print(f"{row.name:28}{row.per_second:>12,.0f}{row.cpu_microseconds:>14.1f}")
    ratio = ours.per_second / rows[1].per_second
    print(f"Counterflow is {ratio:.2f} times as fast as the empty agent")
    print(f"the model takes {details['model_share']:.1%} of its time")
    results |= {"throughput": [asdict(row) for row in rows], "ratio_to_empty_agent": ratio, **details}

    lacking = apache.missing()
    with EmbeddedBroker() if lacking else ApacheKafka() as broker:
        results["latency_broker"] = broker.name
        results["latency"] = []
        for rate in RATES:
            settings = settings_for(broker, f"latency-{rate}")
            topics.create(settings)
            measured = asyncio.run(measure_latency(settings, rate))
            results["latency"].append(measured)
            print(
                f"{rate:>6,}/s on {broker.name}: p50 {measured['p50_ms']:.0f} ms, p99 {measured['p99_ms']:.0f} ms"
                f" from transaction to report, {measured['samples']} samples",
                flush=True,
            )
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {RESULTS.relative_to(Path.cwd())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
