#!/usr/bin/env python3
"""Runs the tests and ends with one line: `N passed, N failed`.

Called by `make test`, which sets OUT to the directory of the programs. Names select what runs:

    make test TEST_ARGS="unit http/test_uri"     # doctest, and one module
    make test TEST_ARGS=fault                    # one folder
    make test TEST_ARGS="http@mysql"             # on one database; without @, on all of DATABASES
"""

import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import time
import unittest
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from harness.database_servers import SERVERS
from shared_servers import SharedServers

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("OUT", HERE.parent / "build"))
TIMEOUT = 600  # seconds for one module; sanitizers on a busy machine are slow

CHECKS = {
    "tools/layers": [HERE / "tools/check_layers.py"],
    "tools/sizes": [HERE / "tools/check_sizes.py"],
    "tools/config-docs": [HERE / "tools/check_config_docs.py", OUT / "xcapd"],
}
# Folders and modules that run once on each database.
ON_EACH_DATABASE = ("http", "conformance", "cli/test_migrate", "cli/test_migrate_large",
                    "cli/test_migrate_mends", "cli/test_servers", "cli/test_database_tls",
                    "fault/test_history", "fault/test_hosts",
                    "fault/test_node_races", "fault/test_outcomes", "fault/test_races",
                    "fault/test_refusals")
DATABASES = os.environ.get("DATABASES", "sqlite mysql postgresql").split()
# Modules of these folders run one after the other: they keep the machine busy, or measure time.
ALONE = ("fault",)


@dataclass
class Outcome:
    name: str
    passed: int
    failed: int
    skipped: dict = field(default_factory=dict)  # reason → how many
    output: str = ""
    seconds: float = 0


running = set()  # processes, to be told of an interrupt


def run(name, command, **more):
    """RETURNS (exit status, output); a command that takes too long has failed."""
    environment = {**os.environ, "OUT": str(OUT), "PYTHONPATH": str(HERE), **more}
    process = subprocess.Popen(command, text=True, errors="replace", env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    running.add(process)
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        return 1, f"{output}\n{name}: not done after {TIMEOUT} s"
    finally:
        running.discard(process)


def run_unit():
    code, output = run("unit", [OUT / "unit-tests", "--no-colors=true"])
    counts = re.search(r"test cases: +\d+ +\| +(\d+) passed \| +(\d+) failed", output)
    if not counts:
        return Outcome("unit", 0, 1, output=output)
    failed = int(counts[2])
    return Outcome("unit", int(counts[1]), max(failed, 1) if code else failed, output=output)


def run_check(name):
    code, output = run(name, CHECKS[name])
    return Outcome(name, int(code == 0), int(code != 0), output=output)


def run_module(name):
    """In a process of its own, so that one that dies or hangs is one that failed."""
    module, _, database = name.partition("@")
    code, output = run(name, [sys.executable, __file__, "--module", module],
                       **({"XCAPD_TEST_DATABASE": database} if database else {}))
    lines = output.rstrip().splitlines()
    try:
        return Outcome(name, **json.loads(lines[-1]), output="\n".join(lines[:-1]))
    except (IndexError, ValueError, TypeError):
        return Outcome(name, 0, 1, output=output + f"\n{name}: ended with status {code}")


def be_module(name):
    """RETURNS the exit status."""
    # `make test &` comes with SIGINT ignored, and what tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder, module = name.split("/")
    sys.path.insert(0, str(HERE / folder))
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    bad = len({str(test) for test, _ in result.failures + result.errors}) + len(
        result.unexpectedSuccesses)
    skipped = Counter(reason for _, reason in result.skipped)
    print(json.dumps({"passed": max(result.testsRun - bad - skipped.total(), 0), "failed": bad,
                      "skipped": skipped}))
    return int(bad > 0)


def belongs_to(name, words):
    return any(name == word or name.startswith(word + "/") for word in words)


def all_names():
    names = ["unit", *CHECKS]
    for path in sorted(HERE.glob("*/test_*.py")):
        name = f"{path.parent.name}/{path.stem}"
        if belongs_to(name, ON_EACH_DATABASE):
            names += [f"{name}@{database}" for database in DATABASES]
        else:
            names.append(name)
    return names


def is_named(name, word):
    """`http`, `http/test_uri`, `http@mysql`, `http/test_uri@mysql`."""
    module, _, database = name.partition("@")
    wanted, _, wanted_database = word.partition("@")
    return belongs_to(module, [wanted]) and wanted_database in ("", database)


def servers_needed(names):
    """By these modules: unit tests meet every server."""
    if "unit" in names:
        return list(SERVERS)
    return [kind for kind in SERVERS if any(name.endswith("@" + kind) for name in names)]


def run_one(name):
    start = time.monotonic()
    if name == "unit":
        outcome = run_unit()
    elif name in CHECKS:
        outcome = run_check(name)
    else:
        outcome = run_module(name)
    outcome.seconds = time.monotonic() - start
    return outcome


def report(outcome):
    count = sum(outcome.skipped.values())
    skipped = f", {count} skipped" if count else ""
    print(f"{outcome.name:36} {outcome.passed:4} passed, {outcome.failed} failed{skipped}"
          f"  ({outcome.seconds:.1f} s)", flush=True)
    for reason, count in sorted(outcome.skipped.items()):
        print(f"    {count} skipped: {reason}", flush=True)
    if outcome.failed:
        print(outcome.output, flush=True)
    return outcome


def run_all(names, failures):
    """What needs a server that did not start is not run: the server itself is what failed."""
    outcomes = [report(Outcome("databases/" + kind, 0, 1, output=why))
                for kind, why in failures.items()]
    names = [name for name in names if name.partition("@")[2] not in failures]
    alone = [name for name in names if belongs_to(name, ALONE)]
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    try:
        jobs = [pool.submit(run_one, name) for name in names if name not in alone]
        for job in concurrent.futures.as_completed(jobs):
            outcomes.append(report(job.result()))
        for name in alone:
            outcomes.append(report(run_one(name)))
    except BaseException:  # interrupted: modules stop what they started, then the servers go
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list(running):
            process.send_signal(signal.SIGINT)
        raise
    finally:
        pool.shutdown()
    return outcomes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--module", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if arguments.module:
        return be_module(arguments.module)

    names = [name for name in all_names() if not arguments.names
             or any(is_named(name, word) for word in arguments.names)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with SharedServers(OUT, servers_needed(names)) as servers:
        outcomes = run_all(names, servers.failures)

    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
