"""An HTTP client that sends a target exactly as given, and digest by RFC 7616.

Standard clients normalize and quote; what a phone really sends must be sendable here.
"""

import hashlib
import http.client
import re
import secrets
import socket
import ssl
from dataclasses import dataclass, field


@dataclass
class Response:
    status: int
    headers: dict = field(default_factory=dict)  # names in lower case; of several the last one
    body: bytes = b""
    challenges: list = field(default_factory=list)  # every WWW-Authenticate, in order

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def etag(self):
        return self.headers.get("etag")


HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


def digest(algorithm, text):
    return hashlib.new(HASHES[algorithm], text.encode()).hexdigest()


class Client:
    """One user's client. Not for several threads: make one for each."""

    def __init__(self, port, user=None, password="123", tls=False, scheme="digest", host="127.0.0.1",
                 algorithm="MD5", source=None):
        self.host, self.port, self.tls = host, port, tls
        self.user, self.password, self.scheme = user, password, scheme
        self.algorithm = algorithm
        self.source = source and (source, 0)  # of the loopback's addresses
        self.challenge = None  # of the last 401, reused with a growing count
        self.count = 0

    def __call__(self, method, target, body=None, **headers):
        """Headers are keyword arguments: if_match='"x"' is sent as If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "Authorization" in named or self.user is None:
            return self.send(method, target, body, named)
        if self.scheme == "basic":
            import base64

            token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            return self.send(method, target, body, {**named, "Authorization": "Basic " + token})
        for _ in range(2):
            if self.challenge:
                named["Authorization"] = self.authorization(method, target)
            response = self.send(method, target, body, named)
            challenge = parse_challenge(response)
            if response.status != 401 or not challenge:
                return response
            retry = self.challenge is None or "stale" in challenge
            self.challenge, self.count = challenge, 0
            if not retry:
                return response
        return response

    def authorization(self, method, target, **changed):
        """A Digest header for this request; `changed` overrides single parameters."""
        self.count += 1
        values = {
            "username": self.user, "realm": self.challenge["realm"],
            "nonce": self.challenge["nonce"], "uri": target, "algorithm": self.algorithm,
            "qop": "auth",
            "nc": f"{self.count:08x}", "cnonce": secrets.token_hex(8),
        }
        values.update({name: value for name, value in changed.items() if value is not None})
        ha1 = digest(self.algorithm, f"{values['username']}:{values['realm']}:{self.password}")
        ha2 = digest(self.algorithm, f"{method}:{values['uri']}")
        values.setdefault("response", digest(
            self.algorithm, f"{ha1}:{values['nonce']}:{values['nc']}:{values['cnonce']}:{values['qop']}:{ha2}"))
        for name in [name for name, value in changed.items() if value is None]:
            values.pop(name, None)
        bare = ("algorithm", "qop", "nc")
        return "Digest " + ", ".join(
            f"{name}={value}" if name in bare else f'{name}="{value}"'
            for name, value in values.items())

    def send(self, method, target, body, headers):
        connection = self.connect()
        try:
            # http.client refuses controls and non-ASCII in a target; a hostile client does not.
            connection._validate_path = lambda url: None
            connection._encode_request = lambda request: request.encode("utf-8")
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers.items():
                for one in value if isinstance(value, list) else [value]:
                    connection.putheader(name, one)
            if body is not None or method in ("PUT", "POST"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders()
            if body:
                connection.send(body)
            answer = connection.getresponse()
            content = answer.read()
            return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content,
                            [v for k, v in answer.getheaders() if k.lower() == "www-authenticate"])
        finally:
            connection.close()

    def connect(self):
        if not self.tls:
            return http.client.HTTPConnection(self.host, self.port, timeout=30,
                                              source_address=self.source)
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the certificate was made a moment ago, by us
        return http.client.HTTPSConnection(self.host, self.port, timeout=30, context=context,
                                           source_address=self.source)

    def raw(self, data, half_close=False, timeout=10):
        """Sends bytes as they are and returns what comes back until the server closes, so say
        `Connection: close`. nginx gives up a request whose client closed its half."""
        with socket.create_connection((self.host, self.port), timeout, self.source) as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        return received


def parse_challenge(response):
    header = response.headers.get("www-authenticate", "")
    if not header.startswith("Digest "):
        return None
    return {name.lower(): quoted or bare
            for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)}
