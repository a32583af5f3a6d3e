#!/usr/bin/env python3
"""No file of ours is longer than 400 lines: one that grows so long holds two ideas.

Usage: check_sizes.py [TREE]. Licence texts, published schemas and npm's lock files are not ours.
"""

import sys
from pathlib import Path

LONGEST = 400
KINDS = {".cc", ".h", ".py", ".sql", ".ini", ".in", ".md", ".1", ".5", ".8", ".conf", ".txt", ".xml", ".html", ".css",
         ".js", ".json", ""}
NOT_OURS = {"LICENSE", "package-lock.json"}
SKIPPED = {".git", "build"}


def main():
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    files = [path for path in tree.rglob("*") if path.is_file() and path.suffix in KINDS
             and path.name not in NOT_OURS
             and not SKIPPED & set(path.relative_to(tree).parts)]
    findings = []
    for path in sorted(files):
        lines = path.read_text(errors="replace").count("\n")
        if lines > LONGEST:
            findings.append(f"{path.relative_to(tree)}: {lines} lines, more than {LONGEST}")
    print("\n".join(findings) if findings else f"{len(files)} files have at most {LONGEST} lines")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
