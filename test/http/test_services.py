"""rls-services over all users: whose a service URI is, and the index of all (RFC 4826 4.4.5, 4.4.7);
what else is made of a user's documents: the directory and the purge."""

import re
import unittest
from collections import Counter
from xml.etree import ElementTree

from harness import RL_NS, Service
from harness.load import run_together

RLS_NS = "urn:ietf:params:xml:ns:rls-services"
USERS = "/xcap-root/{}/users/sip:{}@example.com/{}"
INDEX = "/xcap-root/rls-services/global/index"
ELEMENT = "application/xcap-el+xml"
RACERS = 32


def service_of(uri):
    return (f'<service uri="{uri}"><list/><packages><package>presence</package></packages>'
            "</service>")


def services(*uris):
    return f'<rls-services xmlns="{RLS_NS}">{"".join(map(service_of, uris))}</rls-services>'.encode()


def place(user, name="index", auid="rls-services"):
    return USERS.format(auid, user, name)


def setUpModule():
    global service, alice, bob, peer
    service = Service({"Authentication": {"trusted_peers": "127.0.0.2",
                                          "require_known_user": "No"},
                       "Server": {"enabled_applications": "org.openxcap.purge"}})
    alice, bob = service.client("alice"), service.client("bob")
    peer = service.client(None, source="127.0.0.2")


def tearDownModule():
    service.stop()


class ServiceUris(unittest.TestCase):
    def tearDown(self):
        for user in (alice, bob):
            user("DELETE", place(user.user))

    def assert_taken(self, answer, uri, field):
        self.assertEqual(answer.status, 409, answer.text)
        self.assertIn("<uniqueness-failure", answer.text)
        self.assertIn(uri, answer.text)
        self.assertIn(f'<exists field="{field}">', answer.text)
        other = re.search("<alt-value>(.*)</alt-value>", answer.text)[1]
        self.assertNotEqual(other, uri)
        return other

    def test_a_uri_of_another_document_is_a_uniqueness_failure_with_another_value(self):
        """RFC 4826 4.4.5, 4.4.6."""
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x", "sip:b@x")).status, 201)
        refused = bob("PUT", place("bob"), services("sip:c@x", "sip:b@x"))
        other = self.assert_taken(refused, "sip:b@x", "*/*%5B2%5D/@uri")
        self.assertEqual(bob("GET", place("bob")).status, 404)
        self.assertEqual(bob("PUT", place("bob"), services("sip:c@x", other)).status, 201)

    def test_white_space_around_a_uri_is_none_of_it(self):
        """xs:anyURI; a database that drops blanks at an end must not make it a conflict for ever."""
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, 201)
        for uri in ("sip:a@x ", " sip:a@x"):
            refused = bob("PUT", place("bob"), services(uri))
            self.assert_taken(refused, "sip:a@x", "*/*%5B1%5D/@uri")
        self.assertIn("<uniqueness-failure",
                      bob("PUT", place("bob"), services("sip:b@x", "sip:b@x ")).text)

    def test_spellings_of_one_uri_are_one(self):
        """RFC 4826 5, RFC 3261 19.1.4; every database compares keys its own way."""
        document = services("SIP:%61@X;b=1;A=2", "sip:A@x")
        self.assertEqual(alice("PUT", place("alice"), document).status, 201)
        self.assertEqual(alice("GET", place("alice")).body, document)
        for uri in ("sip:a@x;a=2;b=1", "sip:a@X;B=1;a=2?c=d"):
            self.assert_taken(bob("PUT", place("bob"), services(uri)), uri.split("@")[0],
                              "*/*%5B1%5D/@uri")
        self.assertEqual(bob("PUT", place("bob"), services("sip:a@x", "sips:A@x")).status, 201)
        self.assertIn('uri="SIP:%61@X;b=1;A=2"', peer("GET", INDEX).text)

    def test_the_uri_of_a_user_is_no_services(self):
        """RFC 4826 4.4.5: "the URI MUST NOT correspond to an existing resource within the domain of
        the URI"."""
        for uri in ("sip:bob@example.com", "sip:alice@example.com", "sips:%62ob@EXAMPLE.com;lr"):
            other = self.assert_taken(alice("PUT", place("alice"), services("sip:a@x", uri)),
                                      "URI of a user", "*/*%5B2%5D/@uri")
            self.assertEqual(alice("PUT", place("alice"), services(other)).status, 201)
            self.assertEqual(alice("DELETE", place("alice")).status, 200)
        blinks = services("sip:alice+presence@example.com", "sip:alice+dialog@example.com")
        self.assertEqual(alice("PUT", place("alice"), blinks).status, 201)
        part = place("alice") + "/~~/rls-services/service%5b1%5d/@uri"
        refused = alice("PUT", part, b"sip:bob@example.com",
                        content_type="application/xcap-att+xml")
        self.assert_taken(refused, "URI of a user", "*/*%5B1%5D/@uri")

    def test_a_uri_of_the_longest_is_refused_without_another(self):
        long = "sip:" + "a" * 694 + "@x"
        self.assertEqual(alice("PUT", place("alice"), services(long)).status, 201)
        refused = bob("PUT", place("bob"), services(long))
        self.assertEqual(refused.status, 409)
        self.assertIn('<exists field="*/*%5B1%5D/@uri"/>', refused.text)

    def test_services_are_bounded(self):
        uris = [f"sip:{number}@y" for number in range(1001)]
        self.assertIn("<constraint-failure", alice("PUT", place("alice"), services(*uris)).text)
        self.assertEqual(alice("PUT", place("alice"), services(*uris[1:])).status, 201)

    def test_what_stands_in_an_extension_is_no_service(self):
        nested = services("sip:a@x").replace(
            b"<list/>", b'<list><r:service xmlns:r="%s" uri="sip:nested@x"/></list>' %
            RLS_NS.encode())
        self.assertEqual(alice("PUT", place("alice"), nested).status, 201)
        self.assertEqual(bob("PUT", place("bob"), services("sip:nested@x")).status, 201)

    def test_an_element_that_brings_one_is_refused_too(self):
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, 201)
        self.assertEqual(bob("PUT", place("bob"), services("sip:b@x")).status, 201)
        part = place("bob") + "/~~/rls-services/service%5b@uri=%22sip:a@x%22%5d"
        refused = bob("PUT", part, service_of("sip:a@x").encode(), content_type=ELEMENT)
        self.assert_taken(refused, "sip:a@x", "*/*%5B2%5D/@uri")
        attribute = place("bob") + "/~~/rls-services/service%5b1%5d/@uri"
        refused = bob("PUT", attribute, b"sip:a@x", content_type="application/xcap-att+xml")
        self.assert_taken(refused, "sip:a@x", "*/*%5B1%5D/@uri")

    def test_what_is_given_up_is_free(self):
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x", "sip:b@x")).status, 201)
        part = place("alice") + "/~~/rls-services/service%5b1%5d"
        self.assertEqual(alice("DELETE", place("alice") +
                               "/~~/rls-services/service%5b@uri=%22sip:a@x%22%5d").status, 200)
        self.assertEqual(bob("PUT", place("bob"), services("sip:a@x")).status, 201)
        self.assertEqual(alice("DELETE", place("alice")).status, 200)
        self.assertEqual(bob("PUT", place("bob"), services("sip:a@x", "sip:b@x")).status, 200)
        self.assertEqual(alice("GET", part).status, 404)

    def test_a_document_may_keep_its_own(self):
        for status in (201, 200):
            self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, status)

    def test_of_32_users_who_want_one_uri_at_once_one_gets_it(self):
        for turn in range(3):
            document = services(f"sip:wanted{turn}@x")
            answers = run_together([
                lambda i=i: service.client(None, source="127.0.0.2")(
                    "PUT", place(f"racer{i}"), document) for i in range(RACERS)])
            counts = Counter(answer.status for answer in answers)
            self.assertEqual(counts[201], 1, counts)
            self.assertEqual(counts[409], RACERS - 1, counts)
            for i in range(RACERS):
                peer("DELETE", place(f"racer{i}"))


class Rebuilding(unittest.TestCase):
    """`xcapd init-db` makes the URIs of the table those of the documents."""

    def setUp(self):
        for user in ("alice", "bob", "carol"):
            self.addCleanup(peer, "DELETE", place(user))

    def init_db(self):
        done = service.command("init-db")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_what_a_document_has_no_more_is_free_again(self):
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, 201)
        for row in ("'sip:stale@x', 'alice'", "'sip:gone@x', 'nobody'"):
            service.storage.rows("INSERT INTO xcapd_service_uris (uri, username, domain, doc_type, "
                                 f"doc_uri) VALUES ({row}, 'example.com', 8, 'index')")
        wanted = services("sip:stale@x", "sip:gone@x")
        self.assertEqual(bob("PUT", place("bob"), wanted).status, 409)
        self.assertIn("2 service URIs given up", self.init_db())
        self.assertEqual(bob("PUT", place("bob"), wanted).status, 201)
        self.assertEqual(bob("PUT", place("bob"), services("sip:a@x")).status, 409)
        self.assertNotIn("given up", self.init_db())

    def test_the_uri_of_an_account_is_not_entered_and_a_line_tells(self):
        """It came while documents were not validated."""
        document = services("sip:admin@example.com", "sip:mine@x").decode()
        service.storage.rows(
            "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) VALUES "
            f"('bob', 'example.com', '{document}', 8, 'e1', 0, 'index', 0)")
        self.assertIn("bob@example.com, rls-services index: the service URI sip:admin@example.com is a "
                      "user's", self.init_db())
        again = bob("PUT", place("bob") + "/~~/rls-services/service%5b2%5d",
                    service_of("sip:mine@x").encode(), content_type=ELEMENT)
        self.assertEqual(again.status, 409)
        self.assertEqual(bob("PUT", place("bob"), services("sip:mine@x")).status, 200)

    def test_a_document_with_one_that_is_taken_has_its_others_and_a_line_tells(self):
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, 201)
        document = services("sip:A@X", "sip:a@X", "sip:%6fnly@x", "sip:" + "a" * 700).decode()
        service.storage.rows(
            "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) VALUES "
            f"('bob', 'example.com', '{document}', 8, 'e1', 0, 'index', 0), "
            f"('+4930123', '', '{services('sip:a@x').decode()}', 8, 'e2', 0, 'index', 0)")
        self.addCleanup(service.storage.rows, "DELETE FROM xcap WHERE username = '+4930123'")
        lines = [line for line in self.init_db().splitlines() if line.startswith("warning: ")]
        self.assertEqual(len(lines), 3, lines)
        for who, words in (("bob@example.com, rls-services index", "sip:a@x is another document's"),
                           ("bob@example.com, rls-services index", "longer than 700 characters"),
                           ("tel:+4930123, rls-services index", "sip:a@x is another document's")):
            self.assertTrue(any(who in line and words in line for line in lines), lines)
        for uri in ("sip:only@x", "sip:A@x"):
            self.assertEqual(peer("PUT", place("carol"), services(uri)).status, 409, uri)


class IndexOfAll(unittest.TestCase):
    def test_it_is_the_services_of_every_users_index_for_trusted_peers(self):
        """RFC 4826 4.4.7, 4.4.8."""
        prefixed = (f'<r:rls-services xmlns:r="{RLS_NS}" xmlns:l="{RL_NS}"><r:service uri="sip:p@x">'
                    '<r:list><l:entry uri="sip:1@x"/></r:list><r:packages/></r:service>'
                    "</r:rls-services>").encode()
        self.assertEqual(alice("PUT", place("alice"), services("sip:a@x", "sip:b@x")).status, 201)
        self.assertEqual(bob("PUT", place("bob"), prefixed).status, 201)
        self.assertEqual(alice("PUT", place("alice", "other"), services("sip:c@x")).status, 201)
        self.addCleanup(bob, "DELETE", place("bob"))
        self.addCleanup(alice, "DELETE", place("alice"))
        self.addCleanup(alice, "DELETE", place("alice", "other"))
        got = peer("GET", INDEX)
        self.assertEqual(got.status, 200, got.text)
        self.assertEqual(got.headers["content-type"], "application/rls-services+xml")
        root = ElementTree.fromstring(got.text)
        found = [child.get("uri") for child in root.findall(f"{{{RLS_NS}}}service")]
        self.assertEqual(sorted(found), ["sip:a@x", "sip:b@x", "sip:p@x"])
        self.assertEqual([entry.get("uri") for entry in root.iter(f"{{{RL_NS}}}entry")],
                         ["sip:1@x"])
        self.assertEqual(peer("GET", INDEX, if_none_match=got.etag).status, 304)
        one = peer("GET", INDEX + "/~~/rls-services/service%5b@uri=%22sip:a@x%22%5d")
        self.assertEqual((one.status, one.text), (200, service_of("sip:a@x")))

    def test_users_may_not_read_it_and_nobody_writes_it(self):
        refused = alice("GET", INDEX)
        self.assertEqual((refused.status, "Only trusted peers" in refused.text), (403, True))
        for method, body in (("PUT", services()), ("DELETE", None)):
            answer = peer(method, INDEX, body)
            self.assertEqual((answer.status, answer.headers["allow"]),
                             (405, "GET, HEAD, OPTIONS"))


class Directory(unittest.TestCase):
    NS = "{urn:oma:xml:xdm:xcap-directory}"
    TARGET = place("alice", "directory.xml", "org.openmobilealliance.xcap-directory")

    def test_it_lists_what_the_user_has(self):
        document = f'<resource-lists xmlns="{RL_NS}"/>'.encode()
        put = alice("PUT", place("alice", "a%20b", "resource-lists"), document)
        self.assertEqual(put.status, 201)
        self.addCleanup(alice, "DELETE", place("alice", "a%20b", "resource-lists"))
        got = alice("GET", self.TARGET)
        self.assertEqual(got.headers["content-type"],
                         "application/vnd.oma.xcap-directory+xml")
        folder, = ElementTree.fromstring(got.text)
        self.assertEqual((folder.tag, folder.get("auid")), (self.NS + "folder", "resource-lists"))
        entry, = folder
        self.assertEqual(entry.get("etag"), put.etag.strip('"'))
        self.assertEqual(entry.get("size"), str(len(document)))
        uri = entry.get("uri")
        self.assertTrue(uri.startswith("http://"), uri)
        self.assertEqual(alice("GET", uri[uri.index("/xcap-root"):]).body, document)

    def test_each_entry_is_a_uri_that_works(self):
        document = f'<resource-lists xmlns="{RL_NS}"/>'.encode()
        names = ("a%2Fb", "a%252Fb", "a%25b", "a%2525b", "%C3%A9%20%22", "x%7E%7E")
        for name in names:
            target = place("alice", name, "resource-lists")
            self.assertEqual(alice("PUT", target, document).status, 201)
            self.addCleanup(alice, "DELETE", target)
        icon = (b'<content xmlns="urn:oma:xml:prs:pres-content"><mime-type>image/png</mime-type>'
                b"<encoding>base64</encoding><data>aWNvbg==</data></content>")
        target = place("alice", "oma_status-icon/a%2Fb/index", "org.openmobilealliance.pres-content")
        self.assertEqual(alice("PUT", target, icon).status, 201)
        self.addCleanup(alice, "DELETE", target)
        entries = [entry for folder in ElementTree.fromstring(alice("GET", self.TARGET).text)
                   for entry in folder]
        self.assertEqual(len(entries), len(names) + 1)
        for entry in entries:
            uri = entry.get("uri")
            got = alice("GET", uri[uri.index("/xcap-root"):])
            self.assertEqual((got.status, got.etag), (200, f'"{entry.get("etag")}"'), uri)

    def test_it_is_empty_without_documents_private_and_read_only(self):
        self.assertEqual(len(ElementTree.fromstring(alice("GET", self.TARGET).text)), 0)
        self.assertEqual(bob("GET", self.TARGET).status, 403)
        self.assertEqual(alice("PUT", self.TARGET, b"<a/>").status, 405)
        self.assertEqual(alice("GET", self.TARGET.replace("directory.xml", "x")).status, 404)


class Purge(unittest.TestCase):
    def test_get_and_delete_remove_all_documents_of_the_user_alone(self):
        target = place("alice", "anything", "org.openxcap.purge")
        for method in ("GET", "DELETE"):
            self.assertEqual(alice("PUT", place("alice"), services("sip:a@x")).status, 201)
            self.assertEqual(alice("PUT", place("alice", "l", "resource-lists"),
                                   f'<resource-lists xmlns="{RL_NS}"/>'.encode()).status, 201)
            self.assertEqual(bob("PUT", place("bob"), services("sip:b@x")).status, 201)
            self.assertEqual(bob(method, target).status, 403)
            for condition in ('*', '"a"'):
                self.assertEqual(alice(method, target, if_match=condition).status, 412)
            self.assertEqual(alice(method, target + "/~~/a").status, 404)
            self.assertEqual(alice(method, target + "/~~/a%5b").status, 400)
            self.assertEqual(alice("GET", place("alice")).status, 200)
            for safe in ("HEAD", "PUT"):
                self.assertEqual(alice(safe, target).status, 405)
            done = alice(method, target, if_none_match="*")
            self.assertEqual((done.status, done.body), (200, b""))
            self.assertEqual(alice("GET", place("alice")).status, 404)
            self.assertEqual(alice("GET", place("alice", "l", "resource-lists")).status, 404)
            # Its service URIs are free again.
            self.assertEqual(bob("PUT", place("bob"), services("sip:a@x")).status, 200)
            self.assertEqual(bob("DELETE", place("bob")).status, 200)


if __name__ == "__main__":
    unittest.main()
