-- The tables as revision 0001 had them: what the migrations start from.

CREATE TABLE centre (
    id TEXT NOT NULL,
    seq BIGINT DEFAULT '0' NOT NULL,
    service_day TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    catalogue_version TEXT,
    catalogue_origin TEXT,
    PRIMARY KEY (id)
);

CREATE TABLE counters (
    centre TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    officer TEXT,
    ticket_id BIGINT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (centre, number)
);

CREATE TABLE devices (
    centre TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    last_seen BIGINT NOT NULL,
    screen_at BIGINT,
    PRIMARY KEY (centre, name)
);

CREATE TABLE dossier_history (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    dossier_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT NOT NULL,
    by TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX history_by_dossier ON dossier_history (dossier_id);

CREATE TABLE dossier_numbers (
    centre TEXT NOT NULL,
    day TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (centre, day)
);

CREATE TABLE dossier_tickets (
    dossier_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (dossier_id, ticket_id)
);

CREATE INDEX dossiers_by_ticket ON dossier_tickets (ticket_id);

CREATE TABLE dossiers (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    code TEXT NOT NULL,
    procedure TEXT,
    procedure_snapshot TEXT,
    status BIGINT NOT NULL,
    applicant TEXT NOT NULL,
    submitter TEXT,
    documents TEXT NOT NULL,
    channel BIGINT DEFAULT '1' NOT NULL,
    received_at BIGINT NOT NULL,
    due_at BIGINT,
    due_basis TEXT,
    finished_at BIGINT,
    returned_at BIGINT,
    external_system TEXT,
    external_code TEXT,
    receipt_secret TEXT NOT NULL,
    note TEXT,
    sets BIGINT DEFAULT '1' NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_by TEXT NOT NULL,
    supplement_requests BIGINT DEFAULT '0' NOT NULL,
    paused_minutes BIGINT DEFAULT '0' NOT NULL,
    paused_since BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT a_code_once UNIQUE (centre, code)
);

CREATE INDEX dossiers_by_received ON dossiers (centre, received_at);

CREATE INDEX dossiers_by_status ON dossiers (centre, status, due_at);

CREATE TABLE events (
    centre TEXT NOT NULL,
    seq BIGINT NOT NULL,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    ticket_id BIGINT,
    data TEXT NOT NULL,
    PRIMARY KEY (centre, seq)
);

CREATE INDEX events_by_ticket ON events (ticket_id);

CREATE TABLE fields (
    centre TEXT NOT NULL,
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    department TEXT NOT NULL,
    colour TEXT NOT NULL,
    PRIMARY KEY (centre, id)
);

CREATE TABLE pairings (
    code TEXT NOT NULL,
    centre TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    name TEXT,
    approved_by TEXT,
    token_sealed TEXT,
    ip TEXT NOT NULL,
    PRIMARY KEY (code)
);

CREATE UNIQUE INDEX pairings_by_secret ON pairings (secret_hash);

CREATE TABLE people (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    counters TEXT NOT NULL,
    password TEXT NOT NULL,
    must_change BIGINT DEFAULT '0' NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT a_name_once UNIQUE (centre, name)
);

CREATE TABLE procedures (
    centre TEXT NOT NULL,
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (centre, id)
);

CREATE TABLE queue_days (
    centre TEXT NOT NULL,
    day TEXT NOT NULL,
    queue TEXT NOT NULL,
    last BIGINT,
    lap BIGINT DEFAULT '0' NOT NULL,
    turn BIGINT DEFAULT '0' NOT NULL,
    given BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (centre, day, queue)
);

CREATE TABLE replays (
    centre TEXT NOT NULL,
    principal TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (centre, principal, key)
);

CREATE TABLE services (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    day TEXT NOT NULL,
    ticket_id BIGINT NOT NULL,
    queue TEXT NOT NULL,
    counter BIGINT NOT NULL,
    officer TEXT,
    called_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT NOT NULL,
    waited_ms BIGINT NOT NULL,
    outcome TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX services_by_day ON services (centre, day);

CREATE INDEX services_by_ticket ON services (ticket_id);

CREATE TABLE sessions (
    hash TEXT NOT NULL,
    centre TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (hash)
);

CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE tickets (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    day TEXT NOT NULL,
    queue TEXT NOT NULL,
    number TEXT NOT NULL,
    number_value BIGINT NOT NULL,
    lap BIGINT DEFAULT '0' NOT NULL,
    state TEXT NOT NULL,
    purpose TEXT NOT NULL,
    priority TEXT,
    lang TEXT NOT NULL,
    arrival BIGINT NOT NULL,
    appointment_at BIGINT,
    issued_at BIGINT NOT NULL,
    stop_since BIGINT NOT NULL,
    first_called_at BIGINT,
    called_at BIGINT,
    recalled_at BIGINT,
    started_at BIGINT,
    finished_at BIGINT,
    ended_at BIGINT,
    counter BIGINT,
    sent_to BIGINT,
    first_at BIGINT,
    put_back_at BIGINT,
    calls BIGINT DEFAULT '0' NOT NULL,
    returns BIGINT DEFAULT '0' NOT NULL,
    outcome TEXT,
    officer TEXT,
    procedures TEXT NOT NULL,
    stop BIGINT DEFAULT '0' NOT NULL,
    documents TEXT NOT NULL,
    follow_secret TEXT NOT NULL,
    kiosk TEXT,
    phone TEXT,
    offline BIGINT DEFAULT '0' NOT NULL,
    held_from TEXT,
    held_reason TEXT,
    held_until BIGINT,
    note TEXT,
    PRIMARY KEY (id),
    CONSTRAINT a_number_once UNIQUE (centre, number, day, lap)
);

CREATE UNIQUE INDEX tickets_by_secret ON tickets (follow_secret);

CREATE INDEX tickets_by_state ON tickets (centre, day, state, queue);

CREATE TABLE tokens (
    id BIGSERIAL NOT NULL,
    centre TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    counters TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);

CREATE TABLE voided_numbers (
    centre TEXT NOT NULL,
    day TEXT NOT NULL,
    queue TEXT NOT NULL,
    value BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (centre, day, queue, value)
);
