#!/usr/bin/env python3
"""Measures xcapd against the limit: a FastCGI worker that does nothing, behind the same nginx.

Called by `make bench`, which sets OUT. What it takes from the environment:

    SECONDS_PER_CASE=1   how long each case is measured in each round
    ROUNDS=3             interleaved rounds; medians are printed
    CASES="2k entry"     only cases with one of these words in their names
    DATABASES="sqlite mysql postgresql"
                         xcapd's, in the same rounds; default: sqlite. Those on a server are started
                         for it, and answer the cases of 2 KB
    PEERS=1              and Kamailio's xcap_server against xcapd on the same MariaDB (peers/)
    WORKERS=8            of xcapd, of hello and of Kamailio; default: xcapd's, CPUs × 2 and at
                         least 4 with SQLite alone, else CPUs × 4
    SOAK=100000          then so many mixed requests, and the workers' memory half-way and after
    JSON=1               prints JSON instead of tables

Ends with failure when an answer was not as it must be. No figure makes it fail.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from operator import truediv
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from cases import HELLO, KAMAILIO, PEER_BARS, documents, planned  # noqa: E402
from harness.databases import KINDS  # noqa: E402
from harness.processes import cpu_seconds, private_kib  # noqa: E402
from harness.service import OUT, TREE  # noqa: E402
from setting import Setting  # noqa: E402
from tables import print_tables  # noqa: E402

WARM_UP = 0.2  # seconds
HELLO_EVERY = 10  # cases; the machine's own speed changes while a round runs
ALLOCATION_ROUNDS = 10
SCHEMA = TREE / "common/usages/schemas/resource-lists.xsd"


def number_of(name, default):
    return float(os.environ.get(name) or default)


class Bench:
    def __init__(self, setting, scratch):
        self.setting, self.scratch = setting, scratch
        self.problems = []
        self.bodies = {}

    def options(self, case):
        if case.body is None:
            return case.arguments
        if case.name not in self.bodies:
            self.bodies[case.name] = self.scratch / f"body-{len(self.bodies)}"
            self.bodies[case.name].write_bytes(case.body)
        return [*case.arguments, "--body", self.bodies[case.name]]

    def measure(self, case, *duration):
        """One run of the generator."""
        pids = self.setting.workers(case)
        before = cpu_seconds(pids)
        done = subprocess.run(
            [OUT / "xcap-bench", "--format", "json", "--connections", str(case.connections),
             *duration, *self.options(case), self.setting.url(case)],
            capture_output=True, text=True, timeout=120)
        if not done.stdout:
            self.problems.append(f"{case.name}: {done.stderr.strip()}")
            return None
        result = json.loads(done.stdout)
        if self.setting.workers(case) != pids:
            self.problems.append(f"{case.name}: a worker died")
            return None
        result["errors_total"] = sum(result["errors"].values())
        for what, times in result["errors"].items():
            self.problems.append(f"{case.name}: {times} × {what}")
        result["worker_cpu_us"] = 1e6 * (cpu_seconds(pids) - before) / max(result["answers"], 1)
        return result

    def rounds(self, wanted, count, seconds):
        """{name: [result of each run]}, every case once in a round."""
        results = {case.name: [] for case in [HELLO, *wanted]}
        for number in range(count):
            for index, case in enumerate(wanted):
                runs = [HELLO, case] if index % HELLO_EVERY == 0 else [case]
                for run in runs:
                    result = self.measure(run, "--seconds", str(seconds), "--warmup",
                                          str(min(WARM_UP, seconds)))
                    if result:
                        results[run.name].append(result)
            progress(f"round {number + 1} of {count}")
        return results

    def allocations(self, case):
        done = subprocess.run(
            [OUT / "bench-allocations", self.setting.services[case.server].config,
             str(ALLOCATION_ROUNDS), *self.options(case), self.setting.url(case)],
            capture_output=True, text=True)
        if done.returncode != 0:
            self.problems.append(f"{case.name}: {done.stderr.strip()}")
            return {}
        return json.loads(done.stdout)

    def memory(self):
        """{what answers: [private memory of each worker of xcapd]}"""
        return {server: [private_kib(pid) for pid in service.workers()]
                for server, service in self.setting.services.items()}

    def soak(self, wanted, total):
        """Private memory of each worker, half-way through `total` mixed requests and after."""
        mixed = [case for case in wanted if "entry" not in case.name and case.server != KAMAILIO]
        found = []
        for half in range(2):
            for case in mixed:
                self.measure(case, "--requests", str(max(int(total / 2 / len(mixed)), 1)),
                             "--warmup", "0")
            found.append(self.memory())
            progress(f"soak {half + 1} of 2")
        return found


def progress(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def summary(runs):
    """Medians; of the worst latency the worst, of errors the sum."""
    row = {key: statistics.median(run[key] for run in runs)
           for key in ("requests_per_second", "p50_us", "p99_us", "worker_cpu_us",
                       "generator_cpu_share")}
    row["worst_us"] = max(run["worst_us"] for run in runs)
    row["requests"] = sum(run["requests"] for run in runs)
    row["errors"] = sum(run["errors_total"] for run in runs)
    return row


def parse_times(scratch, rounds):
    """The bare SAX parse and the streaming validation of the list of 5,000, in microseconds; and
    what xmllint itself says of the latter."""
    path = scratch / "list-5000.xml"
    path.write_bytes(documents()["list-5000"][1])
    done = subprocess.run([OUT / "bench-parse-times", path, SCHEMA, str(rounds)], check=True,
                          capture_output=True, text=True)
    times = json.loads(done.stdout)
    done = subprocess.run(["xmllint", "--noout", "--timing", "--stream", "--schema", SCHEMA, path],
                          check=True, capture_output=True, text=True)
    line = next(line for line in done.stderr.splitlines() if line.startswith("Parsing took"))
    return {**times, "xmllint_ms": int(line.split()[2])}


def peer_ratios(results):
    """{case: requests per second of xcapd by those of Kamailio}; each round is compared with
    itself, since both ran a moment apart there, and of these the median is taken."""
    found = {}
    for name in PEER_BARS:
        ours, theirs = ([run["requests_per_second"] for run in results.get(key, ())] for key in
                        (name, f"{name.partition('@')[0]}@{KAMAILIO}"))
        if ours and theirs and all(theirs):  # where nothing was answered, the errors say why
            found[name] = statistics.median(map(truediv, ours, theirs))
    return found


def run(wanted, count, seconds, workers, soak):
    setting = Setting(workers, wanted)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(setting, Path(scratch))
            results = bench.rounds(wanted, count, seconds)
            rows = {name: summary(runs) for name, runs in results.items() if runs}
            limit = rows.get("hello")
            durability = {}
            for case in wanted:
                row, counted = rows.get(case.name, {}), {}
                if case.server != KAMAILIO:
                    counted = bench.allocations(case)
                    durability.setdefault(case.server, counted.get("durability", {}))
                row.update({key: counted[key] for key in
                            ("allocations", "allocated_bytes", "copied_bytes") if key in counted})
                if limit and row:
                    row["ratio"] = row["requests_per_second"] / limit["requests_per_second"]
                    row["cpu_over_limit_us"] = row["worker_cpu_us"] - limit["worker_cpu_us"]
            report = {"cases": rows, "connections": {c.name: c.connections for c in wanted},
                      "rounds": count, "seconds": seconds, "workers": workers,
                      "cpus": os.cpu_count(), "durability": durability,
                      "ratios_to_kamailio": peer_ratios(results),
                      "private_kib": bench.memory(), "parse_times": parse_times(
                          Path(scratch), 51 if seconds >= 0.5 else 3)}
            if setting.kamailio:
                report["kamailio"] = setting.kamailio.version()
            if soak:
                report["soak_requests"] = soak
                report["soak_private_kib"] = bench.soak(wanted, soak)
            report["problems"] = bench.problems
            return report
    finally:
        setting.stop()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped
    words = os.environ.get("CASES", "").split()
    databases = (os.environ.get("DATABASES") or "sqlite").split()
    if unknown := set(databases) - set(KINDS):
        sys.exit(f"bench: no such database: {' '.join(unknown)}; there are {' '.join(KINDS)}")
    wanted = [case for case in planned(databases, bool(os.environ.get("PEERS")))
              if not words or any(word in case.name for word in words)]
    if not wanted:
        sys.exit(f"bench: no case has one of these words in its name: {' '.join(words)}")
    workers = max(4, 2 * os.cpu_count()) if databases == ["sqlite"] else 4 * os.cpu_count()
    report = run(wanted, int(number_of("ROUNDS", 3)), number_of("SECONDS_PER_CASE", 1),
                 int(number_of("WORKERS", workers)), int(number_of("SOAK", 0)))
    if os.environ.get("JSON"):
        print(json.dumps(report, indent=2))
    else:
        print_tables(report)
    for problem in report["problems"]:
        print(f"bench: {problem}", file=sys.stderr)
    return 1 if report["problems"] or len(report["cases"]) <= len(wanted) else 0


if __name__ == "__main__":
    sys.exit(main())
