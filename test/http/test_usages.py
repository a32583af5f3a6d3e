"""Application usages through nginx: what each takes, refuses and answers, and to whom."""

import base64
import unittest

from harness import RL_NS, Service

USERS = "/xcap-root/{}/users/sip:{}@example.com/{}"
PRES_CONTENT = "org.openmobilealliance.pres-content"
PROFILE = "org.openmobilealliance.user-profile"
LOCKED = "org.openmobilealliance.locked-user-profile"
GROUP_USAGE = "org.openmobilealliance.group-usage-list"
GROUPS = "org.openmobilealliance.groups"
DIALOG_RULES = "org.openxcap.dialog-rules"
ELEMENT = "application/xcap-el+xml"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def content(inner):
    return f'<content xmlns="urn:oma:xml:prs:pres-content">{inner}</content>'.encode()


def icon(data=base64.encodebytes(PNG).decode(), mime="image/png", encoding="base64"):
    return content(f"<mime-type>{mime}</mime-type><encoding>{encoding}</encoding><data>{data}</data>")


def profile(inner="", user="alice"):
    return ('<user-profiles xmlns="urn:oma:xml:xdm:user-profile"><user-profile '
            f'uri="sip:{user}@example.com">{inner}</user-profile></user-profiles>').encode()


def lists(inner):
    return f'<resource-lists xmlns="{RL_NS}">{inner}</resource-lists>'.encode()


def dialog_rules(decision="allow", rule='id="a"'):
    return ('<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" '
            f'xmlns:dr="urn:ag-projects:xml:ns:dialog-rules"><cp:rule {rule}><cp:actions>'
            f'<dr:sub-handling>{decision}</dr:sub-handling></cp:actions></cp:rule>'
            '</cp:ruleset>').encode()


GROUP = (b'<group xmlns="urn:oma:xml:poc:list-service"><list-service uri="sip:g@example.com"/>'
         b'</group>')
ICON = "oma_status-icon/index"
DR = "?xmlns(dr=urn:ag-projects:xml:ns:dialog-rules)"

# AUID, name, media type, a document, an element of it, another one to be put in its place.
TAKEN = [
    (PRES_CONTENT, ICON, "application/vnd.oma.pres-content+xml", icon(), "content/mime-type",
     b"<mime-type>image/gif</mime-type>"),
    (PRES_CONTENT, "a/b/notes", "application/vnd.oma.pres-content+xml",
     content("<data>any</data>"), "content/data", b"<data>other</data>"),
    (PROFILE, "user-profile", "application/vnd.oma.user-profile+xml",
     profile("<gender>male</gender>"), "user-profiles/user-profile/gender",
     b"<gender>female</gender>"),
    (GROUP_USAGE, "index", "application/vnd.oma.group-usage-list+xml",
     lists('<list name="l"><entry uri="sip:g@example.com"/></list>'), "resource-lists/list",
     b'<list name="m"/>'),
    (GROUPS, "mine", "application/vnd.oma.poc.groups+xml", GROUP, "group/list-service",
     b'<list-service uri="sip:h@example.com"/>'),
    (DIALOG_RULES, "index", "application/auth-policy+xml", dialog_rules(),
     "ruleset/rule/actions/dr:sub-handling" + DR, b"<dr:sub-handling>block</dr:sub-handling>"),
]

# AUID, name, a document, the conflict's element, a part of its phrase.
SCHEMA, CONSTRAINT, UNIQUE = "schema-validation-error", "constraint-failure", "uniqueness-failure"
REFUSED = [
    (PRES_CONTENT, ICON, icon(mime="image/tiff"), CONSTRAINT, "Unsupported MIME type"),
    (PRES_CONTENT, ICON, icon(encoding="hex"), CONSTRAINT, "Unsupported encoding"),
    (PRES_CONTENT, ICON, icon(""), CONSTRAINT, "No icon data was provided"),
    (PRES_CONTENT, ICON, icon("x"), CONSTRAINT, "not base64"),
    (PRES_CONTENT, ICON, icon("A" * 307204), CONSTRAINT, "maximum allowed size is 307200 bytes"),
    (PRES_CONTENT, ICON, content("<mime-type>image/png</mime-type>"), SCHEMA, "data"),
    (PRES_CONTENT, ICON, PNG, "not-utf-8", ""),
    (PRES_CONTENT, ICON, b"GIF89a", "not-well-formed", ""),
    (PROFILE, "user-profile", profile(user="bob"), CONSTRAINT, "Wrong User Profile URI"),
    (PROFILE, "index", profile(), CONSTRAINT, "must be user-profile"),
    (PROFILE, "user-profile", profile("<gender>x</gender>"), SCHEMA, "gender"),
    (PROFILE, "a/user-profile", profile(), "no-parent", ""),
    (GROUP_USAGE, "index", lists("<list/>"), CONSTRAINT, "Name attribute is required."),
    (GROUP_USAGE, "index", lists('<list name="l"><external anchor="http://a/"/></list>'),
     CONSTRAINT, "Not allowed"),
    (GROUP_USAGE, "index", lists('<list name="l"><entry-ref ref="a"/></list>'), CONSTRAINT,
     "Not allowed"),
    (GROUP_USAGE, "index", lists('<list name="l"/><list name="l"/>'), UNIQUE, ""),
    (GROUP_USAGE, "index", lists("<entry/>"), SCHEMA, "entry"),
    (GROUPS, "mine", b"<group>", "not-well-formed", ""),
    (DIALOG_RULES, "index", dialog_rules("perhaps"), SCHEMA, "sub-handling"),
    (DIALOG_RULES, "index", dialog_rules(rule=""), SCHEMA, "rule"),
    (DIALOG_RULES, "index", b'<sub-handling xmlns="urn:ag-projects:xml:ns:dialog-rules">allow'
     b'</sub-handling>', SCHEMA, "ruleset"),
]


def setUpModule():
    global service, alice, bob, stranger
    service = Service()
    alice, bob, stranger = service.client("alice"), service.client("bob"), service.client(None)


def tearDownModule():
    service.stop()


class Documents(unittest.TestCase):
    def test_a_document_and_its_elements_are_put_got_and_deleted(self):
        for auid, name, media, document, node, element in TAKEN:
            with self.subTest(auid, name=name):
                target = USERS.format(auid, "alice", name)
                part = f"{target}/~~/{node}"
                self.assertEqual(alice("PUT", target, document, content_type=media).status, 201)
                got = alice("GET", target)
                self.assertEqual((got.status, got.body), (200, document))
                self.assertEqual(got.headers["content-type"], media)
                put = alice("PUT", part, element, content_type=ELEMENT)
                self.assertEqual(put.status, 200, put.text)
                self.assertNotEqual(put.etag, got.etag)
                got = alice("GET", part)
                self.assertEqual((got.body, got.headers["content-type"]), (element, ELEMENT))
                self.assertEqual(alice("GET", target, if_none_match=put.etag).status, 304)
                self.assertEqual(alice("PUT", target, document, content_type="image/png").status,
                                 415)
                self.assertEqual(alice("PUT", target, document).status, 200)
                self.assertEqual(alice("DELETE", target).status, 200)
                self.assertEqual(alice("GET", target).status, 404)

    def test_a_user_has_one_document_of_presence(self):
        """RFC 4827 9."""
        target = USERS.format("pidf-manipulation", "alice", "{}")
        document = (b'<presence xmlns="urn:ietf:params:xml:ns:pidf" '
                    b'entity="pres:alice@example.com"/>')
        self.assertEqual(alice("PUT", target.format("index"), document).status, 201)
        self.assertEqual(alice("PUT", target.format("other"), document).status, 200)
        self.assertEqual(alice("DELETE", target.format("index")).status, 200)
        self.assertEqual(alice("GET", target.format("other")).status, 404)

    def test_what_breaks_a_rule_is_409_and_says_which(self):
        for auid, name, document, element, phrase in REFUSED:
            with self.subTest(auid, document=document[:200]):
                answer = alice("PUT", USERS.format(auid, "alice", name), document)
                self.assertEqual(answer.status, 409, answer.text)
                self.assertEqual(answer.headers["content-type"], "application/xcap-error+xml")
                self.assertIn("<" + element, answer.text)
                self.assertIn(phrase, answer.text)
                self.assertEqual(alice("GET", USERS.format(auid, "alice", name)).status, 404)

    def test_an_element_that_breaks_a_rule_changes_nothing(self):
        for auid, name, document, node, element, conflict in (
                (PRES_CONTENT, ICON, icon(), "content/data", b"<data>!</data>", CONSTRAINT),
                (PRES_CONTENT, ICON, icon(), "content/encoding", b"<encoding>x</encoding>",
                 CONSTRAINT),
                (PROFILE, "user-profile", profile(), "user-profiles/user-profile",
                 b'<user-profile uri="sip:bob@example.com"/>', CONSTRAINT),
                (GROUP_USAGE, "index", lists('<list name="l"/>'), "resource-lists/list[2]",
                 b"<list/>", CONSTRAINT),
                (DIALOG_RULES, "index", dialog_rules(),
                 "ruleset/rule/actions/dr:sub-handling" + DR,
                 b"<dr:sub-handling>x</dr:sub-handling>", SCHEMA)):
            with self.subTest(auid, node=node):
                target = USERS.format(auid, "alice", name)
                self.assertIn(alice("PUT", target, document).status, (200, 201))
                answer = alice("PUT", f"{target}/~~/{node}", element, content_type=ELEMENT)
                self.assertEqual(answer.status, 409)
                self.assertIn("<" + conflict, answer.text)
                self.assertEqual(alice("GET", target).body, document)
                alice("DELETE", target)

    def test_the_namespace_of_groups_is_not_a_capability(self):
        """RFC 4825 12: what a server lists it understands."""
        caps = stranger("GET", "/xcap-root/xcap-caps/global/index").text
        for auid, *_ in TAKEN:
            self.assertIn(f"<auid>{auid}</auid>", caps)
        self.assertIn("<namespace>urn:oma:xml:prs:pres-content</namespace>", caps)  # Jitsi looks
        self.assertNotIn("urn:oma:xml:poc:list-service", caps)


class Icons(unittest.TestCase):
    def test_jitsi_s_name_for_them_means_the_same_documents(self):
        """FACTS 5."""
        old, new = (USERS.format(*names) for names in (
            ("oma_status-icon", "alice", "photo"),
            (PRES_CONTENT, "alice", "oma_status-icon/photo")))
        self.assertEqual(alice("PUT", old, icon(), content_encoding="UTF-8").status, 201)
        self.assertEqual(alice("GET", new).body, icon())
        self.assertEqual(alice("PUT", new, icon(mime="image/gif")).status, 200)
        got = alice("GET", old)
        self.assertEqual(got.body, icon(mime="image/gif"))
        self.assertEqual(got.headers["content-type"], "application/vnd.oma.pres-content+xml")
        self.assertEqual(bob("PUT", old, icon()).status, 403)
        self.assertEqual(alice("DELETE", old).status, 200)
        self.assertEqual(alice("GET", new).status, 404)
        orphan = alice("PUT", old + "/~~/content/data", b"<data/>", content_type=ELEMENT)
        self.assertIn(old.removesuffix("photo") + "</ancestor>", orphan.text)  # in the client's words

    def test_the_bytes_of_an_image_are_no_document(self):
        target = USERS.format("oma_status-icon", "alice", "photo")
        answer = alice("PUT", target, PNG, content_type="image/png")
        self.assertEqual(answer.status, 415)
        self.assertIn("application/vnd.oma.pres-content+xml", answer.text)
        self.assertEqual(alice("PUT", target, PNG, content_type="").status, 409)

    def test_a_setting_says_who_reads_them(self):
        target = USERS.format(PRES_CONTENT, "alice", ICON)
        for readers, by_bob, by_stranger in (("everyone", 200, 200), ("users", 200, 401),
                                             ("owner", 403, 401)):
            with self.subTest(readers):
                other = Service({"Server": {"pres_content_readers": readers}})
                self.addCleanup(other.stop)
                self.assertEqual(other.client("alice")("PUT", target, icon()).status, 201)
                self.assertEqual(other.client("alice")("GET", target).status, 200)
                for node in ("", "/~~/content/data", "/~~/content/namespace::*"):
                    self.assertEqual(other.client("bob")("GET", target + node).status, by_bob)
                    self.assertEqual(other.client(None)("GET", target + node).status, by_stranger)
                for method in ("PUT", "DELETE"):
                    self.assertEqual(other.client("bob")(method, target, icon()).status, 403)
                    self.assertEqual(other.client(None)(method, target, icon()).status, 401)
                other.stop()

    def test_a_setting_bounds_them(self):
        small = Service({"Limits": {"max_pres_content_size": "1024"}})
        self.addCleanup(small.stop)
        put = lambda size: small.client("alice")("PUT", USERS.format(PRES_CONTENT, "alice", ICON),
                                                 icon("\n" + "A" * size + "\n"))
        self.assertEqual(put(1024).status, 201)
        self.assertIn("maximum allowed size is 1024 bytes", put(1028).text)


class Rights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.trusting = Service({"Authentication": {"trusted_peers": "127.0.0.0/8"}})

    @classmethod
    def tearDownClass(cls):
        cls.trusting.stop()

    def test_a_profile_is_read_by_all_who_log_in_and_written_by_its_user(self):
        target = USERS.format(PROFILE, "alice", "user-profile")
        self.assertIn(alice("PUT", target, profile()).status, (200, 201))
        for client, read, written in ((alice, 200, 200), (bob, 200, 403), (stranger, 401, 401)):
            self.assertEqual(client("GET", target).status, read)
            self.assertEqual(client("HEAD", target).status, read)
            self.assertEqual(client("PUT", target, profile()).status, written)
        self.assertIn("only its own user may write", bob("DELETE", target).text)
        self.assertEqual(bob("GET", USERS.format(PROFILE, "nobody", "user-profile")).status, 404)

    def test_a_locked_profile_is_written_by_trusted_peers_alone(self):
        target = USERS.format(LOCKED, "alice", "user-profile")
        for method in ("PUT", "DELETE"):
            answer = alice(method, target, profile())
            self.assertEqual(answer.status, 403)
            self.assertIn("Only trusted peers", answer.text)
            self.assertIn("Only trusted peers", bob(method, target, profile()).text)
        self.assertEqual(alice("GET", target).status, 404)  # may read, but there is none
        self.assertEqual(bob("GET", target).status, 403)
        self.assertEqual(stranger("GET", target).status, 401)
        peer = self.trusting.client(None)
        self.assertEqual(peer("PUT", target, profile()).status, 201)
        self.assertEqual(peer("GET", target).body, profile())
        self.assertIn("Wrong User Profile URI", peer("PUT", target, profile(user="bob")).text)
        self.assertEqual(peer("DELETE", target).status, 200)

    def test_what_is_the_user_s_own_is_403_for_others(self):
        for auid, name in ((GROUP_USAGE, "index"), (GROUPS, "mine"), (DIALOG_RULES, "index")):
            for method in ("GET", "PUT", "DELETE"):
                answer = bob(method, USERS.format(auid, "alice", name), GROUP)
                self.assertEqual(answer.status, 403, (auid, method))
                self.assertIn("Only its own user", answer.text)

    def test_groups_of_all_are_written_by_global_writers(self):
        target = f"/xcap-root/{GROUPS}/global/byGroup/sip:g@example.com"
        admin = service.client("admin")
        answer = alice("PUT", target, GROUP)
        self.assertEqual(answer.status, 403)
        self.assertIn("global_writers", answer.text)
        self.assertEqual(admin("PUT", target, GROUP).status, 201)
        self.assertEqual(bob("GET", target).body, GROUP)
        self.assertEqual(stranger("GET", target).status, 401)
        self.assertEqual(bob("GET", target + "/~~/group/list-service/@uri").text,
                         "sip:g@example.com")
        self.assertEqual(admin("DELETE", target).status, 200)


class Rows(unittest.TestCase):
    def test_the_table_has_openxcap_s_numbers(self):
        """FACTS 2.1."""
        for auid, name, doc_type, document in (
                (PRES_CONTENT, ICON, 64, icon()), (DIALOG_RULES, "index", 128, dialog_rules()),
                (PROFILE, "user-profile", 65536, profile()),
                (GROUP_USAGE, "index", 65538, lists("")), (GROUPS, "mine", 65539, GROUP)):
            target = USERS.format(auid, "alice", name)
            self.assertIn(alice("PUT", target, document).status, (200, 201))
            rows = service.storage.rows("SELECT username, domain, doc_uri FROM xcap WHERE "
                                        f"doc_type = {doc_type}")
            self.assertEqual([list(row) for row in rows], [["alice", "example.com", name]])
            self.assertEqual(alice("DELETE", target).status, 200)


if __name__ == "__main__":
    unittest.main()
