"""What follows from alerts and verdicts, computed anew for whatever a batch touched.

Nothing is counted up, so a batch that is written twice changes nothing, and a verdict may come before its alert.
"""

from __future__ import annotations

from typing import Any

import psycopg

_STATES = """
UPDATE alerts SET state = found.state, verdict = found.verdict, decided_at = found.decided_at
FROM (
    SELECT a.id, d.verdict, d.decided_at,
           CASE WHEN v.state = 'closed' AND a.topic = 'alerts' AND a.record->'resumed'->>'disposition' = d.id
                     THEN 'open'
                WHEN v.state IS NOT NULL THEN v.state
                WHEN a.topic = 'alerts.shadow' THEN 'shadow'
                WHEN a.topic = 'alerts.suppressed' THEN 'suppressed'
                WHEN a.topic = 'reports.due' THEN 'due'
                ELSE 'open' END AS state
    FROM alerts a
    LEFT JOIN LATERAL (
        SELECT id, verdict, reason, coalesce(decided_at, published_at) AS decided_at
        FROM dispositions WHERE alert_id = a.id
        ORDER BY published_at DESC, id DESC LIMIT 1
    ) d ON true
    LEFT JOIN LATERAL (
        SELECT state FROM verdicts
        WHERE verdict = d.verdict AND reason IN (coalesce(d.reason, ''), '') ORDER BY reason DESC LIMIT 1
    ) v ON true
    WHERE a.id = ANY(%(touched)s)
) found
WHERE alerts.id = found.id
  AND (alerts.state, alerts.verdict, alerts.decided_at)
      IS DISTINCT FROM (found.state, found.verdict, found.decided_at)
"""

_SUBJECTS = """
INSERT INTO subjects AS kept
    (id, kind, name, risk, severity, first_alert_at, last_alert_at, alerts, open_alerts, shadow_alerts, cases)
SELECT subject,
       (array_agg(subject_kind ORDER BY detected_at DESC, revision DESC, id))[1],
       (array_agg(subject_name ORDER BY detected_at DESC, revision DESC, id))[1],
       (array_agg(risk ORDER BY detected_at DESC, revision DESC, id) FILTER (WHERE topic = 'alerts'))[1],
       (array_agg(severity ORDER BY detected_at DESC, revision DESC, id) FILTER (WHERE topic = 'alerts'))[1],
       min(first_detected_at), max(detected_at),
       count(*) FILTER (WHERE topic = 'alerts'),
       count(*) FILTER (WHERE state IN ('open', 'escalated')),
       count(*) FILTER (WHERE topic = 'alerts.shadow'),
       count(DISTINCT case_id) FILTER (WHERE topic = 'alerts')
FROM alerts
WHERE subject IN (SELECT subject FROM alerts WHERE id = ANY(%(touched)s))
GROUP BY subject ORDER BY subject
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind, name = excluded.name, risk = excluded.risk, severity = excluded.severity,
    first_alert_at = excluded.first_alert_at, last_alert_at = excluded.last_alert_at, alerts = excluded.alerts,
    open_alerts = excluded.open_alerts, shadow_alerts = excluded.shadow_alerts, cases = excluded.cases
"""

_CASES = """
INSERT INTO cases AS kept (id, subject, risk, first_alert_at, last_alert_at, due_at, alerts, open_alerts, typologies)
SELECT case_id, min(subject), max(risk), min(first_detected_at), max(detected_at), min(due_at), count(*),
       count(*) FILTER (WHERE state IN ('open', 'escalated')), array_agg(DISTINCT typology ORDER BY typology)
FROM alerts
WHERE topic = 'alerts' AND case_id <> '' AND case_id IN (SELECT case_id FROM alerts WHERE id = ANY(%(touched)s))
GROUP BY case_id ORDER BY case_id
ON CONFLICT (id) DO UPDATE SET
    subject = excluded.subject, risk = excluded.risk, first_alert_at = excluded.first_alert_at,
    last_alert_at = excluded.last_alert_at, due_at = excluded.due_at, alerts = excluded.alerts,
    open_alerts = excluded.open_alerts, typologies = excluded.typologies
"""

_CASES_WITHOUT = """
DELETE FROM cases c
WHERE id IN (SELECT case_id FROM alerts WHERE id = ANY(%(touched)s) AND topic <> 'alerts')
  AND NOT EXISTS (SELECT FROM alerts a WHERE a.case_id = c.id AND a.topic = 'alerts')
"""


def derive(connection: psycopg.Connection[Any], touched: set[str]) -> None:
    """Bring states, subjects and cases up to what alerts and verdicts say; `touched` are ids of alerts."""
    for statement in (_STATES, _SUBJECTS, _CASES, _CASES_WITHOUT):
        connection.execute(statement, {"touched": sorted(touched)})
