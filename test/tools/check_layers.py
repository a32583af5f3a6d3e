#!/usr/bin/env python3
"""Dependencies point one way: which folder may include which, and who may see a foreign library.

Usage: check_layers.py [TREE]. Prints each include that breaks the rule, as FILE:LINE.
"""

import re
import sys
from pathlib import Path

# From the bottom up; a folder may include itself and what is named here, all of it above it in
# this table. A new dependency is a decision: change the row in a commit that says why.
MAY_INCLUDE = {
    "base": [],
    "http": ["base"],
    "config": ["base"],
    "xml": ["base"],
    "uri": ["base", "xml/node_selector.h"],
    "store": ["base", "config"],
    # uri/user_id.h: an identity is a user, and when two spellings are one is said there.
    "auth": ["base", "http", "config", "store", "uri/user_id.h"],
    "usages": ["base", "config", "xml", "uri", "store"],
    "notify": ["base", "config", "store", "uri"],
    # config: the limits of documents are settings.
    "xcap": ["base", "config", "http", "xml", "uri", "store", "usages", "notify"],
    "api": ["base", "config", "http", "xml", "store", "usages", "xcap", "auth"],
    "server": ["base", "http", "config", "xml", "uri", "store", "auth", "usages", "notify", "xcap",
               "api"],
    # http, xml, uri: migration judges documents and entity tags as a write would.
    "admin": ["base", "http", "config", "xml", "uri", "store", "auth", "usages"],
    "fcgi-worker": ["base", "config", "http", "server", "admin", "notify"],
}

# Foreign headers, and the only files (or folders) that may include them.
FOREIGN = {
    r"nlohmann/": ["common/api/"],
    r"libxml/": ["common/xml/"],
    r"openssl/": ["common/base/", "common/auth/"],
    r"sqlite3\.h": ["common/store/driver/sqlite.cc"],
    r"(mysql|mariadb)": ["common/store/driver/mysql.cc"],
    r"libpq-fe\.h": ["common/store/driver/postgresql.cc"],
    r"fcgi": ["fcgi-worker/fastcgi.cc"],
    r"boost/program_options": ["fcgi-worker/command_line.cc"],
    # libxcap forks nothing and handles no signal.
    r"(csignal|signal\.h|sys/wait\.h)": ["fcgi-worker/"],
    # libpq leaves waiting for its socket to its caller.
    r"poll\.h": ["fcgi-worker/", "common/store/driver/"],
}
# Only the store itself sees drivers.
PRIVATE = {r"store/driver/": ["common/store/"]}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def folder_of(path):
    return path.parts[1] if path.parts[0] == "common" else path.parts[0]


def is_allowed(path, allowed):
    return any(str(path).startswith(prefix) for prefix in allowed)


def complaint(path, quote, header):
    for table in (FOREIGN, PRIVATE):
        for pattern, allowed in table.items():
            if re.match(pattern, header) and not is_allowed(path, allowed):
                return f"<{header}> belongs to {', '.join(allowed)} only"
    if quote == "<":
        return None
    own = folder_of(path)
    target = header.split("/")[0] if "/" in header else own
    if "/" not in header and own != "fcgi-worker":
        return f'"{header}": name the folder'
    if target != own and target not in MAY_INCLUDE[own] and header not in MAY_INCLUDE[own]:
        return f"{own} may not include {target}; it may: {', '.join(MAY_INCLUDE[own]) or 'nothing'}"
    return None


def check(tree):
    findings = []
    files = [path for top in ("common", "fcgi-worker") for path in sorted((tree / top).rglob("*"))
             if path.suffix in (".cc", ".h")]
    for file in files:
        path = file.relative_to(tree)
        if folder_of(path) not in MAY_INCLUDE:
            findings.append(f"{path}: the folder {folder_of(path)} has no row in check_layers.py")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if match and (text := complaint(path, *match.groups())):
                findings.append(f"{path}:{number}: {text}")
    return findings, len(files)


def check_table():
    """The table itself points one way."""
    order = list(MAY_INCLUDE)
    return [f"check_layers.py: {folder} names {other}, which is not below it"
            for folder, others in MAY_INCLUDE.items() for other in others
            if order.index(other.split("/")[0]) >= order.index(folder)]


def main():
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    findings, count = check(tree)
    findings += check_table()
    print("\n".join(findings) if findings else f"{count} files include only what lies below them")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
