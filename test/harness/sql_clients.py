"""SQL on a database server, through the client program that comes with it: no Python package is
needed, and nothing of xcapd is trusted to tell what is stored."""

import os
import subprocess
from urllib.parse import urlsplit


class SqlClient:
    """All databases of one server on this host. URIs: scheme://user:password@127.0.0.1:port"""

    scheme = ""
    password_variable = ""

    def __init__(self, port, user, password):
        self.port, self.user, self.password = port, user, password

    @property
    def uri(self):
        """Of the server; with /NAME it is that of a database."""
        return self.uri_at(self.port)

    def uri_at(self, port):
        """Through another port, such as a proxy's."""
        return f"{self.scheme}://{self.user}:{self.password}@127.0.0.1:{port}"

    def rows(self, sql, database=None):
        """The rows of one statement, as tuples of text; of several statements the last alone has
        rows."""
        # Not text=True, which takes a carriage return for the end of a line.
        done = subprocess.run(self.command(database), input=sql.encode(), capture_output=True,
                              timeout=60,
                              env={**os.environ, self.password_variable: self.password})
        if done.returncode:
            why = done.stderr.decode(errors="replace").strip()
            raise AssertionError(f"{self.scheme}: {why}\nin {sql[:500]}")
        return self.rows_of(done.stdout.decode(errors="surrogateescape"))

    def create_database(self, name):
        self.rows(f"CREATE DATABASE {name}")

    def bytes_of(self, field):
        """Of a field of rows() whose column is binary."""
        return field.encode(errors="surrogateescape")

    def drop_database(self, name):
        """Whoever is still connected."""
        raise NotImplementedError

    def command(self, database):
        """The words of a program that reads SQL from its standard input."""
        raise NotImplementedError

    def rows_of(self, output):
        raise NotImplementedError


class MySqlClient(SqlClient):
    scheme = "mysql"
    password_variable = "MYSQL_PWD"

    def command(self, database):
        return ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--port={self.port}",
                f"--user={self.user}", "--batch", "--skip-column-names",
                "--default-character-set=utf8mb4", *([database] if database else [])]

    def rows_of(self, output):
        def plain(field):
            parts = field.split("\\\\")
            for escape, character in (("\\n", "\n"), ("\\t", "\t"), ("\\0", "\0")):
                parts = [part.replace(escape, character) for part in parts]
            return "\\".join(parts)

        return [tuple(map(plain, line.split("\t"))) for line in output.split("\n")[:-1]]

    def drop_database(self, name):
        self.rows(f"DROP DATABASE IF EXISTS {name}")


class PostgreSqlClient(SqlClient):
    scheme = "postgresql"
    password_variable = "PGPASSWORD"

    def command(self, database):
        return ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
                "--set=ON_ERROR_STOP=1", "--field-separator=\x1f", "--record-separator=\x1e",
                "--host=127.0.0.1", f"--port={self.port}", f"--username={self.user}",
                database or "postgres"]

    def rows_of(self, output):
        records = output.removesuffix("\n").split("\x1e") if output else []
        return [tuple(record.split("\x1f")) for record in records]

    def bytes_of(self, field):
        return bytes.fromhex(field.removeprefix("\\x"))

    def drop_database(self, name):
        self.rows(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


CLIENTS = {client.scheme: client for client in (MySqlClient, PostgreSqlClient)}


def client_of(uri):
    parts = urlsplit(uri)
    return CLIENTS[parts.scheme](parts.port, parts.username, parts.password)
