"""A SQLite database as OpenXCAP 3.2.0 leaves it: its SQLAlchemy tables, without any unique key."""

import hashlib
import os
import shutil
import sqlite3

from .documents import LIST
from .service import unprivileged_user

TABLES = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('5a4c7b0d9e21');
CREATE TABLE subscriber (
    id INTEGER NOT NULL,
    username VARCHAR(64),
    domain VARCHAR(64),
    password VARCHAR(255),
    ha1 VARCHAR(64),
    PRIMARY KEY (id)
);
CREATE TABLE watchers (
    id INTEGER NOT NULL,
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
    id INTEGER NOT NULL,
    subscriber_id INTEGER,
    username VARCHAR(64),
    domain VARCHAR(64),
    doc BLOB,
    doc_type INTEGER,
    etag VARCHAR(64),
    source INTEGER DEFAULT 0,
    doc_uri VARCHAR(255),
    port INTEGER DEFAULT 0,
    PRIMARY KEY (id),
    FOREIGN KEY(subscriber_id) REFERENCES subscriber (id) ON DELETE CASCADE
);
CREATE TABLE document_locks (
    id INTEGER NOT NULL,
    username VARCHAR(64),
    locked_at DATETIME,
    PRIMARY KEY (id)
);
"""

ETAG = "0123456789abcdef0123456789abcdef"


def ha1(user, password="123", domain="example.com"):
    return hashlib.md5(f"{user}:{domain}:{password}".encode()).hexdigest()


class OpenXcapDatabase:
    """alice and bob of example.com, password 123, with a contact list each."""

    def __init__(self, path):
        self.path = path
        self.run(TABLES)
        for number, user in enumerate(("alice", "bob"), 1):
            self.add_account(user, ha1=ha1(user))
            self.add_document(user, subscriber_id=number)
        if os.geteuid() == 0:
            shutil.chown(path, unprivileged_user())

    def run(self, script):
        with sqlite3.connect(self.path) as database:
            database.executescript(script)
        database.close()

    def rows(self, sql, *values):
        with sqlite3.connect(self.path) as database:
            rows = database.execute(sql, values).fetchall()
        database.close()
        return rows

    def add_account(self, username, domain="example.com", **columns):
        self.insert("subscriber", {"username": username, "domain": domain, **columns})

    def add_document(self, username, doc=LIST, domain="example.com", **columns):
        self.insert("xcap", {"username": username, "domain": domain, "doc": doc, "doc_type": 4,
                             "etag": ETAG, "doc_uri": "index", **columns})

    def insert(self, table, columns):
        marks = ", ".join("?" * len(columns))
        self.rows(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                  *columns.values())

    def content(self):
        """All of it as text, to compare."""
        with sqlite3.connect(self.path) as database:
            text = "\n".join(database.iterdump())
        database.close()
        return text
