"""simservs.ngn.etsi.org: what a handset may keep and change, and what only its operator (TS 24.623)."""

import tempfile
import unittest
from pathlib import Path

from harness import Service

SS = "http://uri.etsi.org/ngn/params/xml/simservs/xcap"
NAMES = f'xmlns="{SS}" xmlns:cp="urn:ietf:params:xml:ns:common-policy"'
MEDIA = "application/vnd.etsi.simservs+xml"
ELEMENT, ATTRIBUTE = "application/xcap-el+xml", "application/xcap-att+xml"
TARGET = "/xcap-root/{}/users/sip:{}@example.com/{}"
DOCUMENT = TARGET.format("simservs.ngn.etsi.org", "alice", "simservs.xml")
OPERATOR = '<operator-communication-hold authorized="true"/>'
PREFIXES = f"?xmlns(cp=urn:ietf:params:xml:ns:common-policy)xmlns(ss={SS})"


def simservs(inner):
    return f"<simservs {NAMES}>{inner}</simservs>".encode()


def rules(conditions, actions, name="a"):
    return (f'<cp:ruleset><cp:rule id="{name}"><cp:conditions>{conditions}</cp:conditions>'
            f"<cp:actions>{actions}</cp:actions></cp:rule></cp:ruleset>")


def forward(inner="<target>tel:+12345</target>"):
    return f"<forward-to>{inner}</forward-to>"


def diversion(inner):
    return f'<communication-diversion active="true">{inner}</communication-diversion>'


def barring(inner, kind="incoming"):
    return f"<{kind}-communication-barring>{inner}</{kind}-communication-barring>"


TIMERS = "<cdiv-indication-timer>60</cdiv-indication-timer>" \
         "<communication-forwarding-on-no-reply-timer>180" \
         "</communication-forwarding-on-no-reply-timer><cdivn-buffer-timer>0</cdivn-buffer-timer>"
RETENTION = "<communication-retention-on-invocation>retain-until-alerting-at-diverted-to-user" \
            "</communication-retention-on-invocation>" \
            "<retention-when-diverting-rejected-at-diverted-to-user>no-action-at-diverting-user" \
            "</retention-when-diverting-rejected-at-diverted-to-user>" \
            "<total-number-of-diversions-for-each-communication>5" \
            "</total-number-of-diversions-for-each-communication>"

ACCEPTED = [
    "",
    '<originating-identity-presentation active="false"/>',
    "<originating-identity-presentation-restriction><default-behaviour>presentation-restricted"
    "</default-behaviour></originating-identity-presentation-restriction>",
    "<terminating-identity-presentation/>",
    '<terminating-identity-presentation-restriction active="1"><default-behaviour>'
    "presentation-not-restricted</default-behaviour></terminating-identity-presentation-restriction>",
    diversion("<NoReplyTimer>20</NoReplyTimer>" + rules("<busy/>", forward())),
    diversion(rules("<no-answer/><media>audio</media>", forward(
        "<target>sip:b@example.com</target><notify-caller>true</notify-caller>"
        "<reveal-identity-to-caller>not-reveal-GRUU</reveal-identity-to-caller>"))),
    diversion(rules("<not-registered/><rule-deactivated/>", forward())
              .replace("</cp:ruleset>", '<cp:rule id="b"/></cp:ruleset>')),
    barring(rules("<anonymous/>", "<allow>false</allow>")),
    barring(rules("<international-exHC/>", "<allow>true</allow>"), "outgoing"),
    '<communication-waiting active="true"/>',
    "<flexible-alerting-default/>",
    '<flexible-alerting-specific><identity active="false">sip:g@x</identity>'
    "</flexible-alerting-specific>",
    '<extensions><x xmlns="urn:x"/></extensions>',
    '<communication-waiting x:y="z" xmlns:x="urn:x"/>',
    OPERATOR,
    "<operator-communication-diversion authorized=\"true\">" + RETENTION + TIMERS +
    "</operator-communication-diversion>",
    '<operator-malicious-communication-identification authorized="true"><mode>permanent</mode>'
    "</operator-malicious-communication-identification>",
    '<operator-advice-of-charge authorized="false"><service-type><operator-aoc-d activated="true">'
    "<aoc-obligatory-type>AoCI</aoc-obligatory-type></operator-aoc-d></service-type>"
    "<Currency>EUR</Currency></operator-advice-of-charge>",
]

REFUSED = [
    "<communication-forwarding/>",
    '<communication-waiting active="perhaps"/>',
    "<communication-waiting><x/></communication-waiting>",
    '<extensions/><communication-waiting/>',
    "<extensions><communication-waiting/></extensions>",
    "<originating-identity-presentation-restriction><default-behaviour>no</default-behaviour>"
    "</originating-identity-presentation-restriction>",
    "<terminating-identity-presentation-restriction><default-behaviour/>"
    "</terminating-identity-presentation-restriction>".replace("<default-behaviour/>", "<x/>"),
    diversion("<NoReplyTimer>4</NoReplyTimer>"),
    diversion("<NoReplyTimer>181</NoReplyTimer>"),
    diversion("<NoReplyTimer>a</NoReplyTimer>"),
    diversion(rules("<busy/>", forward()) + "<NoReplyTimer>20</NoReplyTimer>"),
    diversion(rules("<busy>x</busy>", forward())),
    diversion(rules("<busy/>", forward(""))),
    diversion(rules("<busy/>", forward("<target>sip:a@b</target><notify-caller>x</notify-caller>"))),
    diversion(rules("<busy/>", forward("<target>sip:a@b</target><reveal-identity-to-target>x"
                                       "</reveal-identity-to-target>"))),
    diversion(rules("<busy/>", forward("<notify-caller>true</notify-caller>"
                                       "<target>sip:a@b</target>"))),
    diversion(rules("<busy/>", forward()).replace(' id="a"', "")),
    diversion(rules("<busy/>", forward()) .replace("</cp:ruleset>", '<cp:rule id="a"/></cp:ruleset>')),
    barring(rules("<roaming/>", "<allow>maybe</allow>")),
    '<flexible-alerting-specific><identity active="x">sip:g@x</identity>'
    "</flexible-alerting-specific>",
    "<operator-communication-hold/>",
    '<operator-communication-hold authorized="yes"/>',
    '<operator-communication-waiting authorized="true"/>',
    '<operator-malicious-communication-identification authorized="true"><mode>always</mode>'
    "</operator-malicious-communication-identification>",
    "<operator-communication-diversion authorized=\"true\">" + RETENTION +
    TIMERS.replace("60", "61") + "</operator-communication-diversion>",
    "<operator-communication-diversion authorized=\"true\">" + TIMERS +
    "</operator-communication-diversion>",
    '<operator-advice-of-charge authorized="false"><service-type/><Currency>Euro</Currency>'
    "</operator-advice-of-charge>",
]


def setUpModule():
    global service, alice, bob, peer
    service = Service({"Authentication": {"trusted_peers": "127.0.0.2"}})
    alice, bob = service.client("alice"), service.client("bob")
    peer = service.client(None, source="127.0.0.2")


def tearDownModule():
    service.stop()


class Documents(unittest.TestCase):
    def tearDown(self):
        peer("DELETE", DOCUMENT)

    def test_each_service_is_kept_byte_for_byte(self):
        for inner in ACCEPTED:
            with self.subTest(inner[:100]):
                put = peer("PUT", DOCUMENT, simservs(inner), content_type=MEDIA)
                self.assertIn(put.status, (200, 201), put.text)
                got = alice("GET", DOCUMENT)
                self.assertEqual((got.body, got.headers["content-type"]), (simservs(inner), MEDIA))

    def test_what_breaks_the_schema_is_409(self):
        for inner in REFUSED:
            with self.subTest(inner[:150]):
                put = peer("PUT", DOCUMENT, simservs(inner), content_type=MEDIA)
                self.assertEqual(put.status, 409, put.text)
                self.assertIn("<schema-validation-error", put.text)

    def test_another_document_element_is_409(self):
        body = f'<communication-waiting xmlns="{SS}"/>'.encode()
        self.assertIn("<schema-validation-error", peer("PUT", DOCUMENT, body).text)

    def test_all_names_and_both_auids_are_one_document(self):
        """MediaTek's handsets leave out .xml, test tools end in a slash, Clearwater's have another
        AUID."""
        self.assertEqual(alice("PUT", DOCUMENT, simservs("<communication-waiting/>")).status, 201)
        for auid, name in (("simservs.ngn.etsi.org", "simservs"),
                           ("simservs.ngn.etsi.org", "simservs.xml/"),
                           ("org.etsi.ngn.simservs", "simservs.xml")):
            got = alice("GET", TARGET.format(auid, "alice", name))
            self.assertEqual(got.body, simservs("<communication-waiting/>"), (auid, name))

    def test_prefixed_steps_and_a_slash_behind_the_selector(self):
        self.assertEqual(alice("PUT", DOCUMENT, simservs(diversion(rules("<busy/>", forward()))))
                         .status, 201)
        part = (DOCUMENT + "/~~/ss:simservs/ss:communication-diversion/cp:ruleset/"
                "cp:rule%5b@id=%22a%22%5d/")
        got = alice("GET", part + PREFIXES)
        self.assertEqual(got.status, 200, got.text)
        self.assertTrue(got.text.startswith('<cp:rule id="a">'), got.text)
        active = DOCUMENT + "/~~/simservs/communication-diversion/@active"
        self.assertEqual(alice("PUT", active, b"false", content_type=ATTRIBUTE).status, 200)
        self.assertEqual(alice("GET", active).text, "false")


class OperatorParts(unittest.TestCase):
    PART = DOCUMENT + "/~~/simservs/operator-communication-hold"

    def setUp(self):
        self.addCleanup(peer, "DELETE", DOCUMENT)
        both = simservs("<communication-waiting/>" + OPERATOR)
        self.assertEqual(peer("PUT", DOCUMENT, both).status, 201)

    def assert_forbidden(self, *request, **headers):
        before = alice("GET", DOCUMENT)
        answer = alice(*request, **headers)
        self.assertEqual(answer.status, 403, answer.text)
        self.assertIn("operator's parts", answer.text)
        self.assertEqual(alice("GET", DOCUMENT).etag, before.etag)

    def test_a_user_changes_the_rest(self):
        document = simservs('<communication-waiting active="false"/>' + OPERATOR)
        self.assertEqual(alice("PUT", DOCUMENT, document).status, 200)
        part = DOCUMENT + "/~~/simservs/terminating-identity-presentation"
        self.assertEqual(alice("PUT", part, f'<terminating-identity-presentation xmlns="{SS}"/>'
                               .encode(), content_type=ELEMENT).status, 201)
        self.assertEqual(alice("DELETE", part).status, 200)

    def test_a_user_changes_none_of_them_in_any_way(self):
        for other in ("", OPERATOR.replace("true", "false"), OPERATOR * 2,
                      '<operator-conference authorized="true"/>' + OPERATOR):
            self.assert_forbidden("PUT", DOCUMENT, simservs("<communication-waiting/>" + other))
        self.assert_forbidden("DELETE", DOCUMENT)
        self.assert_forbidden("DELETE", self.PART)
        self.assert_forbidden("PUT", self.PART, OPERATOR.replace("true", "0").encode(),
                              content_type=ELEMENT)
        self.assert_forbidden("PUT", self.PART + "/@authorized", b"false", content_type=ATTRIBUTE)
        self.assert_forbidden("PUT", DOCUMENT + "/~~/simservs/operator-conference",
                              b'<operator-conference authorized="true"/>', content_type=ELEMENT)

    def test_a_precondition_that_failed_comes_first(self):
        self.assertEqual(alice("DELETE", self.PART, if_match='"x"').status, 412)
        self.assertEqual(alice("PUT", DOCUMENT, simservs(""), if_match='"x"').status, 412)

    def test_a_user_does_not_create_them(self):
        self.assertEqual(peer("DELETE", DOCUMENT).status, 200)
        answer = alice("PUT", DOCUMENT, simservs(OPERATOR))
        self.assertEqual((answer.status, "operator's parts" in answer.text), (403, True))
        self.assertEqual(alice("GET", DOCUMENT).status, 404)

    def test_a_trusted_peer_changes_them(self):
        self.assertEqual(peer("PUT", self.PART + "/@authorized", b"false",
                              content_type=ATTRIBUTE).status, 200)
        self.assertEqual(peer("DELETE", self.PART).status, 200)
        self.assertEqual(alice("DELETE", DOCUMENT).status, 200)  # nothing of theirs is left


class Provisioned(unittest.TestCase):
    WAITING = DOCUMENT + "/~~/simservs/communication-waiting"

    def service(self, inner=None, **settings):
        simservs_settings = {"provision": "Yes", **settings}
        if inner is not None:
            directory = tempfile.TemporaryDirectory()
            self.addCleanup(directory.cleanup)
            file = Path(directory.name) / "simservs.xml"
            file.write_bytes(simservs(inner))
            Path(directory.name).chmod(0o755)
            simservs_settings["document"] = str(file)
        service = Service({"Simservs": simservs_settings}, start=False)
        self.addCleanup(service.stop)
        return service

    def test_a_user_who_stored_nothing_has_the_operators_document(self):
        service = self.service("<communication-waiting/>" + OPERATOR)
        service.start()
        alice = service.client("alice")
        got = alice("GET", DOCUMENT)
        self.assertEqual((got.status, got.body),
                         (200, simservs("<communication-waiting/>" + OPERATOR)))
        self.assertEqual(alice("GET", DOCUMENT, if_none_match=got.etag).status, 304)
        self.assertEqual(alice("GET", self.WAITING).text, "<communication-waiting/>")
        self.assertEqual(alice("DELETE", DOCUMENT).status, 404)  # nothing is stored yet
        self.assertEqual(alice("PUT", DOCUMENT, simservs("")).status, 403)
        # Its tag is a tag to edit by, and the edit stores it.
        self.assertEqual(alice("PUT", self.WAITING + "/@active", b"false", if_match='"x"',
                               content_type=ATTRIBUTE).status, 412)
        put = alice("PUT", self.WAITING + "/@active", b"false", if_match=got.etag,
                    content_type=ATTRIBUTE)
        self.assertEqual(put.status, 201, put.text)
        stored = alice("GET", DOCUMENT)
        self.assertEqual(stored.body,
                         simservs('<communication-waiting active="false"/>' + OPERATOR))
        self.assertEqual(stored.etag, put.etag)

    def test_without_a_file_it_has_no_services_and_users_may_be_kept_from_putting_it(self):
        service = self.service(users_put="No")
        service.start()
        alice = service.client("alice")
        self.assertEqual(alice("GET", DOCUMENT).status, 200)
        self.assertEqual(alice("PUT", DOCUMENT, simservs("")).status, 403)
        self.assertEqual(alice("PUT", self.WAITING, f'<communication-waiting xmlns="{SS}"/>'
                               .encode(), content_type=ELEMENT).status, 201)

    def test_a_file_that_is_none_stops_the_start_in_a_line(self):
        for inner in ("<communication-forwarding/>", "<"):
            done = self.service(inner).command("check")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("[Simservs] document: ", done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
