-- Tables of xcapd's own on PostgreSQL, beside those of the SIP server. Safe to repeat.
-- `xcapd init-db` runs this file.

-- Changes to be told of, written with the document or not at all. In the order of id for one
-- document; whoever has told of a row deletes it. old_etag '': created; new_etag '': removed.
CREATE TABLE IF NOT EXISTS xcapd_outbox (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    created TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    username VARCHAR(64) NOT NULL,
    domain VARCHAR(64) NOT NULL,
    doc_type INTEGER NOT NULL,
    doc_uri VARCHAR(255) NOT NULL,
    old_etag VARCHAR(64) NOT NULL,
    new_etag VARCHAR(64) NOT NULL,
    body BYTEA NOT NULL
);

-- Whose rls-services document a service URI is in (RFC 4826 4.4.5): two cannot have the same.
CREATE TABLE IF NOT EXISTS xcapd_service_uris (
    uri VARCHAR(700) PRIMARY KEY NOT NULL,
    username VARCHAR(64) NOT NULL,
    domain VARCHAR(64) NOT NULL,
    doc_type INTEGER NOT NULL,
    doc_uri VARCHAR(255) NOT NULL
);

CREATE INDEX IF NOT EXISTS xcapd_service_uris_owner_idx
    ON xcapd_service_uris (username, domain, doc_type, doc_uri);
