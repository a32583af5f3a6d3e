"""Clients that write and read while a test breaks things, and keep the history of it.

An operation that got no answer, or an answer that says the server does not know, is unknown.
"""

import itertools
import random
import re
import threading
import time

from .documents import list_of
from .histories import check_register, check_set, check_tags
from .linearizability import UNKNOWN, Op

ROOT = "/xcap-root"
# Of nginx when a worker died, of xcapd when the database did.
NO_ANSWER = (0, 500, 502, 503, 504)
EPOCH = 20  # seconds; then fresh documents, which keeps histories short


class Workload:
    """`clients` threads from start() to stop(); documents are made before."""

    def __init__(self, service, seconds, clients):
        self.service = service
        self.history = {}  # document → list of Op
        self.tags = {}     # document → list of (entity tag, value)
        self.oddities = []  # answers that nothing explains
        self.slowest = 0.0  # seconds
        self._began = time.monotonic()
        self._done = threading.Event()
        self._numbers = itertools.count(1)  # next() is atomic
        self.epochs = int(seconds / EPOCH) + 1
        self._threads = [threading.Thread(target=self._run, args=(number,))
                         for number in range(clients)]

    def start(self):
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number):
        client = self.service.client("alice")
        source = random.Random(number)
        while not self._done.is_set():
            self.turn(client, source)

    def turn(self, client, source):
        raise NotImplementedError

    def seconds(self):
        return time.monotonic() - self._began

    def epoch(self):
        return min(int(self.seconds() / EPOCH), self.epochs - 1)

    def number(self):
        return next(self._numbers)

    def add_document(self, name):
        self.history[name], self.tags[name] = [], []

    def ask(self, client, method, target, body=None, **headers):
        """RETURNS (Response or None, start, end)."""
        start = time.monotonic()
        try:
            answer = client(method, target, body, **headers)
        except OSError:
            answer = None
        except Exception as error:  # http.client: an answer that breaks off
            if type(error).__module__ != "http.client":
                raise
            answer = None
        end = time.monotonic()
        self.slowest = max(self.slowest, end - start)
        if answer is None or answer.status in NO_ANSWER:
            self._done.wait(0.05)  # while there is no database, do not fill the history with that
            return None, start, end
        return answer, start, end

    def keep(self, document, call, argument, expected, asked):
        """A write: `expected` is {status: result}. RETURNS the status, None where it is unknown."""
        answer, start, end = asked
        if answer is None:
            self.history[document].append(Op(call, argument, None, start, UNKNOWN))
            return None
        if answer.status not in expected:
            self.oddities.append(f"{call}({argument}) of {document} -> {answer.status} "
                                 f"{answer.text[:300]}")
            return answer.status
        self.history[document].append(Op(call, argument, expected[answer.status], start, end))
        return answer.status

    def keep_read(self, document, value, answer, start, end):
        self.history[document].append(Op("read", None, value, start, end))
        self.tags[document].append((answer.etag, value))

    # --- what it came to -----------------------------------------------------------------------

    def read_all(self):
        """When all is quiet again; every document must be readable."""
        for document in self.history:
            assert self.read(self.service.client("alice"), document) is not None, document

    def read(self, client, document):
        raise NotImplementedError

    def problems(self):
        raise NotImplementedError

    def counts(self):
        """(writes with an answer, unknown writes, reads)"""
        ops = [op for history in self.history.values() for op in history]
        reads = sum(op.call == "read" for op in ops)
        known = sum(op.is_known for op in ops) - reads
        return known, len(ops) - reads - known, reads


class SetWorkload(Workload):
    """Elements of a list, each added once, removed by anybody, by PUT and DELETE of the element."""

    MOST = 40  # elements at a time, or so

    def __init__(self, service, seconds, clients=6):
        super().__init__(service, seconds, clients)
        self.there = {}
        for epoch in range(self.epochs):
            document = f"{ROOT}/resource-lists/users/sip:alice@example.com/set{epoch}"
            self.add_document(document)
            self.there[document] = []
            assert service.client("alice")("PUT", document, list_of("")).status == 201

    def turn(self, client, source):
        document = list(self.history)[self.epoch()]
        there = self.there[document]
        dice = source.random()
        if dice < 0.3:
            self.read(client, document)
        elif dice < 0.65 and len(there) < self.MOST:
            element = f"e{self.number()}"
            body = f'<entry uri="sip:{element}"/>'.encode()
            asked = self.ask(client, "PUT", self.target(document, element), body,
                             content_type="application/xcap-el+xml")
            self.keep(document, "add", element, {201: 201, 200: 200}, asked)
            there.append(element)
        else:
            try:
                element = there.pop(source.randrange(len(there)))
            except (ValueError, IndexError):  # none; or another was faster
                return
            asked = self.ask(client, "DELETE", self.target(document, element))
            if self.keep(document, "remove", element, {200: 200, 404: 404}, asked) is None:
                there.append(element)

    @staticmethod
    def target(document, element):
        return f"{document}/~~/resource-lists/list/entry[@uri=%22sip:{element}%22]"

    def read(self, client, document):
        answer, start, end = self.ask(client, "GET", document)
        if answer is None:
            return None
        if answer.status != 200:
            self.oddities.append(f"read of {document} -> {answer.status}")
            return None
        value = tuple(re.findall(r'uri="sip:(\w+)"', answer.text))
        self.keep_read(document, value, answer, start, end)
        return value

    def problems(self):
        found = list(self.oddities)
        for document, history in self.history.items():
            found += check_set(history) + check_tags(self.tags[document], values_recur=True)
        return found


class RegisterWorkload(Workload):
    """Documents that are replaced and removed with If-Match, and created with If-None-Match, only;
    each time with a value of its own. None: there is no document."""

    DOCUMENTS = 2  # at a time

    def __init__(self, service, seconds, clients=6):
        super().__init__(service, seconds, clients)
        for number in range(self.epochs * self.DOCUMENTS):
            self.add_document(f"{ROOT}/test-app/users/sip:alice@example.com/register{number}")

    @staticmethod
    def body(value):
        # Of different lengths, so that a half-written one shows.
        return f"<v n=\"{value}\">{'x' * (value % 97)}</v>".encode()

    def turn(self, client, source):
        first = self.epoch() * self.DOCUMENTS
        document = list(self.history)[first + source.randrange(self.DOCUMENTS)]
        seen = self.read(client, document)
        while seen and source.random() < 0.8 and not self._done.is_set():
            value, tag = seen
            new = self.number() if value is None or source.random() < 0.9 else None
            condition = {"if_none_match": "*"} if value is None else {"if_match": tag}
            asked = self.ask(client, "DELETE" if new is None else "PUT", document,
                             None if new is None else self.body(new), **condition)
            done = 201 if value is None else 200
            expected = {done: True, 412: False, **({404: False} if new is None else {})}
            status = self.keep(document, "write", (value, new), expected, asked)
            if status != done:
                return
            tag = None
            if new is not None:
                tag = asked[0].etag
                self.tags[document].append((tag, new))
            seen = (new, tag)

    def read(self, client, document):
        """RETURNS (value, tag), or None where there was no answer."""
        answer, start, end = self.ask(client, "GET", document)
        if answer is None:
            return None
        if answer.status == 404:
            self.history[document].append(Op("read", None, None, start, end))
            return None, None
        match = re.match(r'<v n="(\d+)">', answer.text)
        if answer.status != 200 or not match or answer.body != self.body(int(match[1])):
            self.oddities.append(f"read of {document} -> {answer.status} {answer.text[:300]}")
            return None
        value = int(match[1])
        self.keep_read(document, value, answer, start, end)
        return value, answer.etag

    def problems(self):
        found = list(self.oddities)
        for document, history in self.history.items():
            found += check_register(history, None) + check_tags(self.tags[document])
        return found
