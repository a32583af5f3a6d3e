"""Supplementary services of phones (3GPP TS 24.623): documents and parts as phones write them, what
only the operator changes, and documents that are there before their user wrote one."""

import http.client
import threading
import unittest
from urllib.parse import unquote

from harness import Service
from harness.client import Client
from harness.service import directory_of

HOME = "/xcap-root/simservs.ngn.etsi.org/users/sip:{}@example.com/"
DOCUMENT = HOME.format("alice") + "simservs.xml"
BOB = HOME.format("bob") + "simservs.xml"
PEER = "127.0.0.2"
NS = "http://uri.etsi.org/ngn/params/xml/simservs/xcap"
BINDINGS = f"?xmlns(ss={NS})xmlns(cp=urn:ietf:params:xml:ns:common-policy)"
DIVERSION = "/~~/ss:simservs/ss:communication-diversion"
RULE = DIVERSION + "/cp:ruleset/cp:rule%5B@id=%22{}%22%5D"
SERVICES = {"content_type": "application/vnd.etsi.simservs+xml"}
ELEMENT = {"content_type": "application/xcap-el+xml"}
ATTRIBUTE = {"content_type": "application/xcap-att+xml"}
WAITING = b'<communication-waiting active="true"/>'
HOLD = '<operator-communication-hold authorized="true"/>'


def services(content):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<simservs xmlns="{NS}" xmlns:ss="{NS}" '
            f'xmlns:cp="urn:ietf:params:xml:ns:common-policy">\n{content}</simservs>\n').encode()


def extended(content):
    return f'<extensions><o:op xmlns:o="urn:o">{content}</o:op></extensions>'


def rule(name, condition, action):
    return (f'<cp:rule id="{name}"><cp:conditions>{condition}</cp:conditions>'
            f"<cp:actions>{action}</cp:actions></cp:rule>")


def forward(target):
    return f"<forward-to><target>{target}</target><notify-caller>true</notify-caller></forward-to>"


def restriction(side):
    return (f'<{side}-identity-presentation-restriction active="true">\n  <default-behaviour>'
            f"presentation-not-restricted</default-behaviour></{side}-identity-presentation-"
            "restriction>")


def barring(side, rules):
    return (f'<{side}-communication-barring active="true"><cp:ruleset>{rules}</cp:ruleset>'
            f"</{side}-communication-barring>")


CDIV = ('<communication-diversion active="true">\n<NoReplyTimer>20</NoReplyTimer>\n<cp:ruleset>'
        + rule("cfu", "<rule-deactivated/>", forward("tel:+15556667777"))
        + rule("cfb", "<busy/><media>audio</media>", forward("sip:mail@example.com"))
        + rule("cfnr", "<no-answer/>", forward("sip:mail@example.com"))
        + rule("cfnrc", "<not-reachable/>", forward("sip:mail@example.com"))
        + "</cp:ruleset></communication-diversion>")
DENY = "<allow>false</allow>"
EXAMPLES = {
    "CDIV": CDIV,
    "OIP": '<originating-identity-presentation active="true"/>',
    "OIR": restriction("originating"),
    "TIP": '<terminating-identity-presentation active="false"/>',
    "TIR": restriction("terminating"),
    "CW": WAITING.decode(),
    "ACR": barring("incoming", rule("acr", "<anonymous/>", DENY)),
    "ICB": barring("incoming", rule("roaming", "<roaming/>", DENY)),
    "OCB": barring("outgoing", rule("bic", "<international-exHC/>", DENY)),
    "FA": '<flexible-alerting-specific><identity active="false">tel:+1555</identity>'
          "</flexible-alerting-specific>",
}


class Peer(Client):
    """The operator's: a trusted peer, on the same host as the users."""

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=30,
                                          source_address=(PEER, 0))


class Simservs(unittest.TestCase):
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Authentication": {"trusted_peers": PEER},
                               "Simservs": cls.settings})
        cls.addClassCleanup(cls.service.stop)
        cls.alice = cls.service.client("alice")
        cls.peer = Peer(cls.service.port)

    def setUp(self):
        for document in (DOCUMENT, BOB):
            self.peer("DELETE", document)


class Phones(Simservs):
    def test_each_service_is_kept_byte_for_byte(self):
        for name, content in {**EXAMPLES, "all": "\n".join(EXAMPLES.values()).replace(
                EXAMPLES["ICB"], "")}.items():
            with self.subTest(name):
                self.assertIn(self.alice("PUT", DOCUMENT, services(content), **SERVICES).status,
                              (200, 201))
                answer = self.alice("GET", DOCUMENT)
                self.assertEqual(answer.body, services(content))
                self.assertEqual(answer.headers["content-type"],
                                 "application/vnd.etsi.simservs+xml")

    def test_what_the_schema_refuses_is_409(self):
        for broken in (CDIV.replace(">20<", ">2<"), CDIV.replace("cfnrc", "cfb"),
                       '<communication-waiting active="maybe"/>', "<unheard-of/>",
                       WAITING.decode() * 2 + "<extensions/><extensions/>"):
            answer = self.alice("PUT", DOCUMENT, services(broken), **SERVICES)
            self.assertEqual(answer.status, 409, broken)
            self.assertIn("schema-validation-error", answer.text)

    def test_any_name_and_either_auid_is_the_one_document(self):
        """MediaTek's phones ask for `simservs`, test scripts for `simservs.xml/`; Homer's AUID."""
        document = services(CDIV)
        homer = DOCUMENT.replace("simservs.ngn.etsi.org", "org.etsi.ngn.simservs")
        for count, uri in enumerate((HOME.format("alice") + "simservs", DOCUMENT, DOCUMENT + "/",
                                     homer)):
            self.assertEqual(self.alice("PUT", uri, document, **SERVICES).status,
                             200 if count else 201, uri)
            self.assertEqual(self.alice("GET", uri).body, document, uri)
        caps = self.alice("GET", "/xcap-root/xcap-caps/global/index").text
        for word in ("simservs.ngn.etsi.org", "org.etsi.ngn.simservs"):
            self.assertIn(f">{word}<", caps)
        self.assertNotIn(NS, caps)  # releases of the standard add names to it

    def test_a_condition_of_a_later_release_is_taken(self):
        """RFC 4825 8.2.5: the namespace is not listed, so what no schema of ours has is allowed."""
        document = services(CDIV).replace(b"<cp:conditions>", b"<cp:conditions><later-release/>", 1)
        self.assertIn(b"later-release", document)
        self.assertIn(self.alice("PUT", DOCUMENT, document, **SERVICES).status, (200, 201))

    def test_a_prefixed_selector_reads_writes_and_deletes(self):
        self.alice("PUT", DOCUMENT, services(CDIV), **SERVICES)
        for slash in ("", "/"):
            for document in (DOCUMENT, DOCUMENT + "/", HOME.format("alice") + "simservs"):
                with self.subTest(document + slash):
                    target = document + RULE.format("new") + slash + BINDINGS
                    self.assertEqual(self.alice("GET", target).status, 404)
                    new = rule("new", "<ss:roaming/>", forward("tel:+1")).encode()
                    self.assertEqual(self.alice("PUT", target, new, **ELEMENT).status, 201)
                    self.assertEqual(self.alice("GET", target).body, new)
                    active = document + DIVERSION + "/@active" + slash + BINDINGS
                    for value in (b"false", b"true"):
                        self.assertEqual(self.alice("PUT", active, value, **ATTRIBUTE).status, 200)
                        self.assertEqual(self.alice("GET", active).body, value)
                    self.assertEqual(self.alice("DELETE", target).status, 200)
        self.assertEqual(self.alice("GET", DOCUMENT).body, services(CDIV))

    def test_an_unprefixed_selector_means_simservs(self):
        self.alice("PUT", DOCUMENT, services(CDIV), **SERVICES)
        timer = DOCUMENT + "/~~/simservs/communication-diversion/NoReplyTimer/"
        self.assertEqual(self.alice("GET", timer).body, b"<NoReplyTimer>20</NoReplyTimer>")
        self.assertEqual(self.alice("PUT", timer, b"<NoReplyTimer>30</NoReplyTimer>",
                                    **ELEMENT).status, 200)
        answer = self.alice("PUT", timer, b"<NoReplyTimer>3</NoReplyTimer>", **ELEMENT)
        self.assertEqual(answer.status, 409)
        self.assertIn("schema-validation-error", answer.text)

    def test_a_digest_over_the_decoded_path_without_its_query_is_taken(self):
        """FACTS 5: MediaTek's."""
        self.alice("PUT", DOCUMENT, services(CDIV), **SERVICES)
        target = DOCUMENT + RULE.format("cfb") + BINDINGS
        header = self.alice.authorization("GET", target, uri=unquote(target.split("?")[0]))
        header = header.replace('"cfb"', '\\"cfb\\"')
        answer = self.service.client(None)("GET", target, Authorization=header)
        self.assertEqual(answer.status, 200, answer.text)

    def test_another_user_s_services_are_nobody_s_business(self):
        for method in ("GET", "PUT", "DELETE"):
            self.assertEqual(self.alice(method, BOB, services("")).status, 403)


class OperatorParts(Simservs):
    DATA = services(WAITING.decode() + extended(HOLD))
    PART = "/~~/simservs/extensions/o:op/operator-communication-hold"
    QUERY = "?xmlns(o=urn:o)"

    def setUp(self):
        super().setUp()
        self.assertEqual(self.peer("PUT", DOCUMENT, self.DATA, **SERVICES).status, 201)

    def test_a_user_changes_none_of_them(self):
        part, query = DOCUMENT + self.PART, self.QUERY
        for words, headers in (
                (("PUT", DOCUMENT, services(WAITING.decode())), SERVICES),
                (("PUT", DOCUMENT, services(extended(HOLD + HOLD))), SERVICES),
                (("DELETE", DOCUMENT), {}),
                (("PUT", part + query, HOLD.replace("true", "false").encode()), ELEMENT),
                (("PUT", part + "/@authorized" + query, b"false"), ATTRIBUTE),
                (("DELETE", part + query), {}),
                (("DELETE", DOCUMENT + "/~~/simservs/extensions"), {})):
            answer = self.alice(*words, **headers)
            self.assertEqual(answer.status, 403, words)
            self.assertIn('only trusted peers may add, change or remove '
                          '"operator-communication-hold"', answer.text)
        self.assertEqual(self.alice("GET", DOCUMENT).body, self.DATA)
        self.service.assert_logged("access", "outcome=forbidden-edit")
        bobs = self.service.client("bob")("PUT", BOB, self.DATA, **SERVICES)
        self.assertEqual(bobs.status, 403)
        self.assertEqual(self.peer("GET", BOB).status, 404)

    def test_a_user_changes_all_around_them(self):
        waiting = DOCUMENT + "/~~/simservs/communication-waiting"
        self.assertEqual(self.alice("PUT", waiting + "/@active", b"false", **ATTRIBUTE).status, 200)
        self.assertEqual(self.alice("DELETE", waiting).status, 200)
        # As a phone writes back what it took apart: other white space and quotes.
        again = services("\n <communication-diversion/>\n " +
                         extended("\n " + HOLD.replace('"', "'").replace("/>", " />") + "\n"))
        self.assertEqual(self.alice("PUT", DOCUMENT, again, **SERVICES).status, 200)
        self.assertEqual(self.alice("GET", DOCUMENT).body, again)

    def test_preconditions_come_first(self):
        answer = self.alice("PUT", DOCUMENT, services(""), if_match='"other"', **SERVICES)
        self.assertEqual(answer.status, 412)

    def test_a_trusted_peer_may_do_all(self):
        part = DOCUMENT + self.PART + self.QUERY
        self.assertEqual(self.peer("PUT", part, HOLD.replace("true", "false").encode(),
                                   **ELEMENT).status, 200)
        self.assertEqual(self.peer("DELETE", part).status, 200)
        self.assertEqual(self.peer("PUT", DOCUMENT, self.DATA, **SERVICES).status, 200)
        self.assertEqual(self.peer("DELETE", DOCUMENT).status, 200)


class Provisioned(Simservs):
    settings = {"provision": "Yes"}

    def test_the_default_is_read_and_the_first_edit_stores_it(self):
        first = self.alice("GET", DOCUMENT)
        self.assertEqual(first.status, 200)
        self.assertEqual(self.alice("GET", DOCUMENT, if_none_match=first.etag).status, 304)
        self.assertEqual(self.peer("GET", DOCUMENT).etag, first.etag)
        waiting = DOCUMENT + "/~~/simservs/communication-waiting"
        self.assertEqual(self.alice("PUT", waiting, WAITING, if_match='"other"', **ELEMENT).status,
                         412)
        answer = self.alice("PUT", waiting, WAITING, if_match=first.etag, **ELEMENT)
        self.assertEqual(answer.status, 201)
        second = self.alice("GET", DOCUMENT)
        self.assertEqual(second.etag, answer.etag)
        self.assertIn(WAITING, second.body)
        self.assertEqual(self.peer("GET", BOB).body, first.body)

    def test_first_edits_at_once_are_all_kept(self):
        names = ["communication-waiting", "originating-identity-presentation",
                 "terminating-identity-presentation", "communication-diversion",
                 "flexible-alerting-default"]
        for _ in range(5):
            self.peer("DELETE", DOCUMENT)
            statuses = []

            def put(name):
                answer = self.service.client("alice")("PUT", f"{DOCUMENT}/~~/simservs/{name}",
                                                      f"<{name}/>".encode(), **ELEMENT)
                statuses.append(answer.status)

            threads = [threading.Thread(target=put, args=(name,)) for name in names]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(statuses, [201] * len(names))
            text = self.alice("GET", DOCUMENT).text
            for name in names:
                self.assertEqual(text.count(f"<{name}/>"), 1, text)

    def test_a_whole_document_replaces_it_and_a_deletion_brings_it_back(self):
        first = self.alice("GET", DOCUMENT)
        answer = self.alice("PUT", DOCUMENT, services(""), if_none_match="*", **SERVICES)
        self.assertEqual(answer.status, 412)
        answer = self.alice("PUT", DOCUMENT, services(""), if_match=first.etag, **SERVICES)
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.alice("DELETE", DOCUMENT).status, 200)
        self.assertEqual(self.alice("GET", DOCUMENT).body, first.body)
        self.assertEqual(self.alice("DELETE", DOCUMENT).status, 404)


class OperatorsDefault(unittest.TestCase):
    def test_it_is_read_at_start_and_reload_and_users_keep_to_its_parts(self):
        file = directory_of(self) / "simservs.xml"
        file.write_bytes(services(WAITING.decode() + extended(HOLD)))
        service = Service({"Authentication": {"trusted_peers": PEER},
                           "Simservs": {"provision": "Yes", "default_document": str(file),
                                        "whole_documents": "No"}})
        self.addCleanup(service.stop)
        alice, peer = service.client("alice"), Peer(service.port)
        self.assertEqual(alice("GET", DOCUMENT).body, file.read_bytes())
        for method in ("PUT", "DELETE"):
            answer = alice(method, DOCUMENT, file.read_bytes(), **SERVICES)
            self.assertEqual(answer.status, 403)
            self.assertIn("whole document", answer.text)
        self.assertEqual(alice("DELETE", DOCUMENT + "/~~/simservs/extensions").status, 403)
        active = DOCUMENT + "/~~/simservs/communication-waiting/@active"
        self.assertEqual(alice("PUT", active, b"false", **ATTRIBUTE).status, 200)
        self.assertEqual(peer("PUT", DOCUMENT, services(""), **SERVICES).status, 200)

        file.write_bytes(services(""))
        service.reload()
        # A worker of before may still answer what it had accepted.
        service.wait_until(lambda: peer("GET", BOB).body == services(""), 5)
        file.write_bytes(services("<unheard-of/>"))
        done = service.command("check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("default document of simservs.ngn.etsi.org", done.stderr)
        file.unlink()
        self.assertIn(str(file), service.command("check").stderr)


if __name__ == "__main__":
    unittest.main()
