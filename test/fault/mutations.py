#!/usr/bin/env python3
"""Shows that the fault tests find the faults they are for: `make mutations NAMES="no-etag-update"`.

Each mutation is built in a copy of the tree, where the tests named with it must fail. By hand, after
a change of how writes are committed or of the tests themselves.
"""

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
COPY = TREE / "build/mutant"


@dataclass
class Mutation:
    name: str
    file: str
    old: str  # stands there once
    new: str
    tests: list  # as TEST_ARGS names them; each must fail


ALL = [f"fault/test_history@{kind}" for kind in ("sqlite", "mysql", "postgresql")]
SERVERS = ALL[1:]

MUTATIONS = [
    # Two conditional PUTs that read the same etag are both acknowledged.
    Mutation("no-etag-update", "common/store/sql_statements.cc",
             "WHERE {key:3} AND {etag:7}", "WHERE {key:3} AND ?7 = ?7", ALL),
    # A document that was replaced meanwhile is removed.
    Mutation("no-etag-delete", "common/store/sql_statements.cc",
             "WHERE {key:1} AND {etag:5}", "WHERE {key:1} AND ?5 = ?5", ALL),
    # An unknown write is done again, whatever became of it: the second attempt of one that was done
    # loses against itself and is reported as lost, or is applied on top of another's.
    Mutation("blind-repeat", "common/store/outcomes.cc",
             "return is_write ? Action::read_back : Action::repeat;",
             "return is_write ? Action::repeat : Action::repeat;", SERVERS),
]


def apply(mutation):
    path = COPY / mutation.file
    text = path.read_text()
    if text.count(mutation.old) != 1:
        sys.exit(f"{mutation.name}: {mutation.file} has moved on; change this table too")
    path.write_text(text.replace(mutation.old, mutation.new))
    return text


def build():
    return subprocess.run(["make", "-s", "-C", COPY, f"CXX={os.environ.get('CXX', 'g++')}",
                           "build/xcapd"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)


def is_found(mutation):
    original = apply(mutation)
    try:
        built = build()
        if built.returncode:
            sys.exit(f"{mutation.name} does not build:\n{built.stdout[-4000:]}")
        missed = []
        for test in mutation.tests:
            tested = subprocess.run(
                [sys.executable, COPY / "test/run.py", test], text=True, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, "OUT": str(COPY / "build"), "DATABASES": test.partition("@")[2],
                     "XCAPD_TEST_SECONDS": "20"})
            lines = tested.stdout.splitlines()
            print(f"{mutation.name}: {test}: {lines[-1] if lines else ''}", flush=True)
            if tested.returncode == 0 or "0 failed" in lines[-1]:
                missed.append(test)
            else:
                print("\n".join(line for line in lines if "rror: " in line or "impossible" in line)
                      [:1500])
        return not missed
    finally:
        (COPY / mutation.file).write_text(original)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    wanted = parser.parse_args().names
    shutil.rmtree(COPY, ignore_errors=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=TREE, capture_output=True, check=True)
    for name in filter(None, files.stdout.decode().split("\0")):
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TREE / name, COPY / name)
    try:
        results = {m.name: is_found(m) for m in MUTATIONS if not wanted or m.name in wanted}
    finally:
        shutil.rmtree(COPY)
    for name, found in results.items():
        print(f"{name}: {'found' if found else 'NOT FOUND'}")
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
