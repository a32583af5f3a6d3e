"""SQL on a database server, through the client program that comes with it: no Python package is
needed, and nothing of xcapd is trusted to tell what is stored."""

import contextlib
import itertools
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
        """The rows of a statement, as tuples of text; of several those of all."""
        # Not text=True, which takes a carriage return for the end of a line.
        done = subprocess.run(self.command(database), input=sql.encode(), capture_output=True,
                              timeout=60,
                              env={**os.environ, self.password_variable: self.password})
        if done.returncode:
            why = done.stderr.decode(errors="replace").strip()
            raise AssertionError(f"{self.scheme}: {why}\nin {sql[:500]}")
        return self.rows_of(done.stdout.decode(errors="surrogateescape"))

    @contextlib.contextmanager
    def session(self, database):
        """A Session, which ends with the block; what it has not committed is undone."""
        process = subprocess.Popen(self.command(database), text=True, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, self.password_variable: self.password})
        try:
            yield Session(process)
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()
            process.kill()
            process.wait(10)

    def create_database(self, name):
        self.rows(f"CREATE DATABASE {name}")

    def bytes_of(self, field):
        """Of a field of rows() whose column is binary."""
        return field.encode(errors="surrogateescape")

    def content(self, database):
        """Its tables with columns, indexes and rows, as text to compare."""
        tables = [table for table, in self.rows(self.tables_sql, database)]
        script = ";".join([*self.layout_sql,
                           *(f"SELECT '{table}', {table}.* FROM {table} ORDER BY 1, 2" for table in tables)])
        return "\n".join(map(str, self.rows(script, database)))

    def clear_database(self, name):
        """Of all tables."""
        self.drop_database(name)
        self.create_database(name)

    def drop_database(self, name):
        """Whoever is still connected."""
        raise NotImplementedError

    def command(self, database):
        """The words of a program that reads SQL from its standard input."""
        raise NotImplementedError

    def rows_of(self, output):
        raise NotImplementedError


class Session:
    """One connection that stays, for what another client holds: transactions and locks."""

    def __init__(self, process):
        self.process = process
        self.marks = itertools.count()

    def say(self, sql):
        """One or several statements, each with its ";"; does not wait until they are done."""
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()

    def run(self, sql):
        """Until they are done. RETURNS what the client program printed."""
        mark = f"done-{next(self.marks)}"
        self.say(f"{sql}\nSELECT '{mark}';")
        lines = []
        for line in self.process.stdout:
            # Records of psql do not end with a line.
            if mark in line or line.startswith("ERROR"):
                if mark not in line:
                    raise AssertionError(line)
                return lines
            lines.append(line)
        raise AssertionError("the session ended: " + "".join(lines))


class MySqlClient(SqlClient):
    scheme = "mysql"
    password_variable = "MYSQL_PWD"
    tables_sql = "SHOW TABLES"
    layout_sql = ("SELECT table_name, column_name, column_type, is_nullable, column_default, extra "
                  "FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2",
                  "SELECT table_name, index_name, seq_in_index, column_name, non_unique FROM "
                  "information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1, 2, 3")

    def command(self, database):
        return ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--port={self.port}",
                f"--user={self.user}", "--batch", "--unbuffered", "--skip-column-names",
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
    tables_sql = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace " \
                 "AND relkind IN ('r', 'v') ORDER BY 1"
    layout_sql = ("SELECT table_name, column_name, data_type, character_maximum_length, "
                  "is_nullable, column_default FROM information_schema.columns WHERE "
                  "table_schema = 'public' ORDER BY 1, 2",
                  "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")

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

    def clear_database(self, name):
        """As the other, in a hundredth of its time."""
        self.rows("DROP SCHEMA public CASCADE; CREATE SCHEMA public", name)

    def drop_database(self, name):
        self.rows(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


CLIENTS = {client.scheme: client for client in (MySqlClient, PostgreSqlClient)}


def client_of(uri):
    parts = urlsplit(uri)
    return CLIENTS[parts.scheme](parts.port, parts.username, parts.password)
