#!/usr/bin/env python3
"""Every setting of the program stands in etc/config.ini and man/xcapd.conf.5, with its default,
and nothing else does.

Usage: check_config_docs.py XCAPD. The table is read from `xcapd print-config` of a file that sets
nothing but the root, which has no default.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
NO_DEFAULT = ("Server", "root")


def table_of(program):
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write("[Server]\nroot = http://127.0.0.1/xcap-root\n")
        file.flush()
        text = subprocess.run([program, "-c", file.name, "print-config"], check=True, text=True,
                              capture_output=True).stdout
    return settings_in(text.splitlines())


def settings_in(lines):
    """{(section, key): value} of the lines of a config.ini; `;key = value` is a default too, where
    prose starts with a space."""
    settings, section = {}, None
    for line in lines:
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = match[1]
        elif match := re.fullmatch(r";?(\w+) =(?: (.*))?", line):
            settings[section, match[1]] = match[2] or ""
    return settings


def settings_in_page(text):
    """{(section, key): default} of the manual page."""
    settings, section = {}, None
    for line in text.splitlines():
        if match := re.fullmatch(r"\.Ss \[(\w+)\]", line):
            section = match[1]
        elif match := re.fullmatch(r"\.It Ic (\w+) \((default: (.*)|no default)\)", line):
            default = match[3] or ""
            settings[section, match[1]] = "" if default == "empty" else default
    return settings


def differences(name, found, table):
    for key in table.keys() - found.keys():
        yield f"{name}: [{key[0]}] {key[1]} is missing"
    for key in found.keys() - table.keys():
        yield f"{name}: [{key[0]}] {key[1]} is no setting of the program"
    for key in table.keys() & found.keys():
        if found[key] != table[key] and key != NO_DEFAULT:
            yield (f"{name}: [{key[0]}] {key[1]} has the default {table[key]!r}, "
                   f"not {found[key]!r}")


def main():
    table = table_of(sys.argv[1])
    sample = settings_in((TREE / "etc/config.ini").read_text().splitlines())
    page = settings_in_page((TREE / "man/xcapd.conf.5").read_text())
    findings = sorted([*differences("etc/config.ini", sample, table),
                       *differences("man/xcapd.conf.5", page, table)])
    print("\n".join(findings) if findings else f"{len(table)} settings are documented")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
