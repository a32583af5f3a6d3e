"""Kamailio's xcap_server as a server to measure: Debian's packages, a configuration and a database
of its own on the MariaDB of the tests, a loopback port. Nothing of an installed Kamailio is used but
its programs, modules and the SQL of its tables."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from harness.databases import new_database
from harness.database_servers import program
from harness.ports import free_port
from harness.processes import children_of, unprivileged, with_parent

TEMPLATE = Path(__file__).with_name("kamailio.cfg.in")
TABLES = Path("/usr/share/kamailio/mysql")
REALM, PASSWORD = "example.com", "123"
DOCUMENT_LIMIT = 1 << 20  # bytes
RESOURCE_LISTS = 4  # its doc_type
MEMORY_MIB = 64  # of each process, and shared; Debian's 8 hold no list of 5,000 entries


def is_installed():
    return Path(program("kamailio")).exists() and TABLES.exists()


class Kamailio:
    """Accounts and documents first, then start(); stopped by stop()."""

    def __init__(self, workers):
        self.directory = Path(tempfile.mkdtemp(prefix="xcapd-kamailio-"))
        self.directory.chmod(0o755)
        (self.directory / "run").mkdir()
        (self.directory / "run").chmod(0o777)
        self.database = new_database(None, "mysql")
        self.port = free_port()
        self.log = self.directory / "log"
        self.process = None
        text = TEMPLATE.read_text()
        for name, value in (("PORT", self.port), ("WORKERS", workers), ("REALM", REALM),
                            ("DATABASE", self.database.uri), ("DOCUMENT_LIMIT", DOCUMENT_LIMIT)):
            text = text.replace(f"@{name}@", str(value))
        (self.directory / "kamailio.cfg").write_text(text)
        for tables in ("standard", "auth_db", "presence"):
            self.database.rows((TABLES / f"{tables}-create.sql").read_text())

    def add_accounts(self, names):
        rows = ", ".join(
            f"('{name}', '{REALM}', "
            f"'{hashlib.md5(f'{name}:{REALM}:{PASSWORD}'.encode()).hexdigest()}')" for name in names)
        self.database.rows(f"INSERT INTO subscriber (username, domain, ha1) VALUES {rows}")

    def add_document(self, user, path, document):
        """Past xcap_server: a PUT of a long list is more than its TCP reader takes."""
        self.database.rows(
            "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) VALUES "
            f"('{user}', '{REALM}', X'{document.hex()}', {RESOURCE_LISTS}, 'first', 0, '{path}', 0)")

    def start(self):
        """Until it accepts connections."""
        memory = str(MEMORY_MIB)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program("kamailio"), "-DD", "-E", "-f", self.directory / "kamailio.cfg",
                 "-m", memory, "-M", memory, "-w", self.directory / "run",
                 "-Y", self.directory / "run", "-P", self.directory / "run/pid"],
                cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **with_parent(signal.SIGTERM), **unprivileged())
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("Kamailio did not start:\n" + self.log.read_text()) from None
                time.sleep(0.05)

    def version(self):
        """As "kamailio 5.6.3 (x86_64/linux)"."""
        done = subprocess.run([program("kamailio"), "-v"], text=True, capture_output=True)
        return done.stdout.partition("\n")[0].removeprefix("version:").strip()

    def workers(self):
        """All its processes but the first, which only waits for them."""
        return children_of(self.process.pid)

    def stop(self):
        if self.process and self.process.poll() is None:
            workers = self.workers()
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                for pid in (self.process.pid, *workers):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.process.wait(10)
        self.database.remove()
        shutil.rmtree(self.directory, ignore_errors=True)
