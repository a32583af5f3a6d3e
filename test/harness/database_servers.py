"""MariaDB and PostgreSQL with data of their own, on a loopback port and a Unix socket of their own.

`make test` starts one of each for all modules (run.py); a test that restarts or kills a database
starts one for itself. Nothing here touches the system's servers, their data or their settings.
Everything that makes a write durable is as the server's own defaults have it.
"""

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .ports import free_port, unprivileged_user
from .processes import children_of, unprivileged, with_parent
from .sql_clients import CLIENTS

USER, PASSWORD = "xcapd", "secret"  # may create databases


def program(name):
    """Debian keeps the programs of each version of PostgreSQL apart, and servers out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
                      key=lambda path: float(path.parts[4]), reverse=True)
    return str(versions[0]) if versions else shutil.which(
        name, path=os.environ["PATH"] + ":/usr/sbin") or name


class DatabaseServer:
    """One server process; start() may come again after stop() or kill(), with the same data."""

    scheme = ""
    stop_signal = signal.SIGTERM

    def __init__(self, start=True, log_statements=False, authority=None):
        """`authority` (certificates.py) signs what it speaks TLS with, where that is wanted."""
        # Below the system's directory for temporary files, which an unprivileged user reaches
        # wherever the tree lies, and whose names are short enough for a socket.
        self.directory = Path(tempfile.mkdtemp(prefix=f"xcapd-{self.scheme}-"))
        self.directory.chmod(0o755)
        self.own(self.directory)
        self.data = self.directory / "data"
        self.log = self.directory / "log"
        self.sql = CLIENTS[self.scheme](free_port(), USER, PASSWORD)
        self.log_statements = log_statements
        # (certificate, key, the authority's certificate)
        self.tls = authority and [*authority.issue("127.0.0.1", self.directory, self.own),
                                  authority.certificate]
        self.process = None
        atexit.register(self.remove)
        if start:
            self.initialize()
            self.start()

    # --- what each server has its own way of --------------------------------------------------

    def initialize(self):
        raise NotImplementedError

    def command(self):
        """The words that start the server in the foreground."""
        raise NotImplementedError

    def statements(self, database):
        """What this database was asked to execute since the start, as the server's own log has it.
        REQUIRES: log_statements."""
        raise NotImplementedError

    def lock_waits(self):
        """How many sessions wait for another's lock."""
        raise NotImplementedError

    # --- processes ----------------------------------------------------------------------------

    def write(self, name, text):
        """A file the server reads."""
        path = self.directory / name
        path.write_text(text)
        path.chmod(0o644)
        return path

    @staticmethod
    def own(path):
        """Makes a file the server's."""
        if os.geteuid() == 0:
            shutil.chown(path, unprivileged_user())

    def run_as_owner(self, *words):
        done = subprocess.run(words, text=True, cwd=self.directory, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                              **unprivileged())
        if done.returncode:
            raise AssertionError(f"{words[0]} failed:\n{done.stdout}")

    def start(self):
        """Until it answers. REQUIRES: the main thread, for the server ends with its parent, which
        is a thread."""
        assert threading.current_thread() is threading.main_thread()
        with open(self.log, "ab") as log:
            # A session of its own: Ctrl-C is for the tests, which stop it when they are done.
            self.process = subprocess.Popen(
                self.command(), cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, **with_parent(self.stop_signal),
                **unprivileged())
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-4000:]
                raise AssertionError(f"{self.scheme}: the server did not start:\n{tail}")
            time.sleep(0.05)

    def answers(self):
        try:
            return self.sql.rows("SELECT 1") == [("1",)]
        except AssertionError:
            return False

    def stop(self):
        """In order: what is running is ended, what is written is on disk."""
        self.end(self.stop_signal)

    def kill(self):
        """As a crash would, with the processes the server keeps per connection."""
        children = children_of(self.process.pid) if self.process.poll() is None else []
        self.end(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        while any(os.path.exists(f"/proc/{child}") for child in children):
            time.sleep(0.01)

    def end(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise

    def remove(self):
        atexit.unregister(self.remove)
        try:
            self.stop()
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)


class MariaDb(DatabaseServer):
    scheme = "mysql"

    def initialize(self):
        """Only root@localhost, without a password; the user of the tests comes with the start."""
        self.run_as_owner(program("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}",
                          "--skip-test-db", "--auth-root-authentication-method=normal")
        self.write("init.sql",
                   f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\n"
                   f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n")

    def command(self):
        return [program("mariadbd"), "--no-defaults", f"--datadir={self.data}",
                f"--init-file={self.directory}/init.sql",
                # A server that starts clears its tmpdir of what others left: not a shared one.
                f"--tmpdir={self.directory}",
                f"--pid-file={self.directory}/pid", f"--socket={self.directory}/socket",
                f"--port={self.sql.port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
                "--max-connections=300",
                # As Debian configures it.
                "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci",
                *(["--general-log=1", "--log-output=TABLE"] if self.log_statements else []),
                *(f"--ssl-{what}={path}" for what, path in
                  zip(("cert", "key", "ca"), self.tls or ()))]

    def statements(self, database):
        # A thread is a connection; it says at its start which database it wants.
        rows = self.sql.rows(
            f"SELECT argument FROM mysql.general_log WHERE command_type IN ('Query', 'Execute') "
            f"AND thread_id IN (SELECT thread_id FROM mysql.general_log WHERE "
            f"command_type = 'Connect' AND argument LIKE '% on {database} %') ORDER BY event_time")
        return [argument for argument, in rows]

    def lock_waits(self):
        # innodb_trx would show a state that is old as long as it is asked often.
        rows = self.sql.rows("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")
        return int(rows[0][1])


class PostgreSql(DatabaseServer):
    scheme = "postgresql"
    stop_signal = signal.SIGINT  # "fast": clients are disconnected

    def initialize(self):
        password = self.write("password", PASSWORD)
        # --no-sync: nothing is lost if the machine dies before the first write.
        self.run_as_owner(program("initdb"), "-D", self.data, "-U", USER, "--no-sync",
                          "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256",
                          f"--pwfile={password}")

    def command(self):
        settings = {"listen_addresses": "127.0.0.1", "port": self.sql.port,
                    "unix_socket_directories": self.directory, "max_connections": 300}
        if self.log_statements:
            settings |= {"log_statement": "all", "log_line_prefix": "%d|%a|"}
        if self.tls:
            settings |= {"ssl": "on", "ssl_cert_file": self.tls[0], "ssl_key_file": self.tls[1],
                         "ssl_ca_file": self.tls[2]}
        return [program("postgres"), "-D", self.data,
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def statements(self, database):
        # "LOG:  statement: SELECT …" or "LOG:  execute NAME: SELECT …"; more lines of a statement
        # follow behind a tab.
        return [found[1] for found in re.finditer(
            rf"^{database}\|(?!psql\|)[^|]*\|LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)",
            self.log.read_text(errors="replace"), re.MULTILINE)]

    def lock_waits(self):
        return int(self.sql.rows("SELECT count(*) FROM pg_stat_activity "
                                 "WHERE wait_event_type = 'Lock'")[0][0])


SERVERS = {server.scheme: server for server in (MariaDb, PostgreSql)}
