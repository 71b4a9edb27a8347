-- Roles of the alert store, least privilege. Run once as whoever owns the store, after its tables are there
-- (`counterflow sink postgres --migrate`), and again after an upgrade; to do so twice is harmless:
--   psql --set ON_ERROR_STOP=1 --dbname counterflow --file deploy/postgres/roles.sql
-- They cannot log in. Give them to users: CREATE ROLE grafana LOGIN PASSWORD '…' IN ROLE counterflow_reader;

SELECT format('CREATE ROLE %I NOLOGIN', name)
FROM unnest(ARRAY['counterflow_writer', 'counterflow_reader', 'counterflow_holds']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

REVOKE ALL ON SCHEMA counterflow FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA counterflow FROM PUBLIC, counterflow_writer, counterflow_reader, counterflow_holds;
GRANT USAGE ON SCHEMA counterflow TO counterflow_writer, counterflow_reader, counterflow_holds;

-- The sink, with COUNTERFLOW_POSTGRES_MIGRATE=false: it cannot change a table, place or release a hold.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    counterflow.alerts, counterflow.alert_revisions, counterflow.evidence, counterflow.edges, counterflow.dispositions,
    counterflow.subjects, counterflow.cases TO counterflow_writer;
GRANT SELECT, INSERT, UPDATE ON counterflow.offsets TO counterflow_writer;
GRANT SELECT ON counterflow.verdicts, counterflow.legal_holds, counterflow.migrations TO counterflow_writer;

-- Grafana and the desk: read all but legal holds, which say whom somebody investigates.
GRANT SELECT ON ALL TABLES IN SCHEMA counterflow TO counterflow_reader;
REVOKE ALL ON counterflow.legal_holds FROM counterflow_reader;

-- Whoever places and releases holds; a hold that was placed is never deleted.
GRANT SELECT, INSERT, UPDATE (released_by, released_at) ON counterflow.legal_holds TO counterflow_holds;
