"""The XCAP URI through nginx: raw, percent-coded, wrong (RFC 4825 6, FACTS 4.6 and 5)."""

import unittest

from harness import LIST, RL_NS, Service

ALICE = "/xcap-root/resource-lists/users/sip:alice@example.com/"
APP = "/xcap-root/test-app/users/sip:alice@example.com/"


def setUpModule():
    global service, alice
    service = Service({"Limits": {"max_uri_length": "2000"}})
    alice = service.client("alice")
    assert alice("PUT", ALICE + "index", LIST).status == 201


def tearDownModule():
    service.stop()


class SameDocument(unittest.TestCase):
    def test_every_spelling_names_the_same_document(self):
        for target in ("/xcap-root/resource-lists/users/alice@example.com/index",
                       "/xcap-root/resource-lists/users/SIP:alice@EXAMPLE.com/index",
                       "/xcap-root/resource-lists/users/sip%3Aalice%40example.com/index",
                       "/xcap-root/resource-lists/users/sip%3aalice%40example.com/ind%65x",
                       "/xcap-root/resource%2Dlists/users/alice/index",
                       "/xcap-root@example.com/resource-lists/users/alice/index",
                       "/xcap-root@example.com/resource-lists/users/sip:alice/index",
                       "/second/root/resource-lists/users/sip:alice@example.com/index",
                       ALICE + "index/", ALICE + "index?xmlns(a=b)"):
            answer = alice("GET", target)
            self.assertEqual((answer.status, answer.body), (200, LIST), target)

    def test_an_encoded_slash_is_data_of_its_segment(self):
        self.assertEqual(alice("PUT", APP + "a%2Fb", b"<encoded/>").status, 201)
        self.assertEqual(alice("PUT", APP + "a/b", b"<directory/>").status, 201)
        self.assertEqual(alice("PUT", APP + "a%252Fb", b"<twice/>").status, 201)
        self.assertEqual(alice("GET", APP + "a%2fb").body, b"<encoded/>")
        self.assertEqual(alice("GET", APP + "a/b").body, b"<directory/>")
        self.assertEqual(alice("GET", APP + "a%252Fb").body, b"<twice/>")

    def test_names_of_any_characters_round_trip(self):
        for name in ("%C3%BC", "a%3Fb", "a%23b", "a%20b", "%22", "a+b", "a;b=c", "[x]", "%25"):
            self.assertIn(alice("PUT", APP + name, b"<a/>").status, (200, 201), name)
            self.assertEqual(alice("GET", APP + name).status, 200, name)
        self.assertEqual(alice("GET", APP + "a b".replace(" ", "%20")).status, 200)

    def test_case_of_names_and_users_counts(self):
        self.assertEqual(alice("GET", ALICE + "INDEX").status, 404)
        self.assertEqual(alice("GET", ALICE.replace("alice", "Alice") + "index").status, 403)


class Refused(unittest.TestCase):
    def test_what_names_no_document_is_404_with_what_is_missing(self):
        """The phrases are OpenXCAP's test suite's (FACTS 4.6)."""
        for target, phrase in (
                ("/xcap-root", "XCAP Root"), ("/xcap-root/", "XCAP Root"), ("/xcap-root/xxx", "context"),
                ("/xcap-root/resource-lists/user/a@b/index.xml", "context"),
                ("/xcap-root/resource-lists/users", "user id"),
                ("/xcap-root/resource-lists/users/", "user id"),
                ("/xcap-root/resource-lists/users/a@b", "not contain "),
                ("/xcap-root/resource-lists/users/a@b/", "not contain "),
                ("/elsewhere/resource-lists/users/a@b/index", "XCAP root not found"),
                ("/xcap-rootx/resource-lists/users/a@b/index", "XCAP root not found")):
            answer = alice("GET", target)
            self.assertEqual(answer.status, 404, target)
            self.assertIn(phrase, answer.text, target)

    def test_malformed_uris_are_400(self):
        for name in ("%", "%zz", "%4", "%00", "%0A", "%7F", "%E9", "%C0%AF", "%2e%2e", "a/%2E/b",
                     "%ED%A0%80"):
            self.assertEqual(alice("GET", APP + name).status, 400, name)
        answer = alice("GET", ALICE + "index.xml~~")
        self.assertEqual(answer.status, 400)
        self.assertIn("to parse node", answer.text)

    def test_an_unknown_application_is_404(self):
        answer = alice("GET", "/xcap-root/no-such-app/users/sip:alice@example.com/index")
        self.assertEqual(answer.status, 404)
        self.assertIn("no-such-app", answer.text)

    def test_too_long_is_414(self):
        self.assertEqual(alice("GET", APP + "n" * 256).status, 414)
        self.assertEqual(alice("PUT", APP + "n" * 256, b"<a/>").status, 414)
        self.assertEqual(alice("PUT", APP + "n" * 255, b"<a/>").status, 201)
        self.assertEqual(alice("GET", APP + "i?" + "q" * 2000).status, 414)
        self.assertEqual(alice("GET", APP + "i?" + "q" * 40000).status, 414)  # nginx's own bound

    def test_the_separator_in_every_spelling(self):
        """RFC 4825 6, FACTS C4."""
        alice("PUT", ALICE + "index", LIST)
        for separator in ("/~~/", "/%7E%7E/", "/%7e~/", "/~~"):
            answer = alice("GET", ALICE + "index" + separator + "resource-lists")
            self.assertEqual(answer.status, 200, separator)
            self.assertTrue(LIST.endswith(answer.body), separator)

    def test_phones_spell_selectors_in_their_own_ways(self):
        """FACTS 5: a trailing slash, an encoded question mark, an encoded user."""
        for target in (ALICE + "index/~~/resource-lists/list/",
                       ALICE.replace("sip:alice@", "sip%3Aalice%40") + "index/~~/resource-lists",
                       ALICE + f"index/~~/rl:resource-lists%3Fxmlns(rl=%22{RL_NS}%22)"):
            self.assertEqual(alice("GET", target).status, 200, target)

    def test_a_user_without_any_domain_is_404(self):
        lonely = Service({"Authentication": {"default_realm": ""}})
        try:
            answer = lonely.client(None)("GET", "/xcap-root/resource-lists/users/alice/index")
            self.assertEqual(answer.status, 404)
            self.assertIn("Unknown domain", answer.text)
        finally:
            lonely.stop()


if __name__ == "__main__":
    unittest.main()
