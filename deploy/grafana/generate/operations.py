"""Operations: do the processes work, how fast, and what do they need."""

from __future__ import annotations

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.generate import links
from deploy.grafana.generate.page import PROMETHEUS, Section, instances, page
from deploy.grafana.generate.panels import (
    BYTES,
    COUNT,
    PER_SECOND,
    SECONDS,
    SHARE,
    SIXTH,
    THIRD,
    metrics,
    number,
    over_time,
)
from deploy.grafana.generate.queries import or_zero, promql
from deploy.grafana.generate.stream import WORKER, latency, quantile, throughput, trouble

_ALARMS = (links.ALARMS,)
_GOOD_FROM_ONE = ((None, "red"), (1.0, "green"))
_BAD_FROM_ONE = ((None, "green"), (1.0, "red"))


def _now() -> Section:
    return Section(
        "Now",
        [
            number(
                metrics(
                    "Workers ready",
                    "Workers that have their partitions with states restored.",
                    COUNT,
                    _ALARMS,
                    SIXTH,
                    4,
                ),
                promql("sum(counterflow_worker_ready)"),
                *_GOOD_FROM_ONE,
            ),
            number(
                metrics("Sinks up", "Sinks that can write to what they write to.", COUNT, _ALARMS, SIXTH, 4),
                promql("sum(counterflow_sink_up)"),
                *_GOOD_FROM_ONE,
            ),
            number(
                metrics("Alarms", "Alarms of Prometheus' rules that fire.", COUNT, _ALARMS, SIXTH, 4),
                promql(or_zero('count(ALERTS{alertstate="firing"})')),
                *_BAD_FROM_ONE,
            ),
            number(
                metrics(
                    "Records that wait",
                    "Records of all topics that workers have not come to.",
                    COUNT,
                    _ALARMS,
                    SIXTH,
                    4,
                ),
                promql("sum(counterflow_consumer_lag_records)"),
                (None, "green"),
                (20000, "orange"),
            ),
            number(
                metrics(
                    "Slowest of 100 alerts",
                    "99th percentile from a transaction's Kafka timestamp to the acknowledged alert, in 15 minutes.",
                    SECONDS,
                    _ALARMS,
                    SIXTH,
                    4,
                ),
                promql("histogram_quantile(0.99, sum by (le) (rate(counterflow_end_to_end_seconds_bucket[15m])))"),
                (None, "green"),
                (5, "red"),
            ),
            number(
                metrics(
                    "Rejected",
                    "Share of the transactions of 15 minutes that could not be used; as the alarm counts them.",
                    SHARE,
                    _ALARMS,
                    SIXTH,
                    4,
                ),
                promql(
                    'sum(rate(counterflow_rejected_total{reason!~"conflicting_duplicate|.*disposition.*"}[15m]))'
                    ' / sum(rate(counterflow_records_total{topic=~".*transactions"}[15m]))'
                ),
                (None, "green"),
                (0.05, "red"),
            ),
        ],
    )


def _resources() -> Section:
    return Section(
        "Resources",
        [
            over_time(
                metrics("Processors", "Processor seconds each second: 1 is one whole core.", COUNT, _ALARMS, THIRD),
                promql(
                    'sum by (job, instance) (rate(process_cpu_seconds_total{job=~"worker|sink"}[$__rate_interval]))',
                    "{{job}} {{instance}}",
                ),
            ),
            over_time(
                metrics("Memory", "Resident memory.", BYTES, _ALARMS, THIRD),
                promql('process_resident_memory_bytes{job=~"worker|sink"}', "{{job}} {{instance}}"),
            ),
            over_time(
                metrics(
                    "Subjects in memory", "Subjects held decoded; the others rest in the store.", COUNT, _ALARMS, THIRD
                ),
                promql(f"sum by (instance) (counterflow_subjects_decoded{WORKER})", "{{instance}}"),
            ),
        ],
    )


def _sinks() -> Section:
    return Section(
        "Sinks",
        [
            over_time(
                metrics("Written", "Records made durable, by sink and topic.", PER_SECOND, _ALARMS, THIRD),
                promql(
                    "sum by (sink, topic) (rate(counterflow_sink_records_total[$__rate_interval]))",
                    "{{sink}}: {{topic}}",
                ),
            ),
            over_time(
                metrics("Sinks behind", "Records that a sink has not come to.", COUNT, _ALARMS, THIRD),
                promql("sum by (sink) (counterflow_sink_lag_records)", "{{sink}}"),
            ),
            over_time(
                metrics("A batch", "99th percentile of the seconds to write a batch.", SECONDS, _ALARMS, THIRD),
                promql(quantile("0.99", "counterflow_sink_write_seconds", "sink", ""), "{{sink}}"),
            ),
            over_time(
                metrics(
                    "Attempts repeated", "Attempts to write that failed and are repeated.", PER_SECOND, _ALARMS, THIRD
                ),
                promql(
                    or_zero("sum by (sink) (rate(counterflow_sink_failures_total[$__rate_interval]))", "sink"),
                    "{{sink}}",
                ),
            ),
            over_time(
                metrics(
                    "Given up",
                    "Dead letters since the start, by sink and reason: records on sinks.dead.",
                    COUNT,
                    _ALARMS,
                    THIRD,
                ),
                promql(
                    or_zero("sum by (sink, reason) (counterflow_sink_dead_letters_total)", "sink", "reason"),
                    "{{sink}}: {{reason}}",
                ),
            ),
            number(
                metrics(
                    "Since the last batch", "Seconds since a sink last made something durable.", SECONDS, _ALARMS, THIRD
                ),
                promql("time() - max by (sink) (counterflow_sink_last_write_timestamp_seconds)", "{{sink}}"),
            ),
        ],
    )


def operations() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-operations",
        "Do the processes work, how fast, and what do they need.",
        [_now(), throughput(), latency(), trouble(), _resources(), _sinks()],
        [instances(), PROMETHEUS],
        since="now-6h",
    )
