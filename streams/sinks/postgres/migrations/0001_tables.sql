-- Names are unqualified: migrations run with search_path set to the store's schema.

CREATE TABLE verdicts (
    verdict text NOT NULL,
    reason  text NOT NULL,
    state   text NOT NULL CHECK (state IN ('open', 'escalated', 'closed')),
    useful  boolean,
    PRIMARY KEY (verdict, reason)
);
COMMENT ON TABLE verdicts IS 'What a verdict makes of an alert, and whether it says that the alert was worth the work.';
COMMENT ON COLUMN verdicts.reason IS 'Empty: any reason that is not listed.';
COMMENT ON COLUMN verdicts.useful IS 'Counts for (true) or against (false) the precision of its typology; null: neither.';
INSERT INTO verdicts VALUES
    ('escalate', '', 'escalated', true),
    ('close', '', 'closed', null),
    ('close', 'false_positive', 'closed', false),
    ('duplicate', '', 'closed', null),
    ('data_error', '', 'closed', null);

CREATE TABLE alerts (
    id                text PRIMARY KEY,
    revision          integer NOT NULL,
    topic             text NOT NULL,
    precedence        smallint NOT NULL,
    subject           text NOT NULL,
    subject_kind      text NOT NULL,
    subject_name      text NOT NULL,
    typology          text NOT NULL,
    title             text NOT NULL,
    crimes            text[] NOT NULL,
    stage             text NOT NULL,
    severity          text NOT NULL,
    risk              double precision NOT NULL,
    weight            double precision NOT NULL,
    case_id           text NOT NULL,
    previous          text,
    opened_at         timestamptz,
    detected_at       timestamptz NOT NULL,
    first_detected_at timestamptz NOT NULL,
    due_at            timestamptz,
    evidence_count    bigint NOT NULL,
    evidence_value    numeric,
    currency          text NOT NULL,
    narrative         text NOT NULL,
    catalogue_digest  text NOT NULL,
    model_version     text,
    record            jsonb NOT NULL,
    state             text NOT NULL DEFAULT 'open',
    verdict           text,
    decided_at        timestamptz,
    stored_at         timestamptz NOT NULL DEFAULT now(),
    aged_from         timestamptz NOT NULL GENERATED ALWAYS AS (greatest(detected_at, first_detected_at, decided_at)) STORED
);
COMMENT ON TABLE alerts IS 'Each alert in its highest revision, and what became of it.';
COMMENT ON COLUMN alerts.topic IS 'Where that revision was published: alerts, alerts.shadow, alerts.suppressed, reports.due.';
COMMENT ON COLUMN alerts.precedence IS 'Between equal revisions on two topics the higher one stays.';
COMMENT ON COLUMN alerts.evidence_value IS 'Exact, in currency, which is the base currency.';
COMMENT ON COLUMN alerts.state IS 'open, escalated or closed by the newest verdict, open again with news; shadow, suppressed and due are not in the queue.';
COMMENT ON COLUMN alerts.aged_from IS 'From when retention counts.';
CREATE INDEX alerts_queue ON alerts (state, risk DESC, first_detected_at);
CREATE INDEX alerts_due ON alerts (state, due_at);
CREATE INDEX alerts_subject ON alerts (subject, detected_at DESC);
CREATE INDEX alerts_case ON alerts (case_id);
CREATE INDEX alerts_typology ON alerts (typology, detected_at DESC);
CREATE INDEX alerts_detected ON alerts (detected_at DESC);
CREATE INDEX alerts_crimes ON alerts USING gin (crimes);
CREATE INDEX alerts_aged ON alerts (aged_from) WHERE state NOT IN ('open', 'escalated');

CREATE TABLE alert_revisions (
    alert_id       text NOT NULL REFERENCES alerts ON DELETE CASCADE,
    revision       integer NOT NULL,
    topic          text NOT NULL,
    detected_at    timestamptz NOT NULL,
    severity       text NOT NULL,
    risk           double precision NOT NULL,
    evidence_count bigint NOT NULL,
    evidence_value numeric,
    published_at   timestamptz NOT NULL,
    record         jsonb NOT NULL,
    PRIMARY KEY (alert_id, revision, topic)
);
COMMENT ON TABLE alert_revisions IS 'Everything that was published of an alert.';
COMMENT ON COLUMN alert_revisions.published_at IS 'Kafka timestamp.';

CREATE TABLE evidence (
    alert_id          text NOT NULL REFERENCES alerts ON DELETE CASCADE,
    transaction_id    text NOT NULL,
    direction         text NOT NULL,
    account           text NOT NULL,
    revision          integer NOT NULL,
    time              timestamptz NOT NULL,
    amount            numeric NOT NULL,
    currency          text NOT NULL,
    value             numeric,
    channel           text NOT NULL,
    counterparty      text NOT NULL,
    counterparty_name text NOT NULL,
    country           text NOT NULL,
    remittance        text NOT NULL,
    PRIMARY KEY (alert_id, transaction_id, direction, account)
);
COMMENT ON TABLE evidence IS 'Transactions of all revisions of an alert; a revision lists the newest only.';
COMMENT ON COLUMN evidence.revision IS 'The highest revision that lists it.';
COMMENT ON COLUMN evidence.value IS 'In the base currency; null without an exchange rate.';
CREATE INDEX evidence_transaction ON evidence (transaction_id);
CREATE INDEX evidence_counterparty ON evidence (counterparty) WHERE counterparty <> '';
CREATE INDEX evidence_country ON evidence (country, time) WHERE country <> '';

CREATE TABLE edges (
    alert_id       text NOT NULL REFERENCES alerts ON DELETE CASCADE,
    transaction_id text NOT NULL,
    revision       integer NOT NULL,
    on_path        boolean NOT NULL,
    debtor         text NOT NULL,
    creditor       text NOT NULL,
    time           timestamptz NOT NULL,
    amount         numeric NOT NULL,
    currency       text NOT NULL,
    value          numeric,
    followed       numeric,
    of_alert       text,
    PRIMARY KEY (alert_id, transaction_id)
);
COMMENT ON TABLE edges IS 'Money that flowed around an alert: its evidence, and the paths of an alert of a network.';
COMMENT ON COLUMN edges.debtor IS 'A subject''s id where one is known, else cash, card and the like.';
COMMENT ON COLUMN edges.on_path IS 'From the alert''s paths, which know both ends; else from its evidence.';
COMMENT ON COLUMN edges.followed IS 'What of the value is money of the path''s first payment.';
COMMENT ON COLUMN edges.of_alert IS 'The other alert whose evidence this money is.';
CREATE INDEX edges_debtor ON edges (debtor, time);
CREATE INDEX edges_creditor ON edges (creditor, time);

CREATE TABLE dispositions (
    id            text PRIMARY KEY,
    alert_id      text,
    subject       text,
    typology      text,
    verdict       text,
    reason        text,
    note          text,
    decided_by    text,
    decided_at    timestamptz,
    approved_by   text,
    snoozed_until timestamptz,
    allowed       text,
    published_at  timestamptz NOT NULL,
    record        jsonb NOT NULL
);
COMMENT ON TABLE dispositions IS 'What analysts decided, as published.';
CREATE INDEX dispositions_alert ON dispositions (alert_id, decided_at DESC);
CREATE INDEX dispositions_subject ON dispositions (subject, decided_at DESC);
CREATE INDEX dispositions_typology ON dispositions (typology, decided_at DESC);

CREATE TABLE subjects (
    id             text PRIMARY KEY,
    kind           text NOT NULL,
    name           text NOT NULL,
    risk           double precision,
    severity       text,
    first_alert_at timestamptz NOT NULL,
    last_alert_at  timestamptz NOT NULL,
    alerts         bigint NOT NULL,
    open_alerts    bigint NOT NULL,
    shadow_alerts  bigint NOT NULL,
    cases          bigint NOT NULL
);
COMMENT ON TABLE subjects IS 'Whoever has an alert here, computed from alerts with every batch.';
COMMENT ON COLUMN subjects.risk IS 'As the newest live alert says; null where there is none.';
CREATE INDEX subjects_risk ON subjects (risk DESC NULLS LAST, last_alert_at DESC);

CREATE TABLE cases (
    id             text PRIMARY KEY,
    subject        text NOT NULL,
    risk           double precision NOT NULL,
    first_alert_at timestamptz NOT NULL,
    last_alert_at  timestamptz NOT NULL,
    due_at         timestamptz,
    alerts         bigint NOT NULL,
    open_alerts    bigint NOT NULL,
    typologies     text[] NOT NULL
);
COMMENT ON TABLE cases IS 'Live alerts of one subject that share evidence, computed from alerts with every batch.';
CREATE INDEX cases_subject ON cases (subject);

CREATE TABLE legal_holds (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject     text,
    alert_id    text,
    reason      text NOT NULL,
    placed_by   text NOT NULL DEFAULT current_user,
    placed_at   timestamptz NOT NULL DEFAULT now(),
    released_by text,
    released_at timestamptz,
    CHECK (num_nonnulls(subject, alert_id) = 1)
);
COMMENT ON TABLE legal_holds IS 'What retention must not delete: all of a subject, or one alert.';
CREATE INDEX legal_holds_subject ON legal_holds (subject) WHERE released_at IS NULL;
CREATE INDEX legal_holds_alert ON legal_holds (alert_id) WHERE released_at IS NULL;

CREATE TABLE offsets (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    incarnation text NOT NULL,
    next_offset bigint NOT NULL,
    stored_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, incarnation)
);
COMMENT ON TABLE offsets IS 'Up to where this store holds the topics; written together with what it holds.';
COMMENT ON COLUMN offsets.incarnation IS 'The topic''s own id: one that is created anew begins at 0 again.';
