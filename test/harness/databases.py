"""The database of one service: fresh, its own, and removed when the service stops.

XCAPD_TEST_DATABASE says of which kind: sqlite, mysql or postgresql. Those on a server are made on
the one `make test` started and named in XCAPD_TEST_MYSQL_URI and XCAPD_TEST_POSTGRESQL_URI; a module
that runs without it starts one for itself.
"""

import functools
import os
import secrets
import sqlite3
import unittest

from .database_servers import SERVERS
from .sql_clients import client_of

KINDS = ("sqlite", *SERVERS)
KIND = os.environ.get("XCAPD_TEST_DATABASE", "sqlite")


def variable_of(kind):
    """The environment's name for the URI of the shared server."""
    return f"XCAPD_TEST_{kind.upper()}_URI"


@functools.cache
def server_of(kind):
    uri = os.environ.get(variable_of(kind))
    return client_of(uri) if uri else SERVERS[kind]().sql


def new_database(directory, kind=KIND):
    """`directory` is where a file would lie."""
    if kind == "sqlite":
        return SqliteFile(directory / "xcapd.sqlite")
    return ServerDatabase(server_of(kind))


def sqlite_only(reason):
    """For a test or a class about what only SQLite has, such as its file."""
    return unittest.skipUnless(KIND == "sqlite", f"about SQLite alone: {reason}")


def not_on(kind, reason):
    return unittest.skipIf(KIND == kind, f"not on {kind}: {reason}")


def server_only(reason):
    return unittest.skipIf(KIND == "sqlite", f"about servers alone: {reason}")


class SqliteFile:
    kind, is_on_server = "sqlite", False

    def __init__(self, path):
        self.path = path
        self.uri = f"sqlite:///{path}"

    def rows(self, sql):
        """The rows of one statement, as tuples."""
        with sqlite3.connect(self.path, timeout=30) as connection:
            rows = connection.execute(sql).fetchall()
        connection.close()
        return rows

    def run(self, script):
        """Several statements."""
        with sqlite3.connect(self.path, timeout=30) as connection:
            connection.executescript(script)
        connection.close()

    def content(self):
        """All of it as text, to compare."""
        with sqlite3.connect(self.path) as connection:
            text = "\n".join(connection.iterdump())
        connection.close()
        return text

    def bytes_of(self, field):
        """Of a field of rows() whose column is binary."""
        return bytes(field)

    def clear(self):
        self.path.unlink(missing_ok=True)

    def remove(self):
        """Goes with its directory."""


class ServerDatabase:
    is_on_server = True

    def __init__(self, server, port=None):
        """`port` is a proxy's, if xcapd is to use one."""
        self.server, self.kind = server, server.scheme
        self.name = "xcapd_" + secrets.token_hex(6)
        server.create_database(self.name)
        self.uri = f"{server.uri_at(port or server.port)}/{self.name}"

    @property
    def path(self):
        raise AssertionError(f"this test opens SQLite's file, and runs on {self.kind}")

    def rows(self, sql):
        """The rows of one statement, as tuples of text."""
        return self.server.rows(sql, self.name)

    def run(self, script):
        """Several statements."""
        self.server.rows(script, self.name)

    def content(self):
        """Tables, columns, indexes and rows as text, to compare."""
        return self.server.content(self.name)

    def bytes_of(self, field):
        return self.server.bytes_of(field)

    def clear(self):
        self.server.clear_database(self.name)

    def remove(self):
        self.server.drop_database(self.name)
