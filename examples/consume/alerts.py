"""Keeps the newest revision of every alert in SQLite: python alerts.py BROKER DATABASE [TOPIC …]"""

import json
import sqlite3
import sys

from kafka import KafkaConsumer

UPSERT = """
INSERT INTO alerts VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET (revision, severity, alert) = (excluded.revision, excluded.severity, excluded.alert)
WHERE excluded.revision > alerts.revision
"""

broker, database, *topics = sys.argv[1:]
store = sqlite3.connect(database)
store.execute("CREATE TABLE IF NOT EXISTS alerts (id TEXT PRIMARY KEY, revision INTEGER, severity TEXT, alert TEXT)")
consumer = KafkaConsumer(
    *(topics or ["alerts", "reports.due"]),
    bootstrap_servers=broker,
    group_id="case-management",
    session_timeout_ms=10_000,  # how soon another consumer takes over; the embedded broker also begins no sooner
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
while True:
    polled = consumer.poll(timeout_ms=1000)
    alerts = [json.loads(record.value) for records in polled.values() for record in records]
    if alerts:
        with store:  # all of them, or none
            store.executemany(UPSERT, [(a["id"], a["revision"], a["severity"], json.dumps(a)) for a in alerts])
        consumer.commit()  # only now: what is not stored comes again
