"""Operations, the stream itself: throughput, latency, rejects and recovery."""

from __future__ import annotations

from deploy.grafana.generate import links
from deploy.grafana.generate.page import Section
from deploy.grafana.generate.panels import COUNT, PER_SECOND, SECONDS, THIRD, metrics, number, over_time
from deploy.grafana.generate.queries import or_zero, promql

_ALARMS = (links.ALARMS,)
_TYPOLOGIES = (links.dashboard("counterflow-typologies"), links.ALARMS)
WORKER = '{instance=~"$instance"}'


def _rate(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate({metric}{WORKER}[$__rate_interval]))"


def _mean(metric: str, by: str) -> str:
    return f"{_rate(metric + '_sum', by)} / {_rate(metric + '_count', by)}"


def quantile(share: str, metric: str, by: str = "", where: str = WORKER) -> str:
    """A quantile of a histogram, over what `$__rate_interval` covers, for each value of a label."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{where}[$__rate_interval])))"


def throughput() -> Section:
    """How much comes and goes."""
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
                promql(or_zero(_rate("counterflow_flow_dropped_total", "reason"), "reason"), "{{reason}}"),
            ),
        ],
    )


def latency() -> Section:
    """How long it takes, and what waits."""
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
                    promql(quantile(share, end_to_end), name, ref)
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
                promql(f"sum by (topic) (counterflow_consumer_lag_records{WORKER})", "{{topic}}"),
            ),
            over_time(
                metrics(
                    "Behind event time",
                    "The clock minus the latest event time applied. A stream of the past is far behind.",
                    SECONDS,
                    _ALARMS,
                    THIRD,
                ),
                promql(f"max by (instance) (counterflow_event_time_lag_seconds{WORKER})", "{{instance}}"),
            ),
            over_time(
                metrics(
                    "Waiting for their turn",
                    "Movements held until every partition has come past them; forced ones were released before that.",
                    COUNT,
                    _ALARMS,
                    THIRD,
                ),
                promql(f"sum(counterflow_movements_held{WORKER})", "held"),
                promql(
                    f"sum(rate(counterflow_movements_forced_total{WORKER}[$__rate_interval]))",
                    "forced each second",
                    "B",
                ),
            ),
        ],
    )


def trouble() -> Section:
    """What went wrong, and what came back."""
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
                promql(or_zero(_rate("counterflow_rejected_total", "reason"), "reason"), "{{reason}}"),
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
                promql(
                    or_zero(_rate("counterflow_step_retries_total", "agent, cause"), "agent", "cause"),
                    "{{agent}}: {{cause}}",
                ),
            ),
            over_time(
                metrics("Partitions", "Partitions of the subjects that each worker holds.", COUNT, _ALARMS, THIRD),
                promql(f"sum by (instance) (counterflow_partitions_held{WORKER})", "{{instance}}"),
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
