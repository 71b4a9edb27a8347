CREATE VIEW open_alerts AS
SELECT row_number() OVER (ORDER BY risk DESC, first_detected_at, id) AS place,
       id, subject, subject_kind, subject_name, typology, title, crimes, severity, risk, weight, case_id, state,
       first_detected_at, detected_at, due_at, due_at < now() AS overdue, now() - first_detected_at AS age,
       evidence_count, evidence_value, currency, narrative
FROM alerts
WHERE state IN ('open', 'escalated');
COMMENT ON VIEW open_alerts IS 'The queue: highest risk first, then what waits longest.';

CREATE VIEW alerts_by_crime AS
SELECT crime, state, severity, count(*) AS alerts, count(DISTINCT subject) AS subjects, max(risk) AS risk_max
FROM alerts CROSS JOIN LATERAL unnest(crimes) AS crime
GROUP BY crime, state, severity;

CREATE VIEW alerts_by_typology AS
SELECT typology, title, state, severity, count(*) AS alerts, count(DISTINCT subject) AS subjects,
       max(detected_at) AS last_detected_at
FROM alerts
GROUP BY typology, title, state, severity;

CREATE VIEW alerts_by_subject_kind AS
SELECT subject_kind, state, severity, count(*) AS alerts, count(DISTINCT subject) AS subjects
FROM alerts
GROUP BY subject_kind, state, severity;

CREATE VIEW alerts_by_corridor AS
SELECT e.country, e.direction, a.state, count(DISTINCT a.id) AS alerts, count(DISTINCT a.subject) AS subjects,
       count(*) AS transactions, sum(e.value) AS value, a.currency
FROM evidence e JOIN alerts a ON a.id = e.alert_id
WHERE e.country <> ''
GROUP BY e.country, e.direction, a.state, a.currency;
COMMENT ON VIEW alerts_by_corridor IS 'Evidence by the counterparty''s country; value in the base currency, of what has an exchange rate.';

CREATE VIEW alerts_per_day AS
SELECT (detected_at AT TIME ZONE 'UTC')::date AS day, topic, typology, severity, count(*) AS alerts
FROM alerts
GROUP BY 1, topic, typology, severity;

CREATE VIEW typology_precision AS
WITH decided AS (
    SELECT DISTINCT ON (d.alert_id) d.alert_id, coalesce(nullif(d.typology, ''), a.typology) AS typology, d.verdict, v.useful
    FROM dispositions d LEFT JOIN alerts a ON a.id = d.alert_id
    LEFT JOIN LATERAL (
        SELECT useful FROM verdicts
        WHERE verdict = d.verdict AND reason IN (coalesce(d.reason, ''), '') ORDER BY reason DESC LIMIT 1
    ) v ON true
    WHERE d.alert_id IS NOT NULL AND d.record->'sampled' IS DISTINCT FROM 'true'::jsonb
    ORDER BY d.alert_id, d.published_at DESC, d.id DESC
)
SELECT typology, count(*) AS decided, count(*) FILTER (WHERE useful) AS useful,
       count(*) FILTER (WHERE NOT useful) AS useless,
       count(*) FILTER (WHERE useful)::double precision / nullif(count(useful), 0) AS precision
FROM decided
GROUP BY typology;
COMMENT ON VIEW typology_precision IS 'By the newest verdict on each alert, as Kafka received them; null where none says either. Random samples are left out.';

CREATE VIEW verdicts_by_typology AS
SELECT coalesce(nullif(d.typology, ''), a.typology) AS typology, d.verdict, d.reason, count(*) AS verdicts, max(d.decided_at) AS last_decided_at
FROM dispositions d LEFT JOIN alerts a ON a.id = d.alert_id
GROUP BY 1, d.verdict, d.reason;

CREATE VIEW subject_neighbours AS
SELECT e.alert_id, a.subject, flow.neighbour, flow.direction, e.time, e.amount, e.currency, e.value, e.transaction_id
FROM edges e JOIN alerts a ON a.id = e.alert_id
CROSS JOIN LATERAL (
    VALUES (e.creditor, 'out', e.debtor = a.subject), (e.debtor, 'in', e.creditor = a.subject)
) AS flow (neighbour, direction, concerned)
WHERE flow.concerned;
COMMENT ON VIEW subject_neighbours IS 'Whom the subject of an alert paid and was paid by, as its alerts show it.';

-- Names and kinds of columns as Grafana's node graph panel wants them; ask for one alert_id.
CREATE VIEW node_graph_edges AS
SELECT alert_id, debtor || ' > ' || creditor || ' ' || currency AS id, debtor AS source, creditor AS target,
       to_char(sum(amount), 'FM999G999G999G999G990D00') || ' ' || currency AS mainstat,
       count(*) || CASE count(*) WHEN 1 THEN ' payment' ELSE ' payments' END AS secondarystat,
       bool_or(on_path) AS detail__on_path, min(time) AS detail__first, max(time) AS detail__last,
       string_agg(DISTINCT of_alert, ', ') AS detail__of_alert
FROM edges
GROUP BY alert_id, debtor, creditor, currency;

CREATE VIEW node_graph_nodes AS
WITH ends AS (
    SELECT alert_id, debtor AS id, value AS sent, NULL::numeric AS received FROM edges
    UNION ALL
    SELECT alert_id, creditor, NULL, value FROM edges
), nodes AS (
    SELECT alert_id, id, sum(sent) AS sent, sum(received) AS received FROM ends GROUP BY alert_id, id
)
SELECT n.alert_id, n.id, coalesce(nullif(s.name, ''), n.id) AS title, n.id AS subtitle,
       'in ' || to_char(coalesce(n.received, 0), 'FM999G999G999G999G990D00') || ' ' || a.currency AS mainstat,
       'out ' || to_char(coalesce(n.sent, 0), 'FM999G999G999G999G990D00') || ' ' || a.currency AS secondarystat,
       CASE WHEN n.id = a.subject THEN 'red' WHEN s.open_alerts > 0 THEN 'orange' ELSE 'blue' END AS color,
       n.id = a.subject AS highlighted, s.risk AS detail__risk, s.open_alerts AS detail__open_alerts, s.kind AS detail__kind
FROM nodes n JOIN alerts a ON a.id = n.alert_id LEFT JOIN subjects s ON s.id = n.id;
