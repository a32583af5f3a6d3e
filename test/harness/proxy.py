"""A TCP proxy on loopback that fails on purpose, between xcapd and its database.

What a client sends at once (one read of its socket) is a request here, what comes back an answer.
That is enough of a protocol to cut before a statement, in the middle of it, and after it was done
but before anybody heard so.
"""

import enum
import socket
import struct
import threading
import time

from .ports import free_port


class Fault(enum.Enum):
    CUT_BEFORE = "nothing of the request is forwarded"
    CUT_REQUEST = "half of the request is forwarded"
    CUT_AFTER = "the request is forwarded and answered, nothing of the answer is"
    CUT_ANSWER = "half of the answer is forwarded"
    SILENCE = "the request is forwarded, its answer never comes, the connection stays"


class Proxy:
    """Listens at `port` for the server at `target`; close() ends it with all its connections."""

    def __init__(self, target):
        self.target = target
        self.port = free_port()
        self.delay = 0.0    # seconds, for each request and each answer
        self.reset = False  # whether a cut is a TCP reset; otherwise an orderly end
        # What passed, in both directions. A request may come in several pieces, and several at
        # once: they are one round trip until there is an answer.
        self.round_trips = 0
        self.request_bytes = 0
        self.answer_bytes = 0
        self._lock = threading.Lock()
        self._armed = None  # (fault, matches, event)
        self._links = set()
        self.open()

    def once(self, fault, matches=lambda request: True):
        """Arms `fault` for the next request, of any connection, that matches; in place of one that
        is still armed. RETURNS an Event: it happened."""
        happened = threading.Event()
        with self._lock:
            self._armed = (fault, matches, happened)
        return happened

    def disarm(self):
        with self._lock:
            self._armed = None

    def cut_all(self):
        """Every connection there is; new ones are served."""
        for link in self._all_links():
            link.cut()

    def shut(self):
        """Connections are refused, and those there are cut, until open()."""
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._listener.close()
        self.cut_all()

    def open_again(self):
        """If it is shut."""
        if self._listener.fileno() < 0:
            self.open()

    def open(self):
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=200)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def connections(self):
        return len(self._all_links())

    def close(self):
        self.shut()

    def _all_links(self):
        with self._lock:
            return list(self._links)

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
                server.settimeout(None)
            except OSError:
                client.close()  # as near as a proxy comes to "connection refused"
                continue
            link = Link(self, client, server)
            with self._lock:
                self._links.add(link)
            link.start()

    def take_fault(self, request):
        """The armed fault, if it is for this request; it is armed no more."""
        with self._lock:
            if self._armed and self._armed[1](request):
                fault, _, happened = self._armed
                self._armed = None
                return fault, happened
        return None, None

    def count(self, round_trips=0, request_bytes=0, answer_bytes=0):
        with self._lock:
            self.round_trips += round_trips
            self.request_bytes += request_bytes
            self.answer_bytes += answer_bytes

    def forget(self, link):
        with self._lock:
            self._links.discard(link)


class Link:
    """One connection of a client and the one made for it."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.is_asking = False
        self.answer_fault = None  # (fault, event) for the next answer
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self):
        for pump in (self._pump_requests, self._pump_answers):
            threading.Thread(target=self._run, args=(pump,), daemon=True).start()

    def _run(self, pump):
        try:
            pump()
        except OSError:
            pass
        finally:
            self.cut()

    def _pump_requests(self):
        while request := self.client.recv(1 << 20):
            self.proxy.count(round_trips=int(not self.is_asking), request_bytes=len(request))
            self.is_asking = True
            time.sleep(self.proxy.delay)
            fault, happened = self.proxy.take_fault(request)
            if fault is Fault.CUT_REQUEST:
                self.server.sendall(request[:len(request) // 2])
            if fault in (Fault.CUT_BEFORE, Fault.CUT_REQUEST):
                happened.set()
                return
            if fault:
                self.answer_fault = (fault, happened)
            self.server.sendall(request)

    def _pump_answers(self):
        while answer := self.server.recv(1 << 20):
            self.is_asking = False
            self.proxy.count(answer_bytes=len(answer))
            time.sleep(self.proxy.delay)
            fault, happened = self.answer_fault or (None, None)
            if fault is Fault.CUT_ANSWER:
                self.client.sendall(answer[:len(answer) // 2])
            if fault:
                happened.set()
            if fault in (Fault.CUT_AFTER, Fault.CUT_ANSWER):
                return
            if not fault:
                self.client.sendall(answer)

    def cut(self):
        self.proxy.forget(self)
        for end in (self.client, self.server):
            try:
                # Either way the other pump wakes up; only then does close() reach the peer.
                if self.proxy.reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RD)
                else:
                    end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
