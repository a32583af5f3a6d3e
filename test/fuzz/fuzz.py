#!/usr/bin/env python3
"""Fuzzes one target for so many seconds of CPU time, however busy the machine is. For `make fuzz`.

Usage: fuzz.py DIRECTORY TARGET SECONDS

DIRECTORY holds the programs; what is new goes to DIRECTORY/corpus, what breaks a property, and the
log, to DIRECTORY/findings. Ends with failure where something was found.
"""

import re
import resource
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST_INPUT = 4096  # bytes
LONGEST_RUN = 20  # seconds for one input


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    directory, target, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    corpus, findings = directory / "corpus" / target, directory / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    log = findings / f"{target}.log"
    runs = 0
    while (rest := seconds - cpu_seconds()) > 0:
        with log.open("w") as output:
            code = subprocess.run(
                [directory / target, f"-max_total_time={int(rest) + 1}", f"-timeout={LONGEST_RUN}",
                 f"-max_len={LONGEST_INPUT}", "-print_final_stats=1",
                 f"-dict={HERE / target / 'dictionary'}", f"-artifact_prefix={findings}/{target}-",
                 corpus, HERE / target / "corpus"], stdout=output, stderr=output).returncode
        text = log.read_text(errors="replace")
        executed = re.search(r"number_of_executed_units: *(\d+)", text)
        runs += int(executed[1]) if executed else 0
        if code != 0:
            print("\n".join(text.splitlines()[-40:]))
            print(f"{target}: FOUND SOMETHING after {runs} runs; see {findings}")
            return 1
    print(f"{target}: {runs} runs in {cpu_seconds():.0f} s of CPU time, nothing found", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
