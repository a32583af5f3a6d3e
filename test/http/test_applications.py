"""[Server] settings that say which applications there are and what their documents must be."""

import re
import tempfile
import unittest
from pathlib import Path

from harness import RL_NS, Service

USERS = "/xcap-root/{}/users/sip:alice@example.com/{}"
CAPS = "/xcap-root/xcap-caps/global/index"
RULES = USERS.format("pres-rules", "index")
SCHEMA = """<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:example:notes"
 elementFormDefault="qualified"><element name="notes"><complexType><sequence><element name="note"
 type="string" maxOccurs="unbounded"/></sequence></complexType></element></schema>"""
NOTES = b'<notes xmlns="urn:example:notes"><note>a</note></notes>'
# An entry as Snom's phones write it.
WITHOUT_URI = (f'<resource-lists xmlns="{RL_NS}"><list><entry><display-name>A</display-name></entry>'
               "</list></resource-lists>").encode()

# AUID and name, as TS 24.484 has them.
MISSION_CRITICAL = [(f"org.3gpp.{service}.{kind}", f"application/vnd.3gpp.{service}-{kind}+xml")
                    for service, kinds in (("mcptt", ("ue-init-config", "user-profile",
                                                      "ue-config", "service-config")),
                                           ("mcvideo", ("ue-config", "user-profile",
                                                        "service-config")),
                                           ("mcdata", ("ue-config", "user-profile",
                                                       "service-config")))
                    for kind in kinds]


def setUpModule():
    global service, alice, peer, directory
    directory = tempfile.TemporaryDirectory()
    schema = Path(directory.name) / "notes.xsd"
    schema.write_text(SCHEMA)
    schema.chmod(0o644)
    Path(directory.name).chmod(0o755)
    custom = (f"com.example.notes 16777216 application/vnd.Example.Notes+xml urn:example:notes "
              f"{schema}, com.example.free 16777217 application/xml urn:example:free")
    service = Service({"Authentication": {"trusted_peers": "127.0.0.2"},
                       "Server": {"custom_applications": custom,
                                  "well_formed_applications": "resource-lists"}})
    alice, peer = service.client("alice"), service.client(None, source="127.0.0.2")


def tearDownModule():
    service.stop()
    directory.cleanup()


class Custom(unittest.TestCase):
    def test_the_operators_applications_are_served_and_validated(self):
        target = USERS.format("com.example.notes", "index")
        media = "application/vnd.example.notes+xml"
        self.assertEqual(alice("PUT", target, NOTES, content_type=media).status, 201)
        got = alice("GET", target)
        self.assertEqual((got.body, got.headers["content-type"]), (NOTES, media))
        part = target + "/~~/notes/note"
        self.assertEqual(alice("GET", part).text, "<note>a</note>")
        for edit in (("PUT", target, b'<notes xmlns="urn:example:notes"/>'), ("DELETE", part, None)):
            refused = alice(*edit)
            self.assertEqual(refused.status, 409)
            self.assertIn("<schema-validation-error", refused.text)
        self.assertEqual(alice("DELETE", target).status, 200)

    def test_one_without_a_schema_takes_what_is_well_formed(self):
        target = USERS.format("com.example.free", "a/b")
        self.assertEqual(alice("PUT", target, b"<any/>").status, 201)
        self.assertIn("<not-well-formed", alice("PUT", target, b"<any>").text)

    def test_capabilities_list_them_and_only_namespaces_with_a_schema(self):
        """RFC 4825 12."""
        caps = alice("GET", CAPS).text
        for auid in ("com.example.notes", "com.example.free", *dict(MISSION_CRITICAL)):
            self.assertIn(f"<auid>{auid}</auid>", caps)
        self.assertIn("<namespace>urn:example:notes</namespace>", caps)
        for absent in ("urn:example:free", "mcptt:", "<namespace></namespace>", "purge"):
            self.assertNotIn(absent, caps)

    def test_capabilities_list_every_namespace_that_is_validated_and_no_other(self):
        """RFC 4825 12: imported ones too; none whose documents need only be well-formed."""
        listed = re.findall("<namespace>(.*)</namespace>", alice("GET", CAPS).text)
        self.assertEqual(listed, sorted([
            "urn:ag-projects:xml:ns:dialog-rules",
            "urn:example:notes", "urn:ietf:params:xml:ns:common-policy",
            "urn:ietf:params:xml:ns:pidf", "urn:ietf:params:xml:ns:pidf:data-model",
            "urn:ietf:params:xml:ns:pres-rules", "urn:ietf:params:xml:ns:rls-services",
            "urn:ietf:params:xml:ns:xcap-caps", "urn:oma:xml:prs:pres-content",
            "urn:oma:xml:prs:pres-rules", "urn:oma:xml:xdm:common-policy",
            "urn:oma:xml:xdm:user-profile"]))

    def test_what_is_listed_is_validated_in_any_document_and_must_be_declared(self):
        """RFC 4825 8.2.5: an element of a namespace that the server advertises and has no schema of
        is 409, as one is that breaks its schema; of other namespaces all is taken."""
        listed = re.findall("<namespace>(.*)</namespace>", alice("GET", CAPS).text)
        broken = {"urn:ietf:params:xml:ns:pidf": "presence", "urn:example:notes": "notes",
                  "urn:ietf:params:xml:ns:xcap-caps": "xcap-caps",
                  "urn:oma:xml:xdm:user-profile": "user-profiles"}
        for ns in listed:
            for name in ("nonsense", *filter(None, [broken.get(ns)])):
                answer = alice("PUT", RULES, f"""<ruleset xmlns="urn:ietf:params:xml:ns:common-policy">
                    <rule id="a"><conditions><x xmlns="urn:example:unknown"/></conditions>
                    <actions><x xmlns="urn:example:unknown"><y:{name} xmlns:y="{ns}"/></x></actions>
                    </rule></ruleset>""".encode())
                self.assertEqual(answer.status, 409, (ns, name))
                self.assertIn("schema-validation-error", answer.text, (ns, name))
            answer = alice("PUT", RULES, f"""<ruleset xmlns="urn:ietf:params:xml:ns:common-policy">
                <rule id="a"><actions><x xmlns="urn:example:unknown" xmlns:y="{ns}" y:nonsense=""/>
                </actions></rule></ruleset>""".encode())
            self.assertEqual(answer.status, 409, ns)
        # Of the last, whose standard grows, and of resource-lists, which need not be valid here,
        # no list of names is complete.
        for ns in ("urn:example:other", "urn:ietf:params:xml:ns:resource-lists",
                   "http://uri.etsi.org/ngn/params/xml/simservs/xcap"):
            answer = alice("PUT", RULES, f"""<ruleset xmlns="urn:ietf:params:xml:ns:common-policy">
                <rule id="a"><actions><x xmlns="urn:example:unknown" xmlns:y="{ns}" y:a="">
                <y:nonsense/></x></actions></rule></ruleset>""".encode())
            self.assertIn(answer.status, (200, 201), answer.text)

    def test_what_an_application_does_not_validate_is_not_listed(self):
        """Nor is what its schema would have brought along."""
        other = Service({"Server": {"well_formed_applications": "pres-rules, rls-services"}})
        self.addCleanup(other.stop)
        listed = re.findall("<namespace>(.*)</namespace>", other.client("alice")("GET", CAPS).text)
        self.assertEqual(listed, sorted([
            "urn:ag-projects:xml:ns:dialog-rules",
            "urn:ietf:params:xml:ns:pidf", "urn:ietf:params:xml:ns:pidf:data-model",
            "urn:ietf:params:xml:ns:xcap-caps", "urn:oma:xml:prs:pres-content",
            "urn:oma:xml:xdm:user-profile"]))

    def test_custom_schemas_of_a_known_namespace_and_of_any_encoding(self):
        """Two of one namespace, one of a built-in application's, one with a DOCTYPE in UTF-16: each
        is valid by its own schema, and what is listed is validated in all of them."""
        def wrapper(ns, root, more=""):
            return f"""<!DOCTYPE schema [<!ENTITY any "anyType">]>
                <schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{ns}"
                elementFormDefault="qualified"><element name="{root}"><complexType><sequence>
                <any namespace="##other" processContents="lax" minOccurs="0"/></sequence>{more}
                </complexType></element></schema>"""
        pidf = "urn:ietf:params:xml:ns:pidf"
        custom = []
        for number, (name, ns, root) in enumerate((("a", "urn:x", "x"), ("b", "urn:x", "y"),
                                                   ("c", "urn:x", "x"), ("d", pidf, "own"))):
            path = Path(directory.name) / f"{'a' if name == 'c' else name}.xsd"
            path.write_bytes(wrapper(ns, root).encode("utf-16" if name == "a" else "utf-8")
                             if name != "c" else path.read_bytes())
            path.chmod(0o644)
            custom.append(f"com.example.{name} {16777300 + number} application/x+xml {ns} {path}")
        other = Service({"Server": {"custom_applications": ", ".join(custom)}})
        self.addCleanup(other.stop)
        client = other.client("alice")
        listed = re.findall("<namespace>(.*)</namespace>", client("GET", CAPS).text)
        self.assertIn("urn:x", listed)
        self.assertIn(RL_NS, listed)
        for name, ns, root, other_root in (("a", "urn:x", "x", "y"), ("b", "urn:x", "y", "x"),
                                           ("c", "urn:x", "x", "y"), ("d", pidf, "own", "presence")):
            target = USERS.format(f"com.example.{name}", "index")
            for content, status in (("", 201), (f'<resource-lists xmlns="{RL_NS}"/>', 200),
                                    (f'<resource-lists xmlns="{RL_NS}"><entry/></resource-lists>', 409),
                                    (f'<nonsense xmlns="{RL_NS}"/>', 409)):
                answer = client("PUT", target, f'<{root} xmlns="{ns}">{content}</{root}>'.encode())
                self.assertEqual(answer.status, status, (name, content, answer.text))
            answer = client("PUT", target, f'<{other_root} xmlns="{ns}"/>'.encode())
            self.assertEqual(answer.status, 409, name)

    def test_the_document_element_is_the_application_s_own(self):
        """Those of others are known too, and valid."""
        rules = b'<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"/>'
        for auid, body in (("pres-rules", NOTES), ("com.example.notes", rules), ("rls-services", rules),
                           ("org.openmobilealliance.user-profile", NOTES)):
            answer = alice("PUT", USERS.format(auid, "index"), body)
            self.assertEqual(answer.status, 409, auid)
            self.assertIn("The document element must be", answer.text)

    def check(self, settings):
        if not hasattr(self, "other"):
            self.other = Service(start=False)
            self.addCleanup(self.other.stop)
        self.other.write_config({"Server": settings})
        return self.other.command("check")

    def test_what_cannot_be_is_refused_at_the_start_in_a_line(self):
        for custom, said in (("com.example.a 5 a/b urn:a", "needs a number from 16777216 on"),
                             ("com.example.a 16777216 a/b", "is not AUID NUMBER"),
                             *((f"{auid} 16777216 a/b urn:a", f"{auid} is no AUID")
                               for auid in ("a/b", "~~", "~~a", "a~~", ".", "..", "a.", ".a", "a..b",
                                            "-a.b", "a-.b", "1a.b", "a_b.c", "a%2Fb")),
                             *((f"com.example.a 16777216 {media} urn:a", "needs a MIME type")
                               for media in ("ab", "/", "a/", "/b", "a/b/c", "a/b;charset=utf-8",
                                             "-a/b", "a/" + "b" * 128)),
                             ("com.example.a 16777216 a/b urn:a /nowhere.xsd",
                              "/nowhere.xsd cannot be read: No such file"),
                             (f"com.example.a 16777216 a/b urn:a {directory.name}",
                              "cannot be read: Is a directory"),
                             ("com.example.a 16777216 a/b urn:a /dev/null", "/dev/null is empty"),
                             (f"com.example.a 16777216 a/b urn:a {directory.name}/notes.xsd",
                              'notes.xsd is "urn:example:notes", not urn:a'),
                             ("oma_status-icon 16777216 a/b urn:a",
                              "another name of org.openmobilealliance.pres-content"),
                             ("org.etsi.ngn.simservs 16777216 a/b urn:a",
                              "another name of simservs.ngn.etsi.org"),
                             ("resource-lists 16777216 a/b urn:a", "another application has")):
            with self.subTest(custom):
                done = self.check({"custom_applications": custom})
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(said, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_a_name_of_no_application_stops_the_start_with_a_suggestion(self):
        custom = "com.example.note 16777216 a/b urn:a"
        for key in ("disabled_applications", "enabled_applications", "well_formed_applications"):
            for name, said in (("resource-list", "did you mean resource-lists?"),
                               ("com.example.notes", "did you mean com.example.note?"),
                               ("Pres-Rules", "did you mean pres-rules?"),
                               ("org.example.other", 'no application "org.example.other"\n')):
                with self.subTest(key=key, name=name):
                    done = self.check({key: f"test-app, {name}", "custom_applications": custom})
                    self.assertNotEqual(done.returncode, 0)
                    self.assertIn(f"[Server] {key}: ", done.stderr)
                    self.assertIn(said, done.stderr)
                    done = self.check({key: "test-app, com.example.note",
                                       "custom_applications": custom})
                    self.assertNotIn("there is no application", done.stderr)


class WellFormed(unittest.TestCase):
    def test_documents_of_these_applications_need_no_more(self):
        target = USERS.format("resource-lists", "index")
        self.assertEqual(alice("PUT", target, WITHOUT_URI).status, 201)
        self.assertEqual(alice("PUT", USERS.format("rls-services", "index"), WITHOUT_URI).status,
                         409)
        self.assertEqual(alice("DELETE", target).status, 200)


class MissionCritical(unittest.TestCase):
    def test_each_is_stored_under_its_type(self):
        """TS 24.484."""
        for auid, media in MISSION_CRITICAL:
            with self.subTest(auid):
                target = USERS.format(auid, "a.xml")
                self.assertEqual(peer("PUT", target, b"<a/>", content_type=media).status, 201)
                got = peer("GET", target)
                self.assertEqual((got.body, got.headers["content-type"]), (b"<a/>", media))
                self.assertEqual(alice("GET", target).status, 200)
                part = target + "/~~/p:b?xmlns(p=urn:p)"
                self.assertEqual(peer("GET", part).status, 404)
                self.assertEqual(peer("DELETE", target).status, 200)

    def test_the_first_configuration_is_read_without_credentials(self):
        target = "/xcap-root/org.3gpp.mcptt.ue-init-config/global/a.xml"
        self.assertEqual(service.client(None)("GET", target).status, 404)
        self.assertEqual(service.client(None)("PUT", target, b"<a/>").status, 401)

    def test_a_users_devices_are_configured_by_others(self):
        target = USERS.format("org.3gpp.mcptt.ue-config", "a.xml")
        self.assertEqual(alice("PUT", target, b"<a/>").status, 403)


if __name__ == "__main__":
    unittest.main()
