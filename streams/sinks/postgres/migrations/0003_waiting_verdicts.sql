ALTER TABLE dispositions
    ADD COLUMN decides boolean NOT NULL DEFAULT true,
    ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN dispositions.decides IS 'Whether workers take it; what they refuse is kept and decides nothing.';
COMMENT ON COLUMN dispositions.stored_at IS 'From when retention counts how long a verdict waits for its alert.';
-- What was refused has no id of its own but says where it lies.
UPDATE dispositions SET decides = false WHERE alert_id IS NULL AND id LIKE 'dispositions/%/%/%';

CREATE OR REPLACE VIEW verdicts_by_typology AS
SELECT coalesce(nullif(d.typology, ''), a.typology) AS typology, d.verdict, d.reason, count(*) AS verdicts, max(d.decided_at) AS last_decided_at
FROM dispositions d LEFT JOIN alerts a ON a.id = d.alert_id
WHERE d.decides
GROUP BY 1, d.verdict, d.reason;

DELETE FROM cases c WHERE NOT EXISTS (SELECT FROM alerts a WHERE a.case_id = c.id AND a.topic = 'alerts');
