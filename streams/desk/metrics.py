"""What Prometheus sees of the desk. Names end in their unit; labels are few and bounded."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

UP = Gauge("counterflow_desk_store_up", "1 while the alert store answers.")
REQUESTS = Counter("counterflow_desk_requests_total", "Requests, by page and status.", ["page", "status"])
SECONDS = Histogram("counterflow_desk_request_seconds", "Seconds of a request, by page.", ["page"])
SIGN_INS = Counter("counterflow_desk_sign_ins_total", "Attempts to sign in, by outcome.", ["outcome"])
VERDICTS = Counter("counterflow_desk_verdicts_total", "Verdicts that were published, by verdict.", ["verdict"])
PROPOSALS = Gauge("counterflow_desk_proposals", "Decisions that wait for a second person.")
