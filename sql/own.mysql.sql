-- Tables of xcapd's own on MySQL and MariaDB, beside those of the SIP server. Safe to repeat.
-- `xcapd init-db` runs this file.

-- Changes to be told of, written with the document or not at all. In the order of id for one
-- document; whoever has told of a row deletes it. old_etag '': created; new_etag '': removed.
CREATE TABLE IF NOT EXISTS xcapd_outbox (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
    created TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
    username CHAR(64) NOT NULL,
    domain CHAR(64) NOT NULL,
    doc_type INT(11) NOT NULL,
    doc_uri CHAR(255) NOT NULL,
    old_etag CHAR(64) NOT NULL,
    new_etag CHAR(64) NOT NULL,
    body LONGBLOB NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whose rls-services document a service URI is in (RFC 4826 4.4.5): two cannot have the same.
CREATE TABLE IF NOT EXISTS xcapd_service_uris (
    uri VARCHAR(700) PRIMARY KEY NOT NULL,
    username CHAR(64) NOT NULL,
    domain CHAR(64) NOT NULL,
    doc_type INT(11) NOT NULL,
    doc_uri CHAR(255) NOT NULL,
    INDEX xcapd_service_uris_owner_idx (username, domain, doc_type, doc_uri)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
