"""xcap-bench before servers that are no xcapd: what it refuses to start with, how it ends, and what
answers it can read."""

import contextlib
import json
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from harness.service import OUT

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def start(*arguments):
    return subprocess.Popen([OUT / "xcap-bench", *map(str, arguments)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(*arguments):
    """RETURNS (exit status, stdout, stderr)."""
    process = start(*arguments)
    try:
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    return process.returncode, out, err


class Server:
    """Answers every request with what `answer(head, number of the request)` returns, until that is
    None: then it closes the connection and its listening socket."""

    def __init__(self, test, answer, family=socket.AF_INET):
        self.answer, self.heads = answer, []
        self.listener = socket.socket(family)
        self.listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        test.addCleanup(self.close)

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(OSError):
            text = b""
            while received := connection.recv(65536):
                text += received
                while b"\r\n\r\n" in text:
                    head, _, text = text.partition(b"\r\n\r\n")
                    self.heads.append(head.decode())
                    parts = self.answer(head.decode(), len(self.heads))
                    if parts is None:
                        return self.close()
                    for part in [parts] if isinstance(parts, bytes) else parts:
                        connection.sendall(part)
                        if part is not parts:
                            time.sleep(0.001)

    def measure(self, *arguments, host="127.0.0.1"):
        code, out, err = run("-f", "json", "-c", 1, "--warmup", 0, *arguments,
                             f"http://{host}:{self.port}/x")
        return code, json.loads(out) if out else err


class CommandLine(unittest.TestCase):
    def refused(self, *arguments, url="http://127.0.0.1:1/"):
        code, out, err = run(*arguments, url)
        self.assertEqual((code, out), (2, ""), err)
        self.assertRegex(err, r"\Axcap-bench: .+\n\Z")
        self.assertNotIn("sto", err)
        self.assertNotIn("connect to", err, "it was tried")
        return err

    def test_a_port_is_1_to_65535(self):
        for port in ("88619", "0", "-1", "http", "80x", "", "65536"):
            self.assertIn("port", self.refused(url=f"http://127.0.0.1:{port}/"), port)

    def test_a_host_is_an_address(self):
        for host in ("example.invalid", "::1", "[::1", "[::1]x", "[127.0.0.1]", "", "[]", "[",
                     "a@127.0.0.1"):
            self.refused(url=f"http://{host}/")

    def test_numbers_are_numbers_in_their_range(self):
        for option, *values in (("--connections", "0", "-1", "x", "", "99999999"),
                                ("--requests", "0", "-3", "1.5", "x"),
                                ("--seconds", "-5", "nan", "inf", "x", "1e300"),
                                ("--warmup", "-1", "nan", "x"),
                                ("--length", "-1", "x"),
                                ("--expect", "abc", "", "200,", "20", "200,x", "600")):
            for value in values:
                self.assertIn(option, self.refused(option, value), (option, value))

    def test_short_options_are_checked_too(self):
        for option, value in (("-c", "-1"), ("-n", "-3"), ("-s", "-5"), ("-s", "nan")):
            self.assertIn(value, self.refused(option, value))

    def test_a_body_is_a_file_that_can_be_read(self):
        with tempfile.TemporaryDirectory() as directory:
            self.assertIn("Is a directory", self.refused("-T", directory))
            self.assertIn("No such file", self.refused("-T", directory + "/none"))

    def test_a_user_has_a_name_and_a_header_too(self):
        for user in ("alice", ":123", ""):
            self.assertIn("--user", self.refused("--user", user))
        for header in ("X", ": x", ""):
            self.assertIn("--header", self.refused("--header", header))

    def test_the_own_address_is_of_the_servers_family(self):
        self.assertIn("--bind", self.refused("--bind", "nowhere"))
        self.assertIn("--bind", self.refused("--bind", "::1"))

    def test_help_is_printed(self):
        code, out, _ = run("--help")
        self.assertEqual(code, 0)
        self.assertIn("--shared-nonce", out)


class Ends(unittest.TestCase):
    def test_a_server_that_goes_away_ends_the_run_with_what_was_measured(self):
        server = Server(self, lambda head, number: ANSWER if number <= 50 else None)
        code, result = server.measure("-s", 10)
        self.assertEqual((code, result["requests"]), (1, 50))
        self.assertEqual(result["errors"]["closed before the answer"], 1)
        self.assertIn(f"connect to 127.0.0.1:{server.port}: Connection refused", result["errors"])

    def test_signals_end_the_run_with_what_was_measured(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = Server(self, lambda head, number: ANSWER)
            process = start("-f", "json", "-c", 2, "-s", 60, "--warmup", 0,
                            f"http://127.0.0.1:{server.port}/")
            while len(server.heads) < 100:
                time.sleep(0.01)
            process.send_signal(number)
            out, err = process.communicate(timeout=5)
            self.assertEqual((process.returncode, err), (0, ""))
            result = json.loads(out)
            self.assertGreater(result["requests"], 50)
            self.assertLess(result["seconds"], 20)

    def test_a_signal_before_anything_was_measured_says_so_by_its_status(self):
        server = Server(self, lambda head, number: ANSWER)
        process = start("--warmup", 60, f"http://127.0.0.1:{server.port}/")
        while len(server.heads) < 100:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=5)
        self.assertEqual(process.returncode, 2)
        self.assertRegex(out, r"requests +0 in 0\.000 s\n")

    def test_a_thousand_errors_end_the_run_even_in_the_warm_up(self):
        server = Server(self, lambda head, number: ANSWER.replace(b"200", b"500"))
        code, out, _ = run("-c", 1, "--warmup", 60, f"http://127.0.0.1:{server.port}/")
        self.assertEqual(code, 1)
        self.assertRegex(out, r"requests +0 in 0\.000 s\n")
        self.assertIn("status 500: 1000\n", out)


class Answers(unittest.TestCase):
    def test_a_server_is_reached_over_ipv6(self):
        server = Server(self, lambda head, number: ANSWER, socket.AF_INET6)
        code, result = server.measure("-n", 20, "--bind", "::1", host="[::1]")
        self.assertEqual((code, result["requests"]), (0, 20))
        self.assertIn(f"\r\nHost: [::1]:{server.port}", server.heads[0])

    def test_chunked_answers_are_read(self):
        text = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"5;note=x\r\nhello\r\nA\r\n, world!\r\n\r\n0\r\nTrailer: x\r\n\r\n")
        for name, parts in (("in one piece", [text]), ("byte by byte", [text[i:i + 1]
                                                                 for i in range(len(text))])):
            with self.subTest(name):
                code, result = Server(self, lambda head, number, parts=parts: parts).measure(
                    "-n", 5, "--length", 15)
                self.assertEqual((code, result["errors"], result["requests"]), (0, {}, 5))

    def test_broken_chunks_are_errors(self):
        for chunks in (b"x\r\n", b"2\r\nhello\r\n0\r\n\r\n", b"-2\r\nhi\r\n", b"\r\n",
                       b"0\r\n\r\nmore"):
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            code, result = Server(self, lambda *_, text=head + chunks: text).measure("-n", 5)
            self.assertEqual((code, set(result["errors"])), (1, {"no HTTP response"}), chunks)

    def test_a_304_has_no_body_whatever_length_it_tells(self):
        answer = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2048\r\n\r\n"
        code, result = Server(self, lambda *_: answer).measure("-n", 5, "--expect", 304,
                                                              "--length", 0)
        self.assertEqual((code, result["errors"]), (0, {}))


class Challenges(unittest.TestCase):
    def credentials(self, *challenges, user="alice:123"):
        """The Authorization header that answers these WWW-Authenticate headers (RFC 9110 11.6.1),
        or None."""
        refusal = "".join(["HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n",
                           *(f"WWW-Authenticate: {text}\r\n" for text in challenges), "\r\n"])

        def answer(head, number):
            return ANSWER if "Authorization: " in head else refusal.encode()

        server = Server(self, answer)
        code, _ = server.measure("-n", 1, "--user", user)
        if code != 0:
            return None
        return server.heads[-1].partition("Authorization: ")[2].partition("\r\n")[0]

    def test_the_first_digest_of_a_known_algorithm_is_taken(self):
        md5 = 'Digest realm="m", nonce="1", qop="auth"'
        unknown = 'Digest realm="u", nonce="2", qop="auth", algorithm=SHA-3'
        sha = 'Digest realm="s", nonce="3", algorithm=SHA-256, qop="auth"'
        basic = 'Basic realm="Digest nonce=1, b"'
        for challenges, realm in (((md5, sha), "m"), ((sha, md5), "s"), ((unknown, sha), "s"),
                                  ((basic, md5), "m"), ((f"{basic}, {unknown},{sha}, {md5}",), "s"),
                                  (("Negotiate, " + md5,), "m"), ((f"Bearer abc==, {sha}",), "s"),
                                  ((md5.replace('qop="auth"', 'qop="auth-int, auth"'),), "m")):
            self.assertIn(f'realm="{realm}"', self.credentials(*challenges), challenges)
        self.assertIsNone(self.credentials(basic, unknown))

    def test_what_may_hold_quotes_is_escaped(self):
        got = self.credentials(r'Digest realm="a \"b\" \\", nonce="1", qop="auth"',
                               user='al"i\\ce:1')
        self.assertIn(r'username="al\"i\\ce", realm="a \"b\" \\", nonce="1"', got)

    def test_an_opaque_value_comes_back_unchanged(self):
        got = self.credentials('Digest realm="m", opaque="a\\"=b", nonce="1", qop="auth"')
        self.assertIn(r', opaque="a\"=b"', got)
        self.assertNotIn("opaque", self.credentials('Digest realm="m", nonce="1", qop="auth"'))


if __name__ == "__main__":
    unittest.main()
