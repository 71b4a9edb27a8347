-- Whether reports were filed, in a schema of its own. Run once by a role that may create schemas, after and apart from the
-- general tables; it needs none of them. Nothing is granted here: only the owner, and whom it grants USAGE on the schema and
-- SELECT on the tables, sees anything. Never grant either to the role that dashboards, sinks or the desk connect as, nor
-- pg_read_all_data.

CREATE SCHEMA restricted;
REVOKE ALL ON SCHEMA restricted FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA restricted REVOKE ALL ON TABLES FROM PUBLIC;

CREATE TABLE restricted.filings (
    alert       text PRIMARY KEY,
    subject     text NOT NULL,
    status      text NOT NULL CHECK (status IN ('filed', 'not-filed', 'withdrawn')),
    reference   text NOT NULL,
    filed_at    timestamptz,
    note        text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX filings_subject ON restricted.filings (subject);

CREATE TABLE restricted.holds (
    subject text PRIMARY KEY,
    why     text NOT NULL,
    held_by text NOT NULL,
    held_at timestamptz NOT NULL
);

CREATE TABLE restricted.access (
    place   bigint NOT NULL, -- offset on the topic filings.access; a topic that is made anew counts from 0 again
    deed    text NOT NULL,
    what    text NOT NULL,
    by_whom text NOT NULL,
    why     text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (place, at)
);
CREATE INDEX access_at ON restricted.access (at);
