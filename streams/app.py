"""The path of a transaction, in order.

    transactions ─► intake ─► movements ─► in order ─► subjects ─► alerts, alerts.shadow, reports.due,
                      │       and watermarks            ▲ │        and alerts.suppressed, what decisions hold back
                      ▼                    dispositions ┘ ▼
            transactions.rejected                  the state's changelog

Two agents. Each takes everything that waits, computes once, sends once, and marks its batches done when the broker has
acknowledged all that they caused. What the steps do is in `streams.intake` and `streams.evaluation`, both free of
Kafka; the order of events is kept by `streams.ordering`; how batches come and go is in `streams.transport`,
`streams.steps` and `streams.publisher`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import faust
from faust.types import StreamT

from streams import outbound
from streams.ordering.order import Released
from streams.ordering.tokens import Tokens
from streams.settings import Settings
from streams.steps import my_turn
from streams.topics import JUDGED
from streams.transport import Batch
from streams.worker import Worker, observed


def create_app(settings: Settings) -> faust.App:
    """The Faust application of these settings."""
    worker = Worker(settings)
    app = worker.app

    @app.agent(worker.topic("transactions"), name="intake")
    async def intake(stream: StreamT[Any]) -> None:
        """Transactions become movements, one for each side, in the partition of their subject."""
        await worker.stepper("intake").run(stream, take_in, worker.quarantine, ahead=True)

    async def take_in(batches: Sequence[Batch]) -> None:
        with observed("intake", batches):
            taken = worker.intake.take(outbound.records(batches))
        await my_turn()
        await worker.announce(outbound.movements(settings, taken), taken.newest)
        worker.count_taken(taken)

    @app.agent(worker.topic(*JUDGED), name="subjects")
    async def subjects(stream: StreamT[Any]) -> None:
        """Movements change their subjects' states; what is recognised, and not held back by a decision, becomes
        alerts."""
        await worker.stepper("subjects").run(stream, judge, worker.quarantine, arrangement=worker.in_order)

    async def judge(released: Sequence[Released | Tokens]) -> None:
        arrivals = outbound.arrivals(released)
        try:
            with observed("subjects", released):
                outcome = worker.evaluator.evaluate(arrivals)
            await worker.publish("alerts", outbound.alerts(settings, outcome))
            ends = await worker.publish("states", outbound.changes(settings, outcome))
        except BaseException:
            worker.evaluator.abandon(arrivals)
            raise
        worker.evaluator.written(outcome, outbound.ends_by_partition(ends))
        worker.count_judged(outcome)

    return app


def run(settings: Settings) -> None:
    """Run a worker until it is told to stop."""
    Worker.execute(create_app(settings), settings)
