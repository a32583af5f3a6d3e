"""What is measured: documents, requests, and what their answers must be."""

from dataclasses import dataclass, field
from urllib.parse import quote

from harness import RL_NS

SIZES = {"2k": 2 * 1024, "20k": 20 * 1024, "200k": 200 * 1024}
LISTS = (10, 100, 1000, 5000, 10000)
CONNECTIONS = 16
# A request on a long list takes milliseconds of CPU; more clients would only wait for each other.
LIST_CONNECTIONS = 4
PEER = "127.0.0.2"  # the generator's address as a trusted peer


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
    name: str
    target: str
    arguments: list = field(default_factory=list)  # of xcap-bench, but for the URL
    connections: int = CONNECTIONS
    body: bytes = None

    @property
    def is_peer(self):
        return self.name.endswith("/peer")


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
        options = {"connections": LIST_CONNECTIONS, "only": ("peer",)}
        add(f"get-entry/{length}", target, "--length", str(len(element)), **options)
        add(f"put-entry/{length}", target, *put("application/xcap-el+xml"), body=element, **options)
    return found


HELLO = Case("hello", "/hello", ["--length", "2048"])


def path_of(document_name, user="{c}"):
    return f"/xcap-root/resource-lists/users/sip:u{user}@example.com/{document_name}"
