"""What Prometheus sees of a sink. Names end in their unit; labels are few and bounded."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

UP = Gauge("counterflow_sink_up", "1 while the sink can write; 0 while what it writes to is away.", ["sink"])
RECORDS = Counter("counterflow_sink_records_total", "Records made durable.", ["sink", "topic"])
BATCHES = Counter("counterflow_sink_batches_total", "Batches made durable.", ["sink"])
WRITE_SECONDS = Histogram(
    "counterflow_sink_write_seconds", "Seconds of one attempt to write a batch.", ["sink"], buckets=_SECONDS
)
FAILURES = Counter("counterflow_sink_failures_total", "Attempts that have to be repeated.", ["sink"])
DEAD_LETTERS = Counter("counterflow_sink_dead_letters_total", "Records that were not delivered.", ["sink", "reason"])
LAG = Gauge("counterflow_sink_lag_records", "Records behind the high watermark.", ["sink", "topic", "partition"])
WRITTEN = Gauge("counterflow_sink_last_write_timestamp_seconds", "When a batch was last made durable.", ["sink"])
ROWS = Counter("counterflow_sink_rows_total", "Rows sent to the alert store, by table.", ["table"])
EXPIRED = Counter("counterflow_sink_expired_alerts_total", "Alerts that retention deleted from the alert store.")
REQUESTS = Counter("counterflow_sink_requests_total", "Requests to the webhook, by what came of them.", ["outcome"])
FILES = Counter("counterflow_sink_files_total", "Files put aside.")
