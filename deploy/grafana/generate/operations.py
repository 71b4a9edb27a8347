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
from deploy.grafana.generate.queries import or_zero, promql, promql_now

_ALARMS = (links.ALARMS,)
_TYPOLOGIES = (links.dashboard("counterflow-typologies"), links.ALARMS)
_WORKER = '{instance=~"$instance"}'
_GOOD_FROM_ONE = ((None, "red"), (1.0, "green"))
_BAD_FROM_ONE = ((None, "green"), (1.0, "red"))


def _rate(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate({metric}{_WORKER}[$__rate_interval]))"


def _mean(metric: str, by: str) -> str:
    return f"{_rate(metric + '_sum', by)} / {_rate(metric + '_count', by)}"


def _quantile(share: str, metric: str, by: str = "", where: str = _WORKER) -> str:
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{where}[$__rate_interval])))"


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
                    "Share of the transactions of 15 minutes that could not be used.",
                    SHARE,
                    _ALARMS,
                    SIXTH,
                    4,
                ),
                promql(
                    "sum(rate(counterflow_rejected_total[15m]))"
                    ' / sum(rate(counterflow_records_total{topic=~".*transactions"}[15m]))'
                ),
                (None, "green"),
                (0.05, "red"),
            ),
        ],
    )


def _throughput() -> Section:
    return Section(
        "Throughput",
        [
            over_time(
                metrics(
                    "Records read", "Records by topic. Tokens of money come back on flows.", PER_SECOND, _ALARMS, THIRD
                ),
                promql(_rate("counterflow_records_total", "topic"), "{{topic}}"),
            ),
            over_time(
                metrics("Transactions", "Transactions understood, by channel.", PER_SECOND, _ALARMS, THIRD),
                promql(_rate("counterflow_transactions_total", "channel"), "{{channel}}"),
                stacked=True,
            ),
            over_time(
                metrics(
                    "Movements",
                    "What became of movements: applied, late (out of event-time order), or already known.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(_rate("counterflow_movements_total", "status"), "{{status}}"),
            ),
            over_time(
                metrics(
                    "Alerts",
                    "Alerts published by topic, first revisions and later ones.",
                    PER_SECOND,
                    _TYPOLOGIES,
                    THIRD,
                ),
                promql(_rate("counterflow_alerts_total", "topic, status"), "{{topic}}, {{status}}"),
            ),
            over_time(
                metrics(
                    "Money followed",
                    "Tokens of money and of shared identifiers, by direction.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(_rate("counterflow_flow_tokens_total", "direction"), "{{direction}}"),
            ),
            over_time(
                metrics(
                    "Not followed",
                    "What was not followed further, by the bound that it met.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(or_zero(_rate("counterflow_flow_dropped_total", "reason")), "{{reason}}"),
            ),
        ],
    )


def _latency() -> Section:
    end_to_end = "counterflow_end_to_end_seconds"
    return Section(
        "Latency and lag",
        [
            over_time(
                metrics(
                    "Transaction to alert",
                    "From the Kafka timestamp of a transaction to the acknowledged alert that it raised.",
                    SECONDS,
                    _ALARMS,
                    THIRD,
                ),
                *(
                    promql(_quantile(share, end_to_end), name, ref)
                    for share, name, ref in (
                        ("0.5", "half", "A"),
                        ("0.95", "95 of 100", "B"),
                        ("0.99", "99 of 100", "C"),
                    )
                ),
            ),
            over_time(
                metrics("A step", "Mean seconds of one step, by stage of the worker.", SECONDS, _ALARMS, THIRD),
                promql(
                    _mean("counterflow_stage_seconds", "stage"),
                    "{{stage}}",
                ),
            ),
            over_time(
                metrics("Records in a step", "Mean records in one step, by agent.", COUNT, _ALARMS, THIRD),
                promql(
                    _mean("counterflow_step_records", "agent"),
                    "{{agent}}",
                ),
            ),
            over_time(
                metrics("Records that wait", "Behind the high watermark, by topic.", COUNT, _ALARMS, THIRD),
                promql(f"sum by (topic) (counterflow_consumer_lag_records{_WORKER})", "{{topic}}"),
            ),
            over_time(
                metrics(
                    "Behind event time",
                    "The clock minus the latest event time applied. A stream of the past is far behind.",
                    SECONDS,
                    _ALARMS,
                    THIRD,
                ),
                promql(f"max by (instance) (counterflow_event_time_lag_seconds{_WORKER})", "{{instance}}"),
            ),
            over_time(
                metrics(
                    "Waiting for their turn",
                    "Movements held until every partition has come past them; forced ones were released before that.",
                    COUNT,
                    _ALARMS,
                    THIRD,
                ),
                promql(f"sum(counterflow_movements_held{_WORKER})", "held"),
                promql(
                    f"sum(rate(counterflow_movements_forced_total{_WORKER}[$__rate_interval]))",
                    "forced each second",
                    "B",
                ),
            ),
        ],
    )


def _trouble() -> Section:
    return Section(
        "Rejects and recovery",
        [
            over_time(
                metrics(
                    "Rejected, by reason",
                    "Records on transactions.rejected. They are not monitored.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(or_zero(_rate("counterflow_rejected_total", "reason")), "{{reason}}"),
                stacked=True,
            ),
            over_time(
                metrics(
                    "Steps tried again",
                    "By agent and cause; a broker that elects a leader costs a few.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(or_zero(_rate("counterflow_step_retries_total", "agent, cause")), "{{agent}}: {{cause}}"),
            ),
            over_time(
                metrics("Partitions", "Partitions of the subjects that each worker holds.", COUNT, _ALARMS, THIRD),
                promql(f"sum by (instance) (counterflow_partitions_held{_WORKER})", "{{instance}}"),
                stacked=True,
            ),
            over_time(
                metrics(
                    "States restored",
                    "Changelog records applied after a start or a rebalance.",
                    PER_SECOND,
                    _ALARMS,
                    THIRD,
                ),
                promql(_rate("counterflow_restored_records_total", "instance"), "{{instance}}"),
            ),
            number(
                metrics(
                    "A partition restored in",
                    "Mean seconds to restore one partition, since the start.",
                    SECONDS,
                    _ALARMS,
                    THIRD,
                ),
                promql("sum(counterflow_restore_seconds_sum) / sum(counterflow_restore_seconds_count)"),
            ),
            over_time(
                metrics("States written", "Bytes of states sent to the changelog.", "Bps", _ALARMS, THIRD),
                promql(_rate("counterflow_state_written_bytes_total", "instance"), "{{instance}}"),
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
                promql(f"sum by (instance) (counterflow_subjects_decoded{_WORKER})", "{{instance}}"),
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
                promql(_quantile("0.99", "counterflow_sink_write_seconds", "sink", ""), "{{sink}}"),
            ),
            over_time(
                metrics(
                    "Attempts repeated", "Attempts to write that failed and are repeated.", PER_SECOND, _ALARMS, THIRD
                ),
                promql(or_zero("sum by (sink) (rate(counterflow_sink_failures_total[$__rate_interval]))"), "{{sink}}"),
            ),
            over_time(
                metrics(
                    "Given up",
                    "Dead letters since the start, by sink and reason: records on sinks.dead.",
                    COUNT,
                    _ALARMS,
                    THIRD,
                ),
                promql(or_zero("sum by (sink, reason) (counterflow_sink_dead_letters_total)"), "{{sink}}: {{reason}}"),
            ),
            number(
                metrics(
                    "Since the last batch", "Seconds since a sink last made something durable.", SECONDS, _ALARMS, THIRD
                ),
                promql_now("time() - max by (sink) (counterflow_sink_last_write_timestamp_seconds)", "{{sink}}"),
            ),
        ],
    )


def operations() -> Dashboard:
    """The dashboard."""
    return page(
        "counterflow-operations",
        "Do the processes work, how fast, and what do they need.",
        [_now(), _throughput(), _latency(), _trouble(), _resources(), _sinks()],
        [instances(), PROMETHEUS],
        since="now-6h",
    )
