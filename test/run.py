#!/usr/bin/env python3
"""Runs the tests and ends with one line: `N passed, N failed`.

Called by `make test`, which sets OUT to the directory of the programs. Names select what runs:

    make test TEST_ARGS="unit http/test_uri"     # doctest, and one module
    make test TEST_ARGS=fault                    # one folder
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
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("OUT", HERE.parent / "build"))
TIMEOUT = 600  # seconds for one module; sanitizers on a busy machine are slow

CHECKS = {
    "tools/layers": [HERE / "tools/check_layers.py"],
    "tools/sizes": [HERE / "tools/check_sizes.py"],
    "tools/config-docs": [HERE / "tools/check_config_docs.py", OUT / "xcapd"],
}
# Modules of these folders run one after the other: they keep the machine busy, or measure time.
ALONE = ("fault",)


@dataclass
class Outcome:
    name: str
    passed: int
    failed: int
    skipped: int = 0
    output: str = ""
    seconds: float = 0


def run(name, command):
    """RETURNS (exit status, output); a command that takes too long has failed."""
    environment = {**os.environ, "OUT": str(OUT), "PYTHONPATH": str(HERE)}
    try:
        done = subprocess.run(command, text=True, errors="replace", timeout=TIMEOUT, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"").decode(errors="replace")
        return 1, f"{output}\n{name}: not done after {TIMEOUT} s"


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
    code, output = run(name, [sys.executable, __file__, "--module", name])
    lines = output.rstrip().splitlines()
    try:
        return Outcome(name, **json.loads(lines[-1]), output="\n".join(lines[:-1]))
    except (IndexError, ValueError, TypeError):
        return Outcome(name, 0, 1, output=output + f"\n{name}: ended with status {code}")


def be_module(name):
    # `make test &` comes with SIGINT ignored, and what tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder, module = name.split("/")
    sys.path.insert(0, str(HERE / folder))
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    bad = len({str(test) for test, _ in result.failures + result.errors}) + len(
        result.unexpectedSuccesses)
    skipped = len(result.skipped)
    print(json.dumps({"passed": max(result.testsRun - bad - skipped, 0), "failed": bad,
                      "skipped": skipped}))


def all_names():
    modules = [f"{path.parent.name}/{path.stem}" for path in sorted(HERE.glob("*/test_*.py"))]
    return ["unit", *CHECKS, *modules]


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
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    print(f"{outcome.name:28} {outcome.passed:4} passed, {outcome.failed} failed{skipped}"
          f"  ({outcome.seconds:.1f} s)", flush=True)
    if outcome.failed:
        print(outcome.output, flush=True)
    return outcome


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--module", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if arguments.module:
        be_module(arguments.module)
        return 0

    names = [name for name in all_names() if not arguments.names
             or any(name == word or name.startswith(word + "/") for word in arguments.names)]
    alone = [name for name in names if name.split("/")[0] in ALONE]
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(run_one, name) for name in names if name not in alone]
        for job in concurrent.futures.as_completed(jobs):
            outcomes.append(report(job.result()))
    for name in alone:
        outcomes.append(report(run_one(name)))

    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
