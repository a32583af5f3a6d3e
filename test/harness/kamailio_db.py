"""Tables as Kamailio 5.6 makes them (`kamdbctl create`: standard, auth_db, presence), as far as
xcapd meets them."""

TABLES = """
CREATE TABLE version ({id}, table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT {version_}table_name_idx UNIQUE (table_name));
INSERT INTO version (table_name, table_version) VALUES ('version', 1), ('subscriber', 7),
    ('xcap', 4), ('watchers', 3);
CREATE TABLE subscriber ({id}, username VARCHAR(64) DEFAULT '' NOT NULL,
    domain VARCHAR(64) DEFAULT '' NOT NULL, password VARCHAR(64) DEFAULT '' NOT NULL,
    ha1 VARCHAR(128) DEFAULT '' NOT NULL, ha1b VARCHAR(128) DEFAULT '' NOT NULL,
    CONSTRAINT {subscriber_}account_idx UNIQUE (username, domain));
CREATE TABLE watchers ({id}, presentity_uri VARCHAR(255) NOT NULL,
    watcher_username VARCHAR(64) NOT NULL, watcher_domain VARCHAR(64) NOT NULL,
    event VARCHAR(64) DEFAULT 'presence' NOT NULL, status INTEGER NOT NULL, reason VARCHAR(64),
    inserted_time INTEGER NOT NULL,
    CONSTRAINT {watchers_}watcher_idx UNIQUE (presentity_uri, watcher_username, watcher_domain,
    event));
CREATE TABLE xcap ({id}, username VARCHAR(64) NOT NULL, domain VARCHAR(64) NOT NULL,
    doc {blob} NOT NULL, doc_type INTEGER NOT NULL, etag VARCHAR(128) NOT NULL,
    source INTEGER NOT NULL, doc_uri VARCHAR(255) NOT NULL, port INTEGER NOT NULL,
    CONSTRAINT {xcap_}doc_uri_idx UNIQUE (doc_uri));
CREATE INDEX {xcap_}account_doc_type_idx ON xcap (username, domain, doc_type);
CREATE INDEX {xcap_}account_doc_type_uri_idx ON xcap (username, domain, doc_type, doc_uri);
CREATE INDEX {xcap_}account_doc_uri_idx ON xcap (username, domain, doc_uri)
"""

WORDS = {
    "sqlite": {"id": "id INTEGER PRIMARY KEY NOT NULL", "blob": "BLOB"},
    "mysql": {"id": "id INT(10) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL",
              "blob": "MEDIUMBLOB"},
    "postgresql": {"id": "id SERIAL PRIMARY KEY NOT NULL", "blob": "BYTEA"},
}


def make_tables(storage):
    prefixes = {name + "_": "" if storage.kind == "mysql" else name + "_"
                for name in ("version", "subscriber", "watchers", "xcap")}
    script = TABLES.format(**WORDS[storage.kind], **prefixes)
    for statement in script.split(";\n"):
        storage.rows(statement)
