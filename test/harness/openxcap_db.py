"""A database as OpenXCAP 3.2.0 leaves it: the tables of its SQLAlchemy model, and on MySQL those of its
scripts/mysql-create-tables.sql, without any unique key."""

import hashlib
import os
import re
import shutil

from .documents import LIST
from .service import unprivileged_user

TABLES = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('5a4c7b0d9e21');
CREATE TABLE subscriber (
    id {id},
    username VARCHAR(64),
    domain VARCHAR(64),
    password VARCHAR(255),
    ha1 VARCHAR(64),
    PRIMARY KEY (id)
);
CREATE TABLE watchers (
    id {id},
    presentity_uri VARCHAR(255) NOT NULL,
    watcher_username VARCHAR(64) NOT NULL,
    watcher_domain VARCHAR(64) NOT NULL,
    event VARCHAR(64) NOT NULL,
    status INTEGER NOT NULL,
    reason VARCHAR(64),
    inserted_time INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE xcap (
    id {id},
    subscriber_id INTEGER,
    username VARCHAR(64),
    domain VARCHAR(64),
    doc {blob},
    doc_type INTEGER,
    etag VARCHAR(64),
    source INTEGER DEFAULT 0,
    doc_uri VARCHAR(255),
    port INTEGER DEFAULT 0,
    PRIMARY KEY (id),
    FOREIGN KEY(subscriber_id) REFERENCES subscriber (id) ON DELETE CASCADE
);
CREATE TABLE document_locks (
    id {id},
    username VARCHAR(64),
    locked_at {time},
    PRIMARY KEY (id)
);
"""

WORDS = {
    "sqlite": {"id": "INTEGER NOT NULL", "blob": "BLOB", "time": "DATETIME"},
    "mysql": {"id": "INTEGER NOT NULL AUTO_INCREMENT", "blob": "BLOB", "time": "DATETIME"},
    "postgresql": {"id": "SERIAL NOT NULL", "blob": "BYTEA", "time": "TIMESTAMP"},
}

ETAG = "0123456789abcdef0123456789abcdef"


def ha1(user, password="123", domain="example.com"):
    return hashlib.md5(f"{user}:{domain}:{password}".encode()).hexdigest()


class OpenXcapDatabase:
    """alice and bob of example.com, password 123, with a contact list each."""

    def __init__(self, storage):
        self.storage, self.kind = storage, storage.kind
        script = TABLES.format(**WORDS[self.kind])
        for number, user in enumerate(("alice", "bob"), 1):
            script += self.account(user, ha1=ha1(user)) + self.document(user, subscriber_id=number)
        self.run(script)
        if not storage.is_on_server and os.geteuid() == 0:
            shutil.chown(storage.path, unprivileged_user())

    def run(self, script):
        self.storage.run(script)

    def rows(self, sql, *values):
        """Numbers are numbers on every database."""
        parts = sql.split("?")
        assert len(parts) == len(values) + 1, sql
        sql = parts[0] + "".join(self.literal(value) + part
                                 for value, part in zip(values, parts[1:]))
        return [tuple(int(field) if isinstance(field, str) and re.fullmatch("[0-9]{1,9}", field)
                      else field for field in row) for row in self.storage.rows(sql)]

    def literal(self, value):
        if value is None:
            return "NULL"
        if isinstance(value, bytes):
            return f"'\\x{value.hex()}'" if self.kind == "postgresql" else f"x'{value.hex()}'"
        return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"

    def add_account(self, *row, **columns):
        self.run(self.account(*row, **columns))

    def add_document(self, *row, **columns):
        self.run(self.document(*row, **columns))

    def account(self, username, domain="example.com", **columns):
        """The statement that adds it."""
        return self.insert("subscriber", {"username": username, "domain": domain, **columns})

    def document(self, username, doc=LIST, domain="example.com", **columns):
        """The statement that adds it."""
        return self.insert("xcap", {"username": username, "domain": domain, "doc": doc,
                                    "doc_type": 4, "etag": ETAG, "doc_uri": "index", **columns})

    def insert(self, table, columns):
        names = ", ".join(columns)
        values = ", ".join(map(self.literal, columns.values()))
        return f"INSERT INTO {table} ({names}) VALUES ({values});\n"

    def content(self):
        """All of it as text, to compare."""
        return self.storage.content()
