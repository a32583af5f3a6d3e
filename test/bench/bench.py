#!/usr/bin/env python3
"""Measures xcapd against the limit: a FastCGI worker that does nothing, behind the same nginx. That
is `hello`, a plain program of libfcgi; `hello-quick` is the same, but closes connections as xcapd
does, without libfcgi's wait for nginx to close its end. Ratios and bars are against `hello`.

Called by `make bench`, which sets OUT. What it takes from the environment:

    SECONDS_PER_CASE=1   how long each case is measured in each round
    ROUNDS=3             interleaved rounds; medians are printed
    CASES="2k entry"     only cases with one of these words in their names; hello always
    DATABASES="sqlite mysql postgresql"
                         xcapd's, in the same rounds; default: sqlite. Those on a server are started
                         for it, and answer the cases of 2 KB
    PEERS=1              and Kamailio's xcap_server against xcapd on the same MariaDB (peers/)
    WORKERS=8            of xcapd, of hello and of Kamailio; default: as many as xcapd starts by
                         itself, on the database where it starts the most
    SOAK=100000          then so many mixed requests, and the workers' memory half-way and after
    JSON=1               prints JSON instead of tables: rows, every round's results, bars

Ends with failure when an answer was not as it must be. No figure makes it fail.
"""

import json
import math
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

from bars import judged  # noqa: E402
from cases import (HELLO, HELLO_QUICK, KAMAILIO, PEER_BARS, REFERENCES, documents,  # noqa: E402
                   planned)
from harness.databases import KINDS  # noqa: E402
from harness.processes import cpu_seconds, private_kib  # noqa: E402
from harness.service import OUT, TREE  # noqa: E402
from setting import Setting  # noqa: E402
from tables import print_tables  # noqa: E402

WARM_UP = 0.2  # seconds
REFERENCES_EVERY = 10  # cases; the machine's own speed changes while a round runs
SOAK_TURN = 100  # requests of one case before those of the next
ALLOCATION_ROUNDS = 10
SCHEMA = TREE / "common/usages/schemas/resource-lists.xsd"


def number_of(name, default, least, kind=int):
    text = os.environ.get(name) or str(default)
    try:
        if least <= (number := kind(text)) < math.inf:
            return number
    except ValueError:
        pass
    sys.exit(f"bench: {name} is a{' whole' if kind is int else ''} number, at least {least}, "
             f"not {text}")


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
            capture_output=True, text=True)
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
        results = {case.name: [] for case in [*REFERENCES, *wanted]}
        turns = []
        for first in range(0, max(len(wanted), 1), REFERENCES_EVERY):
            turns += [*REFERENCES, *wanted[first:first + REFERENCES_EVERY]]
        for number in range(count):
            for case in turns:
                result = self.measure(case, "--seconds", str(seconds), "--warmup",
                                      str(min(WARM_UP, seconds)))
                if result:
                    results[case.name].append({"round": number + 1, **result})
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

    def soak(self, mixed, total):
        """Private memory of each worker, half-way through `total` requests, a few of each case in
        turn, and after."""
        found = []
        for half in range(2):
            rest = total // 2
            while rest > 0:
                for case in mixed:
                    self.measure(case, "--requests", str(SOAK_TURN), "--warmup", "0")
                    rest -= SOAK_TURN
            found.append(self.memory())
            progress(f"soak {half + 1} of 2")
        return found


def mixed_cases(wanted):
    """Those of the soak: a request on a long list takes as long as a hundred others."""
    return [case for case in wanted if "entry" not in case.name and case.server != KAMAILIO]


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


def compare(rows):
    """Adds what a row is by those of the references."""
    for row in rows.values():
        for key, reference in (("ratio", HELLO), ("ratio_to_quick", HELLO_QUICK)):
            if limit := rows.get(reference.name, {}).get("requests_per_second"):
                row[key] = row["requests_per_second"] / limit
        if HELLO.name in rows:
            row["cpu_over_limit_us"] = row["worker_cpu_us"] - rows[HELLO.name]["worker_cpu_us"]


def run(wanted, count, seconds, workers, soak):
    setting = Setting(workers, wanted)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(setting, Path(scratch))
            results = bench.rounds(wanted, count, seconds)
            rows = {name: summary(runs) for name, runs in results.items() if runs}
            durability = {}
            for case in wanted:
                row, counted = rows.get(case.name, {}), {}
                if case.server != KAMAILIO:
                    counted = bench.allocations(case)
                if "durability" in counted:
                    durability[case.server] = counted["durability"]
                row.update({key: counted[key] for key in
                            ("allocations", "allocated_bytes", "copied_bytes") if key in counted})
            compare(rows)
            report = {"cases": rows, "connections": {c.name: c.connections for c in wanted},
                      "results": results, "rounds": count, "seconds": seconds,
                      "workers": setting.worker_count,
                      "cpus": os.cpu_count(), "durability": durability,
                      "ratios_to_kamailio": peer_ratios(results),
                      "private_kib": bench.memory(), "parse_times": parse_times(
                          Path(scratch), 51 if seconds >= 0.5 else 3)}
            if setting.kamailio:
                report["kamailio"] = setting.kamailio.version()
            if soak:
                report["soak_requests"] = soak
                report["soak_private_kib"] = bench.soak(mixed_cases(wanted), soak)
            report["bars"] = judged(report)
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
    if not wanted and not any(word in case.name for word in words for case in REFERENCES):
        sys.exit(f"bench: no case has one of these words in its name: {' '.join(words)}")
    count, seconds = number_of("ROUNDS", 3, 1), number_of("SECONDS_PER_CASE", 1, 0.01, float)
    workers = number_of("WORKERS", 0, 1) if os.environ.get("WORKERS") else None
    soak = number_of("SOAK", 0, 0)
    if soak and not mixed_cases(wanted):
        sys.exit("bench: SOAK needs cases of xcapd that are not about a list's entry")
    report = run(wanted, count, seconds, workers, soak)
    if os.environ.get("JSON"):
        print(json.dumps(report, indent=2))
    else:
        print_tables(report)
    for problem in report["problems"]:
        print(f"bench: {problem}", file=sys.stderr)
    return 1 if report["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
