"""The database servers of one `make test`: started once, stopped by pid at its end.

Kept out of the modules' processes, which come and go: modules find them by XCAPD_TEST_MYSQL_URI and
XCAPD_TEST_POSTGRESQL_URI, whose user may create databases. OUT/databases leads to their data.
"""

import os
import shutil
from pathlib import Path

from harness.database_servers import SERVERS
from harness.databases import variable_of


class SharedServers:
    """`with SharedServers(out, kinds) as servers:` leaves in servers.failures, {kind: why}, what
    did not start."""

    def __init__(self, out, kinds):
        self.links = Path(out) / "databases"
        self.kinds = kinds
        self.servers = []
        self.failures = {}

    def __enter__(self):
        shutil.rmtree(self.links, ignore_errors=True)
        try:
            for kind in self.kinds:
                self.start(kind)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, kind):
        try:
            server = SERVERS[kind](start=False)
            self.servers.append(server)
            self.links.mkdir(parents=True, exist_ok=True)
            (self.links / kind).unlink(missing_ok=True)
            (self.links / kind).symlink_to(server.directory)
            server.initialize()
            server.start()
            os.environ[variable_of(kind)] = server.sql.uri
        except (AssertionError, OSError) as error:
            self.failures[kind] = str(error)

    def __exit__(self, *_):
        for server in self.servers:
            server.remove()
        shutil.rmtree(self.links, ignore_errors=True)
