"""Who a request acts for: users that an authentication proxy asserts (TS 24.623, TS 33.222, OMA), and
users that are no sip:user@domain (RFC 3966). Handsets come from 127.0.0.1, proxies from addresses of
their own, through a real nginx."""

import re
import subprocess
import unittest

from harness import LIST, Service, list_of
from harness.ports import free_port
from test_nginx import PEER, PHONE, behind_balancer, prepare

ROOT = "/xcap-root/resource-lists/users/{}/index"
ALICE, BOB = ROOT.format("sip:alice@example.com"), ROOT.format("sip:bob@example.com")
NUMBER = ROOT.format("tel:+49-30-123")
GLOBAL = "/xcap-root/test-app/global/i"
PRESENCE, PROXY, CARELESS = "127.0.0.2", "127.0.0.3", "127.0.0.4"
SETTINGS = {"trusted_peers": f"{PRESENCE}, {PROXY}, {CARELESS}", "require_known_user": "No",
            "asserted_identity_header": "X-3GPP-Asserted-Identity",
            "require_asserted_identity": PROXY}
OTHER = list_of('<entry uri="sip:carol@example.com"/>')
ENTRY = b'<entry uri="sip:dave@example.com"/>'

# PRESENCE hands on what it gets, as a trusted host; PROXY authenticates, which X-Who stands for;
# CARELESS does too, but a request that it did not authenticate is handed on as well.
FRONT = """
server {{
    listen 127.0.0.1:{front};
    location / {{
        proxy_pass http://127.0.0.1:{port};
        proxy_bind {address};
        {directives}
    }}
}}
"""
ASSERTING = "proxy_set_header X-3GPP-Asserted-Identity $http_x_who;"
FRONTS = {PRESENCE: "", PROXY: ASSERTING, CARELESS: ASSERTING}


def nginx_joins_headers():
    """From 1.23 on it does, before a worker could see that there were two."""
    text = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    return tuple(map(int, re.search(r"/(\d+)\.(\d+)", text).groups())) >= (1, 23)


def start(settings):
    """A service behind its FRONTS. RETURNS it and their ports."""
    new = Service({"Authentication": settings}, start=False)
    try:
        new.write_site()
        ports = {address: free_port() for address in FRONTS}
        site = new.site.read_text()
        # What another site of the operator's may have turned on for all.
        new.site.write_text("underscores_in_headers on;\n" + site + "".join(
            FRONT.format(front=ports[address], port=new.port, address=address,
                         directives=directives) for address, directives in FRONTS.items()))
        new.start()
    except BaseException:
        new.stop()
        raise
    return new, ports


def setUpModule():
    global service, ports
    service, ports = start(SETTINGS)


def tearDownModule():
    service.stop()


def through(address, method, target, body=None, **headers):
    client = service.client(None)
    client.port = ports[address]
    return client(method, target, body, **headers)


def acting(identities, method, target, body=None, **headers):
    """A request that the proxy asserts to be of `identities`."""
    return through(PROXY, method, target, body, X_Who=identities, **headers)


def presence(method, target, body=None, **headers):
    return through(PRESENCE, method, target, body, **headers)


def rows():
    return sorted((str(user), str(domain)) for user, domain in
                  service.storage.rows("SELECT username, domain FROM xcap"))


class Base(unittest.TestCase):
    def setUp(self):
        service.storage.rows("DELETE FROM xcap")

    def assert_status(self, answer, *statuses):
        self.assertIn(answer.status, statuses, answer.text)
        return answer


class Asserted(Base):
    def test_the_request_acts_for_the_user_and_for_nobody_else(self):
        self.assert_status(presence("PUT", BOB, LIST), 201)
        self.assert_status(acting('"sip:alice@example.com"', "PUT", ALICE, OTHER), 201)
        self.assertEqual(acting("sip:alice@example.com", "GET", ALICE).body, OTHER)
        service.assert_logged("access", "user=alice@example.com")
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            answer = acting('"sip:alice@example.com"', method, BOB,
                            OTHER if method == "PUT" else None)
            self.assertEqual(answer.status, 403, method)
        self.assertEqual(presence("GET", BOB).body, LIST)

    def test_any_of_several_identities_may_be_the_owner(self):
        both = '"sip:alice@example.com", "tel:+4930123"'
        for target in (ALICE, NUMBER):
            self.assert_status(acting(both, "PUT", target, LIST), 201)
            self.assert_status(acting(both, "GET", target), 200)
        self.assert_status(acting(both, "GET", BOB), 403)
        self.assertEqual(rows(), [("+4930123", ""), ("alice", "example.com")])

    def test_the_global_tree_is_its_writers(self):
        self.assert_status(acting("sip:alice@example.com", "PUT", GLOBAL, b"<a/>"), 403)
        self.assert_status(acting("sip:admin@example.com", "PUT", GLOBAL, b"<a/>"), 201)
        self.assert_status(acting("sip:alice@example.com", "GET", GLOBAL), 200)
        self.assert_status(acting("tel:+4930123", "DELETE", GLOBAL), 403)
        self.assertEqual(rows(), [("", "")])

    def test_what_cannot_be_read_is_400_and_does_nothing(self):
        for bad in ("alice", '"sip:alice@example.com', "sip:alice@example.com, garbage", ",",
                    "sip:mallory,bob@example.com", '"sip:alice@example.com";q=1',
                    ", ".join(["sip:alice@example.com"] * 33), "sip:" + "a" * 4096 + "@b"):
            answer = self.assert_status(acting(bad, "PUT", ALICE, LIST), 400)
            self.assertNotIn("www-authenticate", answer.headers)
        service.assert_logged("error", f"outcome=bad-asserted-identity peer={PROXY} cause=")
        self.assertEqual(rows(), [])

    def test_a_trusted_peer_without_the_header_acts_for_any_user(self):
        self.assert_status(presence("PUT", ALICE, LIST), 201)
        self.assert_status(presence("GET", NUMBER), 404)
        service.assert_logged("access", "user=peer")

    def test_a_user_without_an_account_is_404_where_one_is_required(self):
        strict = Service({"Authentication": {**SETTINGS, "trusted_peers": "127.0.0.1",
                                             "require_known_user": "Yes"}})
        self.addCleanup(strict.stop)
        for user, status in (("alice", 404), ("nobody", 404)):
            answer = strict.client(None)("GET", ROOT.format(f"sip:{user}@example.com"),
                                         X_3GPP_Asserted_Identity=f"sip:{user}@example.com")
            self.assertEqual(answer.status, status)
            self.assertEqual(user == "nobody", "no user" in answer.text, answer.text)


class Forged(Base):
    """What a handset sends itself."""

    def test_an_untrusted_client_asserts_nothing(self):
        bob = service.client("bob")
        self.assert_status(presence("PUT", ALICE, LIST), 201)
        for name in ("X_3GPP_Asserted_Identity", "X_XCAP_Asserted_Identity",
                     "x_3gpp_asserted_identity", "X_3GPP_Intended_Identity"):
            for value in ('"sip:alice@example.com"', "garbage", ""):
                answer = service.client(None)("GET", ALICE, **{name: value})
                self.assertEqual(answer.status, 401, name)
                self.assertIn("www-authenticate", answer.headers)
        self.assert_status(bob("GET", ALICE, X_3GPP_Asserted_Identity="sip:alice@example.com"), 403)
        self.assert_status(bob("GET", BOB, X_3GPP_Asserted_Identity="sip:alice@example.com"), 404)
        self.assert_status(bob("GET", BOB, X_3GPP_Asserted_Identity="garbage"), 404)

    def test_an_address_in_a_header_makes_no_proxy(self):
        for name in ("X_Forwarded_For", "X_Real_IP", "Forwarded"):
            answer = service.client(None)("GET", ALICE, **{
                name: PROXY, "X_3GPP_Asserted_Identity": "sip:alice@example.com"})
            self.assertEqual(answer.status, 401, name)

    def test_behind_a_balancer_only_the_proxy_s_own_address_counts(self):
        balanced = prepare(self, {"Authentication": {**SETTINGS, "trusted_peers": PEER,
                                                     "require_asserted_identity": "any"}})
        behind_balancer(balanced)
        balanced.start()

        def status(forwarded):
            return balanced.client(None)("GET", ALICE, X_Forwarded_For=forwarded,
                                         X_3GPP_Asserted_Identity="sip:alice@example.com").status
        self.assertEqual(status(PEER), 404)
        self.assertEqual(status(f"{PHONE}, {PEER}"), 404)  # the proxy named its client first
        self.assertEqual(status(f"{PEER}, {PHONE}"), 401)  # the handset says it is the proxy
        self.assertEqual(status(PHONE), 401)

    def test_a_proxy_that_replaces_the_header_leaves_nothing_of_its_client_s(self):
        for name in ("X-3GPP-Asserted-Identity", "x-3gpp-asserted-identity",
                     "X-XCAP-Asserted-Identity", "X_3GPP_Asserted_Identity",
                     "X_3GPP-Asserted_Identity"):
            for value in ("sip:bob@example.com", ["sip:bob@example.com"] * 2, "garbage", ""):
                client = service.client(None)
                client.port = ports[PROXY]
                for target, status in ((BOB, 403), (ALICE, 404)):
                    answer = client.send("GET", target, None,
                                         {name: value, "X-Who": "sip:alice@example.com"})
                    self.assertEqual(answer.status, status, (name, value, target))

    def test_a_header_with_an_underscore_is_none_whoever_sends_it(self):
        client = service.client(None)
        client.port = ports[PRESENCE]
        answer = client.send("GET", BOB, None, {"X_3GPP_Asserted_Identity": "garbage"})
        self.assertEqual(answer.status, 404)

    @unittest.skipIf(nginx_joins_headers(), "this nginx joins headers of one name")
    def test_a_header_that_came_twice_is_400(self):
        both = ["sip:bob@example.com", "sip:alice@example.com"]
        for target in (ALICE, BOB):
            answer = presence("GET", target, X_3GPP_Asserted_Identity=both)
            self.assertEqual(answer.status, 400, answer.text)
        answer = acting("sip:alice@example.com", "GET", ALICE,
                        X_3GPP_Intended_Identity=["sip:alice@example.com"] * 2)
        self.assertEqual(answer.status, 400)

    def test_a_request_that_the_proxy_did_not_authenticate_is_nobody_s(self):
        """nginx as the proxy sends no header where its value is empty."""
        for headers in ({}, {"X_Who": ""}, {"X_3GPP_Asserted_Identity": "sip:alice@example.com"},
                        {"X_XCAP_Asserted_Identity": "sip:alice@example.com"},
                        {"X_3GPP_Intended_Identity": "sip:alice@example.com"}):
            answer = through(PROXY, "PUT", ALICE, LIST, **headers)
            self.assertEqual(answer.status, 401, headers)
        self.assertEqual(rows(), [])
        # The same of a proxy that nobody required it of: the manual warns.
        self.assert_status(through(CARELESS, "GET", ALICE), 404)
        alice = service.client("alice")
        alice.port = ports[PROXY]
        self.assert_status(alice("GET", ALICE), 404)  # by digest

    def test_both_headers_are_400_where_either_is_read(self):
        either = Service({"Authentication": {"trusted_peers": "127.0.0.1",
                                             "asserted_identity_header": "either"}})
        self.addCleanup(either.stop)
        names = ("X_3GPP_Asserted_Identity", "X_XCAP_Asserted_Identity")
        for name in names:
            for target, status in ((ALICE, 404), (BOB, 403)):
                answer = either.client(None)("GET", target, **{name: "sip:alice@example.com"})
                self.assertEqual(answer.status, status, name)
        answer = either.client(None)("GET", ALICE, **{name: "sip:alice@example.com"
                                                      for name in names})
        self.assertEqual(answer.status, 400)

    def test_it_is_off_by_default(self):
        off = Service({"Authentication": {"trusted_peers": "127.0.0.1"}})
        self.addCleanup(off.stop)
        for value in ("sip:alice@example.com", "garbage"):
            for name in ("X_3GPP_Asserted_Identity", "X_XCAP_Asserted_Identity",
                         "X_3GPP_Intended_Identity"):
                self.assertEqual(off.client(None)("GET", BOB, **{name: value}).status, 404)

    def test_settings_that_cannot_serve_stop_the_start(self):
        for wrong in ({"asserted_identity_header": "X-Forwarded-User"},
                      {"asserted_identity_header": "none", "require_asserted_identity": "any"},
                      {"require_asserted_identity": "10.0.0.0/99"}):
            bad = Service({"Authentication": {**SETTINGS, **wrong}}, start=False)
            self.addCleanup(bad.stop)
            done = bad.command("check")
            self.assertEqual(done.returncode, 1)
            self.assertIn("asserted_identity", done.stderr)


class Intended(Base):
    BOTH = '"sip:alice@example.com", "tel:+4930123"'

    def test_it_chooses_one_of_the_asserted(self):
        for intended, alice, number in (('"sip:alice@example.com"', 404, 403),
                                        ("sips:alice@EXAMPLE.com", 404, 403),
                                        ('"tel:+49.30.123"', 403, 404)):
            for target, status in ((ALICE, alice), (NUMBER, number)):
                answer = acting(self.BOTH, "GET", target, X_3GPP_Intended_Identity=intended)
                self.assertEqual(answer.status, status, (intended, target))

    def test_one_that_is_not_asserted_is_403_and_garbage_400(self):
        for target in (ALICE, BOB):
            answer = acting(self.BOTH, "GET", target,
                            X_3GPP_Intended_Identity="sip:bob@example.com")
            self.assertEqual(answer.status, 403)
        for bad in ("alice", self.BOTH, '"'):
            self.assertEqual(acting(self.BOTH, "GET", ALICE,
                                    X_3GPP_Intended_Identity=bad).status, 400)

    def test_of_a_user_who_logged_in_it_must_be_that_user(self):
        alice = service.client("alice")
        for intended, status in (("sip:alice@example.com", 404), ("sip:bob@example.com", 403),
                                 ("tel:+4930123", 403), ("garbage", 400)):
            for target in (ALICE, BOB):
                expected = status if target == ALICE or status == 400 else 403
                answer = alice("GET", target, X_3GPP_Intended_Identity=intended)
                self.assertEqual(answer.status, expected, (intended, target))

    def test_alone_it_means_nothing(self):
        for value in ('"sip:alice@example.com"', "garbage"):
            self.assert_status(service.client(None)("GET", ALICE, X_3GPP_Intended_Identity=value),
                               401)
            self.assert_status(presence("GET", BOB, X_3GPP_Intended_Identity=value), 404)
        caps = service.client(None)("GET", "/xcap-root/xcap-caps/global/index",
                                    X_3GPP_Intended_Identity="garbage",
                                    X_3GPP_Asserted_Identity="garbage")
        self.assertEqual(caps.status, 200)


class Numbers(Base):
    SPELLINGS = ("tel:+4930123", "tel:+49-30-123", "TEL:+49.(30).123", "tel%3A%2B4930123",
                 "tel:+%34930123", "tel:+%2534930123")
    OWNER, STRANGER = "tel:+49(30)123", "tel:+4930124"

    def test_the_owner_does_all_and_another_nothing(self):
        node = '/~~/resource-lists/list%5B@name="l"%5D/entry%5B@uri="sip:dave@example.com"%5D'
        element = {"Content_Type": "application/xcap-el+xml"}

        def every(identity, *expected):
            got = [acting(identity, "PUT", NUMBER, LIST), acting(identity, "GET", NUMBER),
                   acting(identity, "PUT", NUMBER + node, ENTRY, **element),
                   acting(identity, "GET", NUMBER + node),
                   acting(identity, "DELETE", NUMBER + node), acting(identity, "DELETE", NUMBER)]
            self.assertEqual([answer.status for answer in got], list(expected), identity)
            return got
        got = every(self.OWNER, 201, 200, 201, 200, 200, 200)
        self.assertEqual((got[1].body, got[3].body), (LIST, ENTRY))
        self.assert_status(acting(self.OWNER, "PUT", NUMBER, LIST), 201)
        for other in (self.STRANGER, "sip:+4930123@example.com", "sip:alice@example.com",
                      "tel:4930123;phone-context=example.com", "tel:+4930123;ext=1"):
            every(other, *[403] * 6)
        self.assertEqual(acting(self.OWNER, "GET", NUMBER).body, LIST)

    def test_all_spellings_are_one_row(self):
        self.assert_status(acting(self.OWNER, "PUT", NUMBER, LIST), 201)
        for spelling in self.SPELLINGS:
            self.assert_status(acting(self.OWNER, "PUT", ROOT.format(spelling), OTHER), 200)
            self.assertEqual(acting(self.OWNER, "GET", ROOT.format(spelling)).body, OTHER)
        self.assertEqual(rows(), [("+4930123", "")])
        local = "tel:70-42;Phone-Context=Example.COM"
        self.assert_status(acting("tel:7042;phone-context=example.com", "PUT", ROOT.format(local),
                                  LIST), 201)
        self.assertEqual(rows(), [("+4930123", ""), ("7042;phone-context=example.com", "")])

    def test_a_number_a_sip_user_of_its_digits_and_the_global_tree_are_three(self):
        sip = ROOT.format("sip:+4930123@example.com")
        for target, body in ((NUMBER, LIST), (sip, OTHER)):
            self.assert_status(presence("PUT", target, body), 201)
        self.assert_status(acting("sip:admin@example.com", "PUT", GLOBAL, b"<a/>"), 201)
        self.assertEqual(presence("GET", NUMBER).body, LIST)
        self.assertEqual(presence("GET", sip).body, OTHER)
        self.assertEqual(rows(), [("", ""), ("+4930123", ""), ("+4930123", "example.com")])

    def test_what_is_no_number_is_400(self):
        for xui in ("tel:", "tel:7042", "tel:+49@example.com", "tel:+49%2030", "tel:+49;ext=x"):
            self.assert_status(presence("PUT", ROOT.format(xui), LIST), 400)
        self.assert_status(presence("GET", ROOT.format("tel:+" + "1" * 64)), 414)
        self.assertEqual(rows(), [])

    def test_nobody_logs_in_as_a_number(self):
        for user in ("+4930123", "tel:+4930123", "alice"):
            answer = service.client(user)("GET", NUMBER)
            self.assertIn(answer.status, (401, 403), user)
        self.assertIn('realm="example.com"',
                      service.client(None)("GET", NUMBER).headers["www-authenticate"])

    def test_errors_keep_the_client_s_spelling(self):
        """RFC 4825 11: the ancestor is one the client can ask for."""
        for xui, identity in (("tel:+49-(30)-123", self.OWNER),
                              ("sips:Alice@EXAMPLE.com;user=x", "sip:Alice@example.com")):
            answer = acting(identity, "PUT", ROOT.format(xui) + "/~~/resource-lists/list", ENTRY,
                            Content_Type="application/xcap-el+xml")
            self.assert_status(answer, 409)
            self.assertIn(f"/resource-lists/users/{xui}/</ancestor>", answer.text)


class SipUsers(Base):
    def test_all_spellings_are_one_row(self):
        alice = service.client("alice")
        self.assert_status(alice("PUT", ALICE, LIST), 201)
        for xui in ("sips:alice@example.com", "SIP:alice@Example.COM", "alice@example.com",
                    "sip:alice@example.com;transport=tls;user=phone", "sip%3aalice%40example.com",
                    "sip:%61lice@example.com", "sip:%2561lice@example.com", "sip:alice",
                    "sip:alice@example.com%3Fx=y"):
            self.assert_status(alice("PUT", ROOT.format(xui), OTHER), 200)
        self.assertEqual(rows(), [("alice", "example.com")])

    def test_other_users_stay_others(self):
        alice = service.client("alice")
        for xui in ("sip:Alice@example.com", "sip:alice;x@example.com", "sip:alice:x@example.com",
                    "sip:alice%2540@example.com", "sips:bob@example.com", "sip:sip:alice@example.com"):
            self.assert_status(alice("GET", ROOT.format(xui)), 403)
            answer = acting("sip:alice@example.com", "GET", ROOT.format(xui))
            self.assertEqual(answer.status, 403, xui)


if __name__ == "__main__":
    unittest.main()
