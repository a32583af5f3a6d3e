"""What the modules of this folder stand on: `make run COMPAT=openxcap`, and a client that behaves
as OpenXCAP's own does.

OpenXCAP's test suite has 68 tests, which speak through Python's urllib and escape nothing. Each has
a case of its name here, written anew from what is known of it; 68 of 68 is what a drop-in owes.
"""

import os
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from harness.service import TREE, XCAPD, free_port

DOMAIN = "example.com"
RL = "urn:ietf:params:xml:ns:resource-lists"
TYPES = {"@": "application/xcap-att+xml"}
ELEMENT_TYPE = "application/xcap-el+xml"


class Demo:
    """The demo as a person starts it, in a directory of its own."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory(prefix="xcapd-test-", ignore_cleanup_errors=True)
        Path(self.directory.name).chmod(0o755)
        self.port = free_port()
        environment = {**os.environ, "DEMO": self.directory.name, "XCAPD": str(XCAPD),
                       "PORT": str(self.port), "TLS_PORT": str(free_port()), "COMPAT": "openxcap"}
        self.process = subprocess.Popen([TREE / "init/demo"], env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in self.process.stdout:
            if "Ctrl-C stops" in line:
                return
        raise AssertionError("the demo did not start")

    @property
    def database(self):
        return Path(self.directory.name) / "data/xcapd.sqlite"

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=30)
        self.directory.cleanup()


class Answer:
    def __init__(self, response):
        self.code = response.code if hasattr(response, "code") else response.status
        self.headers = response.headers
        # Its client reads the body of an error only where a length is announced.
        self.body = response.read() if self.headers.get("Content-Length") != "0" else b""

    @property
    def etag(self):
        etag = self.headers.get("ETag")
        if etag is not None and not (etag[0] == etag[-1] == '"'):
            raise AssertionError("an ETag that is not quoted: " + etag)
        return etag and etag[1:-1]

    def __contains__(self, text):
        return text.encode() in self.body


class Client:
    """xcaplib's: `auid`, a user, a file name, and a node behind `/~~` with nothing escaped."""

    def __init__(self, port, user="alice", password="123"):
        self.root = f"http://127.0.0.1:{port}/xcap-root"
        self.user, self.password = user, password

    def url(self, auid, node=None, name="index", tree=None):
        tree = tree if tree is not None else f"users/sip:{self.user}@{DOMAIN}"
        return f"{self.root}/{auid}/{tree}/{name}" + (f"/~~{node}" if node is not None else "")

    def opener(self):
        passwords = urllib.request.HTTPPasswordMgr()
        # By realm, which is the SIP domain, whatever the host.
        passwords.add_password(DOMAIN, self.root, self.user, self.password or "")
        if self.password is None:
            return urllib.request.build_opener()
        return urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords),
                                           urllib.request.HTTPBasicAuthHandler(passwords))

    def send(self, method, url, body=None, **headers):
        request = urllib.request.Request(url, method=method,
                                         data=body.encode() if isinstance(body, str) else body)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            return Answer(self.opener().open(request, timeout=30))
        except urllib.error.HTTPError as error:
            return Answer(error)

    def get(self, auid, node=None, **headers):
        return self.send("GET", self.url(auid, node), **headers)

    def put(self, auid, body, node=None, **headers):
        if node is not None:
            last = node.rsplit("/", 1)[-1]
            headers.setdefault("Content_Type", TYPES.get(last[:1], ELEMENT_TYPE))
        return self.send("PUT", self.url(auid, node), body, **headers)

    def delete(self, auid, node=None, **headers):
        return self.send("DELETE", self.url(auid, node), **headers)


class Case(unittest.TestCase):
    """A module sets `client` in its setUpModule()."""

    client = None

    def expect(self, answer, *codes):
        self.assertIn(answer.code, codes, answer.body)
        return answer

    def put_new(self, auid, document):
        self.client.delete(auid)
        answer = self.expect(self.client.put(auid, document), 201)
        self.assertEqual(self.expect(self.client.get(auid), 200).body, document.strip().encode())
        return answer


def start(module_globals):
    """For setUpModule(): the demo, and the client of all cases."""
    demo = module_globals["demo"] = Demo()
    Case.client = Client(demo.port)
    return demo
