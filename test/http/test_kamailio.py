"""doc_uri_style = kamailio: rows in Kamailio's own tables, as its xcap_server writes them and its
presence reads them (FACTS 3.2; 8, vector 27)."""

import os
import re
import shutil
import unittest

from harness import LIST, Service, list_of, server_only
from harness.kamailio_db import make_tables
from harness.ports import unprivileged_user

HOME = "/xcap-root/{}/users/sip:alice@example.com/"
RULES = (b'<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="a"><conditions/></rule>'
         b'</ruleset>')
ICON = (b'<content xmlns="urn:oma:xml:prs:pres-content"><mime-type>image/png</mime-type>'
        b'<encoding>base64</encoding><data>aWNvbg==</data></content>')
PROFILE = (b'<user-profiles xmlns="urn:oma:xml:xdm:user-profile">'
           b'<user-profile uri="sip:alice@example.com"/></user-profiles>')
OTHER = list_of('<entry uri="sip:carol@example.com"/>')
SETTINGS = {"Database": {"doc_uri_style": "kamailio"}}


def new_service():
    service = Service(SETTINGS, start=False)
    make_tables(service.storage)
    if not service.storage.is_on_server and os.geteuid() == 0:
        shutil.chown(service.database, unprivileged_user())
    return service


def setUpModule():
    global service, alice
    service = new_service()
    try:
        service.start()
    except BaseException:
        service.stop()
        raise
    alice = service.client()


def tearDownModule():
    service.stop()


def rows(where):
    return service.storage.rows("SELECT username, domain, doc_type, etag, source, port, doc_uri, "
                                f"doc FROM xcap WHERE {where} ORDER BY id")


class Layout(unittest.TestCase):
    def setUp(self):
        service.storage.rows("DELETE FROM xcap")

    def put(self, target, body, status=201, user=None, **headers):
        answer = (user or alice)("PUT", target, body, **headers)
        self.assertEqual(answer.status, status, answer.text)
        return answer.etag.strip('"')

    def assert_row(self, where, doc_type, etag, doc_uri, body, user="alice", domain="example.com"):
        row, = rows(where)
        self.assertEqual([str(field) for field in row[:7]],
                         [user, domain, str(doc_type), etag, "0", "0", doc_uri])
        self.assertEqual(service.storage.bytes_of(row[7]), body)

    def test_each_application_is_written_as_kamailio_writes_it(self):
        """doc_uri is the whole path, and rules of both applications are of type 2."""
        presence = (b'<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@example.com">'
                    b'<tuple id="t"><status><basic>open</basic></status></tuple></presence>')
        services = b'<rls-services xmlns="urn:ietf:params:xml:ns:rls-services"/>'
        for auid, doc_type, name, body in (
                ("pres-rules", 2, "index.xml", RULES),
                ("org.openmobilealliance.pres-rules", 2, "index.xml", RULES),
                ("resource-lists", 4, "index", LIST), ("resource-lists", 4, "b c", OTHER),
                ("rls-services", 8, "index", services), ("pidf-manipulation", 16, "index", presence),
                ("org.openmobilealliance.pres-content", 128, "oma_status-icon/index", ICON),
                ("org.openmobilealliance.user-profile", 64, "user-profile", PROFILE),
                ("org.openxcap.dialog-rules", 65540, "index", RULES)):
            with self.subTest(auid):
                target = HOME.format(auid) + name.replace(" ", "%20")
                path = HOME.format(auid) + name
                etag = self.put(target, body)
                self.assert_row(f"doc_uri = '{path}'", doc_type, etag, path, body)
                self.assertEqual(alice("GET", target).body, body)
                etag = self.put(target, body, 200, if_match=f'"{etag}"')
                self.assert_row(f"doc_uri = '{path}'", doc_type, etag, path, body)
                self.assertEqual(alice("DELETE", target).status, 200)
                self.assertEqual(rows(f"doc_uri = '{path}'"), [])

    def test_its_presence_reads_rules_by_user_and_type_and_lists_by_path(self):
        """presence_xml: pres_get_rules_doc(); rls: rls_get_resource_list()."""
        etag = self.put(HOME.format("pres-rules") + "index", RULES)
        self.put(HOME.format("pres-rules").replace("alice", "bob") + "index", RULES,
                 user=service.client("bob"))
        rules = "username='alice' AND domain='example.com' AND doc_type=2"
        self.assert_row(rules, 2, etag, HOME.format("pres-rules") + "index.xml", RULES)
        path = HOME.format("resource-lists") + "index"
        etag = self.put(path, LIST)
        self.put(path + "2", OTHER)
        self.assert_row("username='alice' AND domain='example.com' AND doc_type=4 AND "
                        f"doc_uri='{path}'", 4, etag, path, LIST)

    def test_a_document_has_one_row_whichever_root_and_spelling_a_client_takes(self):
        path = HOME.format("resource-lists") + "index"
        self.put(path, LIST)
        for target in ("/second/root/resource-lists/users/sip:alice@example.com/index",
                       "/xcap-root/resource-lists/users/alice@EXAMPLE.com/index",
                       "/xcap-root@example.com/resource-lists/users/alice/index",
                       "/xcap-root/resource-lists/users/SIP%3Aalice%40example.com/index"):
            etag = self.put(target, OTHER, 200)
            self.assert_row("doc_type = 4", 4, etag, path, OTHER)

    def test_the_directory_names_each_document_with_its_directories(self):
        self.put(HOME.format("org.openmobilealliance.pres-content") + "oma_status-icon/a%2Fb/index",
                 ICON)
        self.put(HOME.format("resource-lists") + "b%20c", LIST)
        service.storage.rows(
            "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) VALUES "
            "('alice', 'example.com', 'x', 4, 'e', 0, '/xcap-root/resource-lists/users/alice/a', 0)")
        directory = alice("GET", HOME.format("org.openmobilealliance.xcap-directory") +
                          "directory.xml").text
        paths = [uri[uri.index("/xcap-root"):] for uri in re.findall('uri="([^"]*)"', directory)]
        self.assertEqual(paths, [HOME.format("org.openmobilealliance.pres-content") +
                                 "oma_status-icon/a%2Fb/index",
                                 HOME.format("resource-lists") + "b%20c"])
        for path in paths:
            self.assertEqual(alice("GET", path).status, 200)

    def test_elements_and_the_global_tree(self):
        path = HOME.format("resource-lists") + "index"
        self.put(path, list_of(""))
        entry = path + "/~~/resource-lists/list/entry%5B@uri=%22sip:carol@example.com%22%5D"
        etag = self.put(entry, b'<entry uri="sip:carol@example.com"/>',
                        content_type="application/xcap-el+xml")
        self.assert_row("doc_type = 4", 4, etag, path, OTHER)
        service.storage.rows("DELETE FROM xcap")
        path = "/xcap-root/resource-lists/global/index"
        etag = self.put(path, LIST, user=service.client("admin"))
        self.assert_row("doc_type = 4", 4, etag, path, LIST, "", "")

    def test_what_kamailio_wrote_is_served(self):
        path = HOME.format("resource-lists") + "index"
        service.storage.rows(
            "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) VALUES "
            f"('alice', 'example.com', '{LIST.decode()}', 4, 'sr-1700000000-42-7', 0, '{path}', 0)")
        got = alice("GET", path)
        self.assertEqual((got.status, got.body, got.etag), (200, LIST, '"sr-1700000000-42-7"'))
        self.assertEqual(alice("PUT", path, OTHER, if_none_match="*").status, 412)
        self.put(path, OTHER, 200, if_match=got.etag)
        self.assertEqual(len(rows("doc_type = 4")), 1)

    def test_a_path_that_another_user_has_is_a_conflict(self):
        """doc_uri is unique by itself."""
        path = HOME.format("resource-lists") + "index"
        self.put(path, LIST)
        service.storage.rows("UPDATE xcap SET username = 'somebody'")
        self.assertEqual(alice("GET", path).status, 404)
        self.assertEqual(alice("PUT", path, LIST).status, 409)


class Tables(unittest.TestCase):
    def test_its_unique_key_is_enough(self):
        done = service.command("check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("unique key", done.stderr)

    def test_they_are_kamailio_s_to_make_and_to_mend(self):
        done = service.command("migrate", "--check")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("doc_uri_style", done.stderr)
        empty = Service(SETTINGS, start=False)
        self.addCleanup(empty.stop)
        done = empty.command("init-db")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("`kamdbctl create`", done.stderr)

    @server_only("SQLite's own statement guards the key")
    def test_without_it_they_are_refused(self):
        other = new_service()
        self.addCleanup(other.stop)
        other.storage.rows({"mysql": "ALTER TABLE xcap DROP INDEX doc_uri_idx",
                            "postgresql": "ALTER TABLE xcap DROP CONSTRAINT xcap_doc_uri_idx"}
                           [other.storage.kind])
        done = other.command("check")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("no unique key on (doc_uri)", done.stderr)


if __name__ == "__main__":
    unittest.main()
