"""Who may: digest, basic, trusted peers, trees of others (RFC 7616, RFC 4825 5.7)."""

import re
import signal
import subprocess
import time
import unittest
import urllib.request

from harness import LIST, Service
from harness.client import parse_challenge

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
BOB = "/xcap-root/resource-lists/users/sip:bob@example.com/index"
NOBODY = "/xcap-root/resource-lists/users/sip:nobody@example.com/index"


def setUpModule():
    global service, alice
    service = Service()
    alice = service.client("alice")
    alice("PUT", INDEX, LIST)


def tearDownModule():
    service.stop()


class Digest(unittest.TestCase):
    def test_a_challenge_comes_with_every_401(self):
        answers = [service.client(None)("GET", INDEX),
                   service.client("alice", password="wrong")("GET", INDEX),
                   service.client("nobody")("GET", INDEX),
                   service.client(None)("GET", INDEX, Authorization="Digest nonsense"),
                   service.client(None)("GET", INDEX, Authorization="Bearer x")]
        nonces = set()
        for answer in answers:
            self.assertEqual(answer.status, 401)
            challenge = parse_challenge(answer)
            self.assertEqual(challenge["realm"], "example.com")
            self.assertEqual(challenge["algorithm"], "MD5")
            self.assertEqual(challenge["qop"], "auth")
            nonces.add(challenge["nonce"])
        self.assertEqual(len(nonces), len(answers))

    def test_a_stranger_cannot_tell_who_has_an_account(self):
        stranger = service.client(None)
        bodies = {stranger("GET", target).body for target in (INDEX, BOB, NOBODY)}
        self.assertEqual(len(bodies), 1)
        self.assertEqual(service.client("alice", password="x")("GET", INDEX).body,
                         service.client("nobody", password="x")("GET", INDEX).body)

    def test_a_nonce_serves_many_requests(self):
        client = service.client("alice")
        client("GET", INDEX)
        nonce = client.challenge["nonce"]
        for _ in range(20):
            self.assertEqual(client("GET", INDEX).status, 200)
        self.assertEqual(client.challenge["nonce"], nonce)

    def test_a_header_is_good_for_one_request_on_whatever_worker(self):
        """RFC 7616 3.4, 5.5: a repeated nonce count is refused."""
        alice("GET", INDEX)
        header = alice.authorization("GET", INDEX)
        stranger = service.client(None)
        self.assertEqual(stranger("GET", INDEX, Authorization=header).status, 200)
        for _ in range(20):  # the workers take turns
            answer = stranger("GET", INDEX, Authorization=header)
            self.assertEqual(answer.status, 401)
            self.assertEqual(parse_challenge(answer)["stale"], "true")  # ask no user for a password
        service.assert_logged("access", "outcome=replayed-nonce-count")
        service.reload()
        self.assertEqual(stranger("GET", INDEX, Authorization=header).status, 401)

    def test_counts_may_begin_above_1_and_come_out_of_order(self):
        client = service.client("alice")
        client("GET", INDEX)
        stranger = service.client(None)
        for count in (90, 70, 80, 71):
            client.count = count - 1
            header = client.authorization("GET", INDEX)
            self.assertEqual(stranger("GET", INDEX, Authorization=header).status, 200, count)
            self.assertEqual(stranger("GET", INDEX, Authorization=header).status, 401, count)

    def test_counts_begin_at_1(self):
        """RFC 7616 3.4: the first request's nc is 00000001."""
        client = service.client("alice")
        client("GET", INDEX)
        header = client.authorization("GET", INDEX, nc="00000000")
        self.assertEqual(service.client(None)("GET", INDEX, Authorization=header).status, 401)
        service.assert_logged("access", "outcome=bad-nonce-count")

    def test_a_realm_has_no_more_characters_than_a_domain_of_an_account(self):
        """It stands in each challenge, its quotes escaped."""
        for selector in ("/resource-lists/global/index", "/resource-lists/users/alice/index"):
            for length, status in ((64, 401), (65, 414), (7900, 414)):
                target = "/xcap-root@" + '"' * length + selector
                self.assertEqual(service.client(None)("GET", target).status, status, length)

    def test_a_new_program_forgets_nonces_but_takes_no_count_twice(self):
        again = Service()
        self.addCleanup(again.stop)
        client = again.client("alice")
        client("GET", INDEX)
        header = client.authorization("GET", INDEX)
        self.assertEqual(again.client(None)("GET", INDEX, Authorization=header).status, 404)
        again.signal(signal.SIGUSR2)
        again.wait_for("event=ready", 2)
        answer = again.client(None)("GET", INDEX, Authorization=header)
        self.assertEqual(answer.status, 401)
        self.assertEqual(parse_challenge(answer)["stale"], "true")
        self.assertEqual(client("GET", INDEX).status, 404)

    def test_curl_and_urllib_log_in_and_reach_elements_whose_quotes_they_do_not_encode(self):
        url = f"http://127.0.0.1:{service.port}{INDEX}"
        alice("PUT", INDEX, LIST)
        node = '/~~/resource-lists/list[@name="l"]'
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, "alice", "123")
        opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))
        for target in (url, url + node):
            for _ in range(3):
                self.assertEqual(opener.open(target, timeout=10).status, 200)
            curl = subprocess.run(["curl", "-sg", "--digest", "-u", "alice:123", "-w", "%{http_code}",
                                   "-o", "/dev/null", target, target], capture_output=True, text=True)
            self.assertEqual(curl.stdout[:3], "200", curl)

    def test_one_nonce_serves_1000_requests_of_one_connection(self):
        client = service.client("alice")
        client("PUT", INDEX, LIST)
        connection = client.connect()
        self.addCleanup(connection.close)
        for _ in range(1000):
            connection.request("GET", INDEX,
                               headers={"Authorization": client.authorization("GET", INDEX)})
            answer = connection.getresponse()
            answer.read()
            self.assertEqual(answer.status, 200)

    def test_the_secret_is_kept_and_shared_by_hosts_that_have_its_file(self):
        first = Service()
        self.addCleanup(first.stop)
        file = first.directory / "data/nonce.secret"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertRegex(file.read_text(), "^[0-9a-f]{64}\n$")
        second = Service({"Authentication": {"nonce_secret_file": str(file)}})
        self.addCleanup(second.stop)
        client = first.client("alice")
        client("GET", INDEX)  # the second host is older than this nonce
        header = client.authorization("GET", INDEX)
        self.assertEqual(second.client(None)("GET", INDEX, Authorization=header).status, 404)
        other = Service()
        self.addCleanup(other.stop)
        header = client.authorization("GET", INDEX)
        self.assertEqual(other.client(None)("GET", INDEX, Authorization=header).status, 401)

    def test_a_secret_that_cannot_be_kept_is_one_warning(self):
        lost = Service({"Authentication": {"nonce_secret_file": "/nonexistent/nonce.secret"}})
        self.addCleanup(lost.stop)
        self.assertIn("cannot make /nonexistent/nonce.secret", lost.xcapd_log())
        self.assertEqual(lost.client("alice")("GET", INDEX).status, 404)

    def test_the_next_nonce_comes_before_the_old_one_is_too_old(self):
        """RFC 7616 3.5."""
        brief = Service({"Authentication": {"nonce_lifetime": "2"}})
        self.addCleanup(brief.stop)
        client = brief.client("alice")
        self.assertNotIn("authentication-info", client("GET", INDEX).headers)
        time.sleep(1.1)
        info = client("GET", INDEX).headers["authentication-info"]
        old, client.count = client.challenge["nonce"], 0
        client.challenge["nonce"] = re.fullmatch(r'nextnonce="([0-9a-f]+)"', info)[1]
        self.assertNotEqual(client.challenge["nonce"], old)
        time.sleep(1.1)
        header = client.authorization("GET", INDEX)
        self.assertEqual(brief.client(None)("GET", INDEX, Authorization=header).status, 404)

    def changed(self, method="GET", target=INDEX, **parameters):
        header = alice.authorization(method, target, **parameters)
        return service.client(None)("GET", INDEX, Authorization=header)

    def test_every_parameter_counts(self):
        alice("GET", INDEX)
        self.assertEqual(self.changed().status, 200)
        for parameters in ({"response": "0" * 32}, {"realm": "other.org"}, {"qop": "auth-int"},
                           {"algorithm": "SHA-256"}, {"nc": "1"}, {"nc": "xxxxxxxx"},
                           {"cnonce": ""}, {"qop": None}, {"username": "bob@example.org"}):
            self.assertEqual(self.changed(**parameters).status, 401, parameters)
        self.assertEqual(self.changed(method="PUT").status, 401)

    def test_a_digest_of_another_uri_is_400(self):
        """RFC 7616 3.4.6."""
        alice("GET", INDEX)
        for target in (BOB, "/", "", INDEX + "x"):
            self.assertEqual(self.changed(target=target).status, 400, target)

    def test_a_username_may_name_the_domain(self):
        """With a clear password any spelling can be checked; with HA1 only that of the row."""
        clear = Service({"Authentication": {"cleartext_passwords": "Yes"}})
        try:
            for name in ("alice", "alice@example.com"):
                self.assertEqual(clear.client(name)("GET", INDEX).status, 404, name)
            self.assertEqual(clear.client("alice", password="x")("GET", INDEX).status, 401)
        finally:
            clear.stop()
        self.assertEqual(service.client("alice@example.com")("GET", INDEX).status, 401)
        service.assert_logged("error", 'outcome=no-hash user=alice@example.com realm=example.com '
                                       'algorithm=MD5')

    def test_ha1b_serves_a_username_with_the_domain(self):
        """OpenSIPS's subscriber of version 7."""
        old = Service(start=False)
        self.addCleanup(old.stop)
        old.command("init-db")
        for change in ("ADD COLUMN ha1b CHAR(64)", "DROP COLUMN ha1_sha256",
                       "DROP COLUMN ha1_sha512t256"):
            old.storage.rows("ALTER TABLE subscriber " + change)
        old.start()
        for name in ("alice", "alice@example.com"):
            self.assertEqual(old.client(name)("GET", INDEX).status, 404, name)
            self.assertEqual(old.client(name, password="x")("GET", INDEX).status, 401, name)
        self.assertEqual(old.client("bob@example.com")("GET", INDEX).status, 403)

    def test_every_offered_algorithm_is_a_challenge_in_its_order_and_serves(self):
        """RFC 7616 3.7."""
        names = ["SHA-512-256", "MD5", "SHA-256"]
        many = Service({"Authentication": {"digest_algorithms": ", ".join(names)}})
        self.addCleanup(many.stop)
        for client in (many.client(None), many.client("alice", password="x"), many.client("nobody")):
            answer = client("GET", INDEX)
            self.assertEqual([re.search("algorithm=([^,]+)", challenge)[1]
                              for challenge in answer.challenges], names)
        for name in names:
            self.assertEqual(many.client("alice", algorithm=name)("GET", INDEX).status, 404, name)
            self.assertEqual(many.client("alice", algorithm=name, password="x")("GET", INDEX).status,
                             401)
        self.assertEqual(service.client("alice", algorithm="SHA-256")("GET", INDEX).status, 401)

    def test_old_and_foreign_nonces_are_stale(self):
        brief = Service({"Authentication": {"nonce_lifetime": "1"}})
        try:
            client = brief.client("alice")
            self.assertEqual(client("GET", INDEX).status, 404)
            header = lambda: client.authorization("GET", INDEX)
            time.sleep(2.1)
            answer = brief.client(None)("GET", INDEX, Authorization=header())
            self.assertEqual(answer.status, 401)
            self.assertEqual(parse_challenge(answer)["stale"], "true")
            self.assertEqual(client("GET", INDEX).status, 404)  # one more round trip, no password
            wrong = client.authorization("GET", INDEX, response="0" * 32)
            time.sleep(2.1)
            answer = brief.client(None)("GET", INDEX, Authorization=wrong)
            self.assertNotIn("stale", parse_challenge(answer))
        finally:
            brief.stop()
        alice("GET", INDEX)
        answer = self.changed(nonce="f" * 64)
        self.assertEqual(answer.status, 401)


class Trees(unittest.TestCase):
    def test_another_user_s_tree_is_403_whether_it_exists_or_not(self):
        service.client("bob")("PUT", BOB, LIST)
        for target in (BOB, BOB + "none", NOBODY):
            for method in ("GET", "HEAD", "PUT", "DELETE"):
                answer = alice(method, target, LIST if method == "PUT" else None)
                self.assertEqual(answer.status, 403, (method, target))
        self.assertEqual(service.client("bob")("GET", BOB).status, 200)


    def test_the_root_names_the_realm_of_the_global_tree(self):
        """So a writer of any domain can log in."""
        many = Service({"Authentication": {"global_writers": "admin@example.com, root@other.org"}})
        self.addCleanup(many.stop)
        done = many.command("user", "add", "root@other.org", stdin="123\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = "/resource-lists/global/index"
        self.assertEqual(many.client("root")("PUT", "/xcap-root" + path, LIST).status, 401)
        self.assertEqual(many.client("root")("PUT", "/xcap-root@Other.org" + path, LIST).status, 201)
        self.assertEqual(many.client("alice")("GET", "/xcap-root" + path).status, 200)
        self.assertEqual(many.client("alice")("GET", "/xcap-root@other.org" + path).status, 401)
        self.assertEqual(many.client("admin")("DELETE", "/xcap-root@" + path, None).status, 200)


class TrustedPeers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.trusting = Service({"Authentication": {
            "trusted_peers": "2001:db8::/32, 127.0.0.0/8, 192.0.2.1"}})

    @classmethod
    def tearDownClass(cls):
        cls.trusting.stop()

    def test_a_trusted_peer_acts_for_any_user_that_exists(self):
        peer = self.trusting.client(None)
        self.assertEqual(peer("PUT", INDEX, LIST).status, 201)
        self.assertEqual(peer("GET", INDEX).body, LIST)
        self.trusting.assert_logged("access", "user=peer")
        for method in ("GET", "PUT", "DELETE"):
            answer = peer(method, NOBODY, LIST if method == "PUT" else None)
            self.assertEqual(answer.status, 404, method)
            self.assertIn("nobody@example.com", answer.text)
        self.assertEqual(peer("PUT", "/xcap-root/test-app/global/x", b"<a/>").status, 403)

    def test_no_header_makes_a_peer(self):
        for name in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "REMOTE_ADDR", "Remote_Addr"):
            answer = service.client(None)("GET", INDEX, **{name: "192.0.2.1"})
            self.assertEqual(answer.status, 401, name)

    def test_users_without_an_account_where_none_is_required(self):
        loose = Service({"Authentication": {"trusted_peers": "any", "require_known_user": "No"}})
        try:
            self.assertEqual(loose.client(None)("PUT", NOBODY, LIST).status, 201)
        finally:
            loose.stop()


class Basic(unittest.TestCase):
    def test_basic_needs_tls_and_the_right_password(self):
        basic = Service({"Authentication": {"type": "basic"}})
        try:
            tls = basic.client("alice", tls=True, scheme="basic")
            self.assertEqual(tls("PUT", INDEX, LIST).status, 201)
            self.assertEqual(basic.client("alice@example.com", tls=True, scheme="basic")(
                "GET", INDEX).status, 200)
            for client in (basic.client("alice", tls=True, scheme="basic", password="x"),
                           basic.client("nobody", tls=True, scheme="basic"),
                           basic.client("alice", scheme="basic"), basic.client(None)):
                answer = client("GET", INDEX)
                self.assertEqual(answer.status, 401)
                self.assertTrue(answer.headers["www-authenticate"].startswith(
                    'Basic realm="example.com"'))
            for token in ("", "x", "====", "YWxpY2U="):
                self.assertEqual(basic.client(None, tls=True)(
                    "GET", INDEX, Authorization="Basic " + token).status, 401)
        finally:
            basic.stop()


if __name__ == "__main__":
    unittest.main()
