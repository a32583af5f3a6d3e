"""What is measured: documents, requests, and what their answers must be."""

from dataclasses import dataclass, field, replace
from urllib.parse import quote

from harness import RL_NS

SIZES = {"2k": 2 * 1024, "20k": 20 * 1024, "200k": 200 * 1024}
LISTS = (10, 100, 1000, 5000, 10000)
CONNECTIONS = 16
# A request on a long list takes milliseconds of CPU; more clients would only wait for each other.
LIST_CONNECTIONS = 4
PEER = "127.0.0.2"  # the generator's address as a trusted peer

# What answers a case: xcapd on the database of this name, or
UNVALIDATED = "mysql-unvalidated"  # xcapd with document_validation = No
KAMAILIO = "kamailio"  # its xcap_server, on the same MariaDB as xcapd

# Requests per second of xcapd through nginx by those of Kamailio, at least.
PEER_BARS = {"get-document/2k/digest@mysql": 1, "get-element/2k/digest@mysql": 1,
             "not-modified/2k/digest@mysql": 1, "put-document/2k/digest@mysql": 1,
             "put-element/2k/digest@mysql": 1, "get-entry/5000/digest@mysql": 4,
             "put-entry/5000/digest@mysql": 2, f"put-entry/5000/digest@{UNVALIDATED}": 4}


def entry(number):
    return (f'<entry uri="sip:user{number:05d}@example.com">\n'
            f"    <display-name>User {number:05d}</display-name>\n  </entry>")


def document(entries, size=None):
    """A resource-lists document with so many entries, padded to `size` bytes."""
    lines = "".join(f"  {entry(number)}\n" for number in range(entries))
    text = (f'<?xml version="1.0" encoding="UTF-8"?>\n<resource-lists xmlns="{RL_NS}">\n'
            f'<list name="friends">\n{lines}</list>\n</resource-lists>\n')
    if size is not None:
        text += f"<!--{'.' * (size - len(text) - 8)}-->\n"
        assert len(text) == size, (len(text), size)
    return text.encode()


def documents():
    """Name to (entries, bytes): by size, and lists by length."""
    found = {}
    for name, size in SIZES.items():
        entries = (size - len(document(0)) - 8) // (len(document(1)) - len(document(0)))
        found[name] = (entries, document(entries, size))
    for length in LISTS:
        found[f"list-{length}"] = (length, document(length))
    return found


@dataclass
class Case:
    name: str  # on another server than SQLite's with @ and the server
    target: str
    arguments: list = field(default_factory=list)  # of xcap-bench, but for the URL
    connections: int = CONNECTIONS
    body: bytes = None
    server: str = "sqlite"

    def on(self, server):
        return self if server == self.server else replace(
            self, name=f"{self.name}@{server}", server=server)


def node_of(number):
    """Selects an entry; percent-encoded, so that it may stand in a digest."""
    return "/~~/" + quote(f'resource-lists/list[@name="friends"]/entry[@uri="sip:user{number:05d}'
                          '@example.com"]', safe="/@:=")


def cases():
    every = documents()
    found = []

    def add(name, target, *arguments, **more):
        for who, credentials in (("peer", ["--bind", PEER]),
                                 ("digest", ["--user", "u{c}:123"])):
            if who in more.get("only", ("peer", "digest")):
                found.append(Case(f"{name}/{who}", target, [*credentials, *arguments],
                                  more.get("connections", CONNECTIONS), more.get("body")))

    def put(media_type):
        return ("--method", "PUT", "--header", f"Content-Type: {media_type}", "--length", "0")

    for size in SIZES:
        entries, bytes_ = every[size]
        target, last = path_of(size), node_of(entries - 1)
        element = entry(entries - 1).encode()
        add(f"get-document/{size}", target, "--length", str(len(bytes_)))
        add(f"get-element/{size}", target + last, "--length", str(len(element)))
        add(f"not-modified/{size}", target, "--revalidate", "--expect", "304", "--length", "0")
        add(f"put-document/{size}", target, *put("application/resource-lists+xml"), body=bytes_)
        add(f"put-element/{size}", target + last, *put("application/xcap-el+xml"), body=element)
    for length in LISTS:
        target = path_of(f"list-{length}") + node_of(length - 1)
        element = entry(length - 1).encode()
        options = {"connections": LIST_CONNECTIONS,
                   "only": ("peer", "digest") if length == 5000 else ("peer",)}
        add(f"get-entry/{length}", target, "--length", str(len(element)), **options)
        add(f"put-entry/{length}", target, *put("application/xcap-el+xml"), body=element, **options)
    return found


def planned(databases, with_peers):
    """Every case on all that is measured with it, one after the other. Databases on a server answer
    2 KB alone: the rest of a longer document's cost is the worker's, whatever the database."""
    found = []
    for case in cases():
        servers = [kind for kind in databases if kind == "sqlite" or "/2k/" in case.name]
        if with_peers:
            compared = [server for server in ("mysql", UNVALIDATED)
                        if f"{case.name}@{server}" in PEER_BARS]
            servers += [*compared, KAMAILIO] if compared else []
        found += [case.on(server) for server in dict.fromkeys(servers)]
    return found


HELLO, HELLO_QUICK = REFERENCES = [Case(name, f"/{name}", ["--length", "2048"], server=name)
                                   for name in ("hello", "hello-quick")]


def path_of(document_name, user="{c}"):
    return f"/xcap-root/resource-lists/users/sip:u{user}@example.com/{document_name}"
