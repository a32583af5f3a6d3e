"""What goes wrong while a workload runs: workers killed, the database restarted, connections cut."""

import os
import random
import signal
import time
from collections import Counter

from .proxy import Fault

SECONDS_BETWEEN_RESTARTS = 6  # so that most of the time there is a database


class Troubles:
    """`run()` makes them, one after the other. `server` and `proxy` are None for a database that is
    a file."""

    def __init__(self, service, server=None, proxy=None, seed=None):
        self.service, self.server, self.proxy = service, server, proxy
        self.seed = seed if seed is not None else random.randrange(1 << 32)
        self.source = random.Random(self.seed)
        self.counts = Counter()
        self._restarted = time.monotonic()

    def run(self, seconds):
        """All is whole again afterwards. In the main thread: a server it starts goes with it."""
        kinds = [self.kill_worker] * 2
        if self.proxy:
            kinds += [self.cut_request] * 3 + [self.cut_all, self.delay, self.shut, self.restart]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.source.choice(kinds)()
            time.sleep(self.source.uniform(0.02, 0.3))

    def kill_worker(self):
        workers = self.service.workers()
        # Now and then all of them.
        count = len(workers) if self.source.random() < 0.1 else 1
        for pid in self.source.sample(workers, min(count, len(workers))):
            try:
                os.kill(pid, signal.SIGKILL)
                self.counts["workers killed"] += 1
            except ProcessLookupError:
                pass

    def cut_request(self):
        """All faults but silence, which costs a worker its whole time-out, are as likely."""
        faults = [fault for fault in Fault if fault is not Fault.SILENCE] * 4 + [Fault.SILENCE]
        fault = self.source.choice(faults)
        self.proxy.reset = self.source.random() < 0.5
        # Writes carry the bytes of a document.
        writes_only = self.source.random() < 0.7
        happened = self.proxy.once(
            fault, lambda request: not writes_only or b"<resource-lists" in request
            or b"<v n=" in request)
        if happened.wait(1):
            self.counts[fault.name.lower()] += 1
        self.proxy.disarm()

    def cut_all(self):
        self.proxy.cut_all()
        self.counts["all connections cut"] += 1

    def delay(self):
        self.proxy.delay = self.source.choice((0.01, 0.1, 0.5))
        time.sleep(self.source.uniform(0.1, 1))
        self.proxy.delay = 0
        self.counts["delays"] += 1

    def shut(self):
        self.proxy.shut()
        time.sleep(self.source.uniform(0.05, 0.5))
        self.proxy.open()
        self.counts["refusals"] += 1

    def restart(self):
        if time.monotonic() - self._restarted < SECONDS_BETWEEN_RESTARTS:
            return
        if self.source.random() < 0.5:
            self.server.kill()
            self.counts["database killed"] += 1
        else:
            self.server.stop()
            self.counts["database restarted"] += 1
        time.sleep(self.source.uniform(0, 0.5))
        self.server.start()
        self._restarted = time.monotonic()
