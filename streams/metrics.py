"""What Prometheus sees. Names end in their unit; labels are few and bounded."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from streams.errors import Reason
from streams.records import Disposition

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_RECORDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)

UP = Gauge("counterflow_worker_up", "1 while the worker runs.")
READY = Gauge("counterflow_worker_ready", "1 while the worker has its partitions and their states are restored.")
RECORDS = Counter("counterflow_records_total", "Records read.", ["topic"])
TRANSACTIONS = Counter("counterflow_transactions_total", "Transactions understood, by channel.", ["channel"])
NOT_SETTLED = Counter("counterflow_transactions_not_settled_total", "Transactions in which no money moved.")
REJECTED = Counter("counterflow_rejected_total", "Records rejected, by reason.", ["reason"])
MOVEMENTS = Counter(
    "counterflow_movements_total", "Movements taken from their topic, by what became of them.", ["status"]
)
ALERTS = Counter("counterflow_alerts_total", "Alerts published, revisions apart.", ["typology", "topic", "status"])
SUPPRESSED = Counter(
    "counterflow_suppressed_total",
    "Alerts held back by a decision, each revision of them, by what of it: closed, snooze or allow.",
    ["typology", "reason"],
)
RESUMED = Counter(
    "counterflow_suppression_ended_total", "Decisions that hold nothing back any more, by news.", ["typology", "reason"]
)
VERDICTS = Counter(
    "counterflow_verdicts_total", "Verdicts about alerts that analysts came upon.", ["typology", "verdict", "reason"]
)
SAMPLED_VERDICTS = Counter(
    "counterflow_sampled_verdicts_total",
    "Verdicts about what was drawn at random for review; of subjects without an alert the typology is empty.",
    ["typology", "verdict", "reason"],
)
PRECISION = Gauge(
    "counterflow_typology_precision",
    "Escalated alerts among those escalated or closed as false positives, as this worker has seen since it started.",
    ["typology"],
)
BATCH = Histogram("counterflow_step_records", "Records in one step of an agent.", ["agent"], buckets=_RECORDS)
STAGE = Histogram("counterflow_stage_seconds", "Seconds of one step, by stage.", ["stage"], buckets=_SECONDS)
EVENT_LAG = Gauge("counterflow_event_time_lag_seconds", "Clock minus the latest event time applied.")
END_TO_END = Histogram(
    "counterflow_end_to_end_seconds",
    "From the Kafka timestamp of a transaction to the acknowledged alert that it raised.",
    buckets=_SECONDS,
)
DONE = Gauge("counterflow_consumer_done_offset", "Offset before which all records are done.", ["topic", "partition"])
LAG = Gauge("counterflow_consumer_lag_records", "Records behind the high watermark.", ["topic", "partition"])
HELD = Gauge("counterflow_movements_held", "Movements that wait for their turn in event-time order.", ["partition"])
FORCED = Counter(
    "counterflow_movements_forced_total",
    "Movements released before their turn, because more waited than held_max_bytes allows.",
)
TOKENS = Counter(
    "counterflow_flow_tokens_total", "Tokens of money and of shared identifiers, by direction.", ["direction"]
)
FLOW_DROPPED = Counter(
    "counterflow_flow_dropped_total",
    "What was not followed from subject to subject, by reason: the bound that it met.",
    ["reason"],
)
SUBJECTS = Gauge("counterflow_subjects_decoded", "Subjects held decoded.")
PARTITIONS = Gauge("counterflow_partitions_held", "Partitions of the subjects that this worker holds.")
RESTORED = Counter("counterflow_restored_records_total", "Changelog records applied to restore states.")
RESTORE_STALE = Counter("counterflow_restored_stale_records_total", "Changelog records older than what was held.")
RESTORE_SECONDS = Histogram("counterflow_restore_seconds", "Seconds to restore one partition.", buckets=_SECONDS)
STEP_RETRIES = Counter("counterflow_step_retries_total", "Steps tried again, by agent and cause.", ["agent", "cause"])
STATE_BYTES = Counter("counterflow_state_written_bytes_total", "Bytes of states sent to the changelog.")
CATALOGUE = Gauge("counterflow_catalogue_info", "1 for the digest of the catalogue in force.", ["digest"])
CATALOGUE_LOADED = Gauge("counterflow_catalogue_loaded_timestamp_seconds", "When the catalogue in force was loaded.")
TYPOLOGY_INACTIVE = Gauge(
    "counterflow_typology_inactive",
    "1 for a typology that cannot fire, since nothing so far filled the fields that it needs.",
    ["typology", "missing"],
)
CATALOGUE_FAILURES = Counter(
    "counterflow_catalogue_reload_failures_total", "Edits of the catalogue's files that were refused."
)
CATALOGUE_REFUSED = Gauge(
    "counterflow_catalogue_refused",
    "1 while the catalogue's files, as they are now, are refused and an older one judges.",
)
MODEL = Gauge("counterflow_model_info", "1 for the version of the model in force, by role.", ["role", "version"])
MODEL_UP = Gauge(
    "counterflow_model_up",
    "1 while the model of the settings is in force as its files are, 0 while it is missing, refused or broke.",
    ["role"],
)
MODEL_LOADED = Gauge("counterflow_model_loaded_timestamp_seconds", "When the model in force was loaded.", ["role"])
MODEL_FAILURES = Counter("counterflow_model_failures_total", "Models that were refused, or broke in use.", ["role"])
MODEL_SCORED = Counter("counterflow_model_scored_total", "Movements that a model scored.", ["role"])
MODEL_IMPUTED = Counter("counterflow_model_imputed_total", "Unknown values that a median stood for.", ["role"])
MODEL_TAIL = Histogram(
    "counterflow_model_anomaly_tail",
    "Tails of movements that were sampled, by role: a tenth of them should be below 0.1.",
    ["role"],
    buckets=(0.0001, 0.001, 0.01, 0.1, 0.25, 0.5, 1),
)
SIGNAL_PSI = Gauge(
    "counterflow_signal_psi",
    "Population stability index of a signal against the model's training: 0.1 is a little, 0.25 another population.",
    ["signal"],
)
SCORE_PSI = Gauge("counterflow_model_score_psi", "The same index of the anomaly's tail.", ["role"])
SIGNAL_STALE = Gauge(
    "counterflow_signal_stale",
    "1 for a signal that varied in training and now is unknown (silent) or always the same (constant).",
    ["signal", "state"],
)
DRIFT_ROWS = Gauge("counterflow_drift_sample_rows", "Movements in the sample that drift is told from.", ["role"])
LIST_CHANGED = Gauge(
    "counterflow_list_changed_timestamp_seconds",
    "When a list of the institution's own was changed: the one that the worker loaded, and the one on its disk.",
    ["list", "state"],
)
RATES_NEWEST = Gauge("counterflow_rates_newest_timestamp_seconds", "Day of the newest exchange rate.")
STATE_DISK = Gauge("counterflow_state_disk_bytes", "Bytes of the states in data_dir, with RocksDB.")
DISK_FREE = Gauge("counterflow_disk_free_bytes", "Bytes that are free where data_dir is, with RocksDB.")
DISK_SIZE = Gauge("counterflow_disk_size_bytes", "Bytes of the file system where data_dir is, with RocksDB.")


def expect(typologies: Iterable[tuple[str, str]]) -> None:
    """Begin with zero, since Prometheus sees no increase in what appears with its first event.

    `typologies` are names and the topics of their alerts.
    """
    for reason in Reason:
        REJECTED.labels(reason.value)
    for typology, topic in typologies:
        _known.add(typology)
        ALERTS.labels(typology, topic, "new")
        VERDICTS.labels(typology, "escalate", "")
        VERDICTS.labels(typology, "close", "false_positive")


_known: set[str] = set()
"""Typologies of the catalogues that were in force; what dispositions say besides is `other`."""
_right: dict[str, list[int]] = {}


def count_decided(decided: Iterable[Disposition], ended: Iterable[tuple[str, str]]) -> None:
    """Count new dispositions and what has ended, and set the precision of their typologies."""
    for each in decided:
        counter = SAMPLED_VERDICTS if each.sampled else VERDICTS
        typology = each.typology if each.typology in _known else "other"
        counter.labels(typology, each.verdict, each.reason or "").inc()
        is_false = each.reason == "false_positive"
        if each.alert is None or each.sampled or not (each.verdict == "escalate" or is_false):
            continue
        right = _right.setdefault(typology, [0, 0])
        right[is_false] += 1
        PRECISION.labels(typology).set(right[0] / sum(right))
    for typology, reason in ended:
        RESUMED.labels(typology, reason).inc()
