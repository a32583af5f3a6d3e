"""The connection to a database server is lost, refused or silent: the rows of the table in
common/store/outcomes.h, each caused for real."""

import contextlib
import os
import signal
import socket
import unittest

from harness.outcomes import APP, Later, ServerCase
from harness.ports import free_port
from harness.processes import children_of
from harness.proxy import Fault

ELEMENT = {"content_type": "application/xcap-el+xml"}
# The statement was not executed, or it was and nobody heard so.
NOT_DONE = (Fault.CUT_BEFORE, Fault.CUT_REQUEST)
DONE = (Fault.CUT_AFTER, Fault.CUT_ANSWER)


class ConnectionLost(ServerCase):
    """Around a statement that was prepared long ago."""

    def setUp(self):
        super().setUp()
        # Every statement is prepared on the connection that will be lost.
        self.peer("PUT", APP + "warm", b"<a/>")
        self.peer("PUT", APP + "warm", b"<a><b/></a>")
        self.peer("DELETE", APP + "warm")

    def lose(self, fault, words, *request, **headers):
        """The answer to a request whose statement that carries all of `words` meets the fault."""
        happened = self.proxy.once(
            fault, lambda sent: all(word.encode() in sent for word in words))
        answer = self.timed(lambda: self.peer(*request, **headers))
        self.assertTrue(happened.is_set(), answer)
        return answer

    def on_each(self, faults, check):
        for fault in faults:
            for reset in (False, True):
                with self.subTest(fault=fault.name, reset=reset):
                    self.proxy.reset = reset
                    self.name += "x"
                    self.target = APP + self.name
                    self.etag = self.peer("PUT", self.target, b"<a>old</a>").etag.strip('"')
                    self.peer("GET", self.target)
                    check(fault)

    def test_a_get_is_repeated_on_a_new_connection(self):
        def check(fault):
            answer = self.lose(fault, [self.name], "GET", self.target)
            self.assertEqual((answer.status, answer.body), (200, b"<a>old</a>"))

        self.on_each(NOT_DONE + DONE, check)

    def test_a_creation_is_done_once(self):
        def check(fault):
            name = self.name + "-new"
            answer = self.lose(fault, [name, "<a>new</a>"], "PUT", APP + name, b"<a>new</a>")
            self.assertEqual(answer.status, 201)
            self.assert_stored(b"<a>new</a>", name)
            self.assertEqual(self.peer("GET", APP + name).etag, answer.etag)

        self.on_each(DONE, check)

    def test_a_creation_that_may_come_yet_is_503_and_not_repeated(self):
        """It names no tag. Done again and then removed, the document would come back with it."""
        def check(fault):
            name = self.name + "-new"
            self.assert_unavailable(
                self.lose(fault, [name, "<a>new</a>"], "PUT", APP + name, b"<a>new</a>"))
            self.assert_stored(None, name)

        self.on_each(NOT_DONE, check)

    def test_a_replacement_is_done_once(self):
        def check(fault):
            answer = self.lose(fault, [self.name, "<a>new</a>"], "PUT", self.target, b"<a>new</a>")
            self.assertEqual(answer.status, 200)
            self.assert_stored(b"<a>new</a>")
            self.assertEqual(self.peer("GET", self.target).etag, answer.etag)

        self.on_each(NOT_DONE + DONE, check)

    def test_a_replacement_on_condition_is_done_once(self):
        """Otherwise its own first attempt would make it 412."""
        def check(fault):
            answer = self.lose(fault, [self.name, "<a>new</a>"], "PUT", self.target, b"<a>new</a>",
                               if_match=f'"{self.etag}"')
            self.assertEqual(answer.status, 200)
            self.assert_stored(b"<a>new</a>")

        self.on_each(NOT_DONE + DONE, check)

    def test_an_element_is_added_once(self):
        def check(fault):
            self.peer("PUT", self.target, b'<a xmlns="test-app"><o/></a>')
            answer = self.lose(fault, [self.name, "<b>"], "PUT", self.target + "/~~/a/b",
                               b"<b>1</b>", **ELEMENT)
            self.assertEqual(answer.status, 201)
            self.assert_stored(b'<a xmlns="test-app"><o/><b>1</b></a>')

        self.on_each(NOT_DONE + DONE, check)

    def test_a_removal_that_was_not_done_is_done(self):
        def check(fault):
            answer = self.lose(fault, [self.name, self.etag], "DELETE", self.target)
            self.assertEqual(answer.status, 200)
            self.assert_stored(None)

        self.on_each(NOT_DONE, check)

    def test_a_removal_that_nobody_heard_of_is_503(self):
        """That nothing is stored may be another's deletion."""
        def check(fault):
            self.assert_unavailable(
                self.lose(fault, [self.name, self.etag], "DELETE", self.target))
            self.assert_stored(None)
            self.assertEqual(self.peer("GET", self.target).status, 404)

        self.on_each(DONE, check)

    def test_a_write_that_another_followed_is_503_and_not_repeated(self):
        """Its tag is not there, and neither is the expected one."""
        def check(fault):
            self.overtake(fault, "UPDATE xcap SET doc = '<a>other</a>', etag = 'other'")
            self.assert_stored(b"<a>other</a>")

        self.on_each((Fault.CUT_BEFORE,), check)

    def test_a_replacement_that_a_removal_followed_is_503_and_not_repeated(self):
        def check(fault):
            self.overtake(fault, "DELETE FROM xcap")
            self.assert_stored(None)

        self.on_each((Fault.CUT_BEFORE,), check)

    def overtake(self, fault, statement):
        """A PUT whose statement meets the fault just behind another's `statement`."""
        def matches(sent):
            if b"<a>new</a>" not in sent:
                return False
            self.database.rows(f"{statement} WHERE doc_uri = '{self.name}'")
            return True

        happened = self.proxy.once(fault, matches)
        self.assert_unavailable(
            self.timed(lambda: self.peer("PUT", self.target, b"<a>new</a>")))
        self.assertTrue(happened.is_set())


class Silence(ServerCase):
    """The statement arrives, its answer does not."""

    def test_a_get_is_asked_again_when_its_time_is_over(self):
        self.peer("GET", self.target)
        self.proxy.once(Fault.SILENCE, lambda sent: self.name.encode() in sent)
        answer = self.timed(lambda: self.peer("GET", self.target))
        self.assertEqual((answer.status, answer.body), (200, b"<a>old</a>"))

    def test_a_write_is_503_when_its_time_is_over_and_never_repeated(self):
        self.peer("PUT", self.target, b"<a>older</a>")
        self.proxy.once(Fault.SILENCE, lambda sent: b"<a>new</a>" in sent)
        answer = self.timed(lambda: self.peer("PUT", self.target, b"<a>new</a>"))
        self.assert_unavailable(answer)
        self.assert_stored(b"<a>new</a>")  # "unknown" includes done


class Refused(ServerCase):
    def tearDown(self):
        self.proxy.open_again()
        super().tearDown()

    def test_a_server_that_refuses_at_the_first_use_is_503_until_it_does_not(self):
        self.proxy.shut()
        self.service.reload()  # workers that have no connection yet
        type(self).workers = self.service.workers()
        self.assert_refuses(reads=503)
        self.service.assert_logged("error", "outcome=store-unavailable method=GET")
        self.assertNotIn(self.server.sql.password, self.service.nginx_log("error"))
        self.proxy.open_again()
        self.assert_nothing_changed()
        self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")

    def test_a_server_that_refuses_later_is_the_same(self):
        self.proxy.shut()
        self.assert_refuses(reads=503)
        self.proxy.open_again()
        self.assert_nothing_changed()
        self.assertEqual(self.peer("PUT", self.target, b"<a>new</a>").status, 200)
        self.assert_stored(b"<a>new</a>")


class Restarted(ServerCase):
    write_timeout = 20.0  # longer than a restart takes

    def test_a_restart_between_requests_is_not_noticed(self):
        for end in (self.server.stop, self.server.kill):
            for method, body, status in (("GET", None, 200), ("PUT", b"<a>old</a>", 200)):
                with self.subTest(end=end.__name__, method=method):
                    end()
                    self.server.start()
                    self.assertEqual(self.peer(method, self.target, body).status, status)
                    self.assert_stored(b"<a>old</a>")

    def test_a_server_that_is_down_is_503_until_it_is_up(self):
        self.server.stop()
        try:
            self.assert_refuses(reads=503)
        finally:
            self.server.start()
        self.assert_nothing_changed()
        self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")

    def test_a_write_outlives_the_crash_of_the_server(self):
        """It waits for a lock when the server dies, and is repeated on the next."""
        self.peer("PUT", self.target, b"<a>old</a>")
        with self.server.sql.session(self.database.name) as other:
            other.run(f"BEGIN; UPDATE xcap SET source = 1 WHERE doc_uri = '{self.name}';")
            put = Later(lambda: self.peer("PUT", self.target, b"<a>new</a>"))
            self.service.wait_until(lambda: self.server.lock_waits() > 0)
            self.server.kill()
            self.server.start()
        self.assertEqual(put.answer().status, 200)
        self.assert_stored(b"<a>new</a>")


class Hosts(ServerCase):
    """Several hosts in the URI are tried in their order."""

    @classmethod
    def make_database(cls):
        database = super().make_database()
        # One that refuses, one that takes connections and says nothing, and the server.
        silent = socket.create_server(("127.0.0.1", 0), backlog=100)
        cls.addClassCleanup(silent.close)
        database.uri = database.uri.replace(
            "@", f"@127.0.0.1:{free_port()},127.0.0.1:{silent.getsockname()[1]},",
        ) + "?connect_timeout=1"
        return database

    def test_hosts_that_refuse_or_say_nothing_are_passed_over(self):
        self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")
        self.proxy.cut_all()
        self.assertEqual(self.timed(lambda: self.peer("GET", self.target)).status, 200)
        self.proxy.cut_all()
        answer = self.timed(lambda: self.peer("PUT", self.target, b"<a>new</a>"))
        self.assertEqual(answer.status, 200)
        self.assert_stored(b"<a>new</a>")


class Hung(ServerCase):
    """The server's processes are stopped: connections are taken, nothing is answered."""

    def test_all_requests_are_503_in_time_until_it_goes_on(self):
        self.peer("PUT", self.target, b"<a>old</a>")
        with self.stopped():
            self.assert_refuses(reads=503)
        self.assert_nothing_changed()
        self.assertEqual(self.timed(lambda: self.peer("GET", self.target)).body, b"<a>old</a>")

    @contextlib.contextmanager
    def stopped(self):
        pid = self.server.process.pid
        pids = [pid, *children_of(pid)]
        for one in pids:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in pids:
                os.kill(one, signal.SIGCONT)


if __name__ == "__main__":
    unittest.main()
