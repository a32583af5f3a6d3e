"""What clients saw while workers were killed, the database was restarted and connections were cut
can have happened one after the other: no acknowledged write is lost, none comes back, none is done
twice (harness/histories.py says what that means).

XCAPD_TEST_SECONDS, 60: how long; `make fault SECONDS=600` sets it.
"""

import os
import unittest

from harness import Service
from harness.database_servers import SERVERS
from harness.databases import KIND, ServerDatabase
from harness.proxy import Proxy
from harness.troubles import Troubles
from harness.workloads import RegisterWorkload, SetWorkload

SECONDS = int(os.environ.get("XCAPD_TEST_SECONDS", "60"))
SEED = os.environ.get("XCAPD_TEST_SEED")
# By digest, so that an account and a document are read at once.
SETTINGS = {"Process": {"workers": "8"}, "Database": {"write_timeout": "2000"}}
PATIENCE = 15  # seconds for any request: a time-out, a new connection and the delays of a proxy


class History(unittest.TestCase):
    def start(self):
        """A service whose database is reached through a proxy, where it is a server: one that
        nobody else uses, for it will be killed."""
        if KIND == "sqlite":
            service, self.server, self.proxy = Service(SETTINGS), None, None
        else:
            self.server = SERVERS[KIND]()
            self.addCleanup(self.server.remove)
            self.proxy = Proxy(self.server.sql.port)
            self.addCleanup(self.proxy.close)
            service = Service(SETTINGS,
                              database=ServerDatabase(self.server.sql, self.proxy.port))
        self.addCleanup(service.stop)
        return service

    def test_every_answer_fits_one_order(self):
        service = self.start()
        workloads = [SetWorkload(service, SECONDS), RegisterWorkload(service, SECONDS)]
        troubles = Troubles(service, self.server, self.proxy, int(SEED) if SEED else None)
        for workload in workloads:
            workload.start()
        try:
            troubles.run(SECONDS)
        finally:
            for workload in workloads:
                workload.stop()

        print(f"{KIND}, seed {troubles.seed}: {dict(troubles.counts)}")
        for workload in workloads:
            workload.read_all()  # without a restart of xcapd, and at once
            known, unknown, reads = workload.counts()
            print(f"{type(workload).__name__}: {known} writes acknowledged or refused, {unknown} "
                  f"unknown, {reads} reads, the slowest {workload.slowest:.1f} s")
            self.assertEqual(workload.problems()[:5], [])
            self.assertLess(workload.slowest, PATIENCE)
            # Otherwise this has tested nothing.
            self.assertGreater(known, 5 * SECONDS)
            self.assertGreater(reads, 5 * SECONDS)
        self.assertGreater(sum(workload.counts()[1] for workload in workloads), SECONDS / 6)
        self.assertGreater(troubles.counts["workers killed"], SECONDS / 12)


if __name__ == "__main__":
    unittest.main()
