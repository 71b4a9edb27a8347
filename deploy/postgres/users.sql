-- Users of the alert store for docker-compose.yml, with passwords from files. To run it again is harmless, and takes up
-- passwords that were changed. Roles must be there (roles.sql); run it as a superuser.
\set sink_password `cat /run/secrets/postgres-sink`
\set desk_password `cat /run/secrets/postgres-desk`
\set grafana_password `cat /run/secrets/postgres-grafana`

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['sink', 'desk', 'grafana']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

SET client_min_messages = 'warning';
-- psql sends the text of a statement; log_statement is off unless somebody turns it on, and here it is off for sure.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
ALTER ROLE sink LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 8 PASSWORD :'sink_password';
ALTER ROLE desk LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 8 PASSWORD :'desk_password';
ALTER ROLE grafana LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 20 PASSWORD :'grafana_password';
GRANT counterflow_writer TO sink;
GRANT counterflow_reader TO desk, grafana;

-- Whatever the desk or a dashboard asks, it changes nothing and holds nothing up for long.
ALTER ROLE desk SET default_transaction_read_only = on;
ALTER ROLE desk SET statement_timeout = '30s';
ALTER ROLE grafana SET default_transaction_read_only = on;
ALTER ROLE grafana SET statement_timeout = '30s';
ALTER ROLE grafana SET search_path = counterflow;
