"""What OpenSIPS reads from the xcap table is what xcapd wrote there, with OpenSIPS's own statements
(modules/xcap, get_xcap_doc(); presence_xml and rls call it)."""

import unittest

from harness import LIST, Service, list_of

ROOT = "/xcap-root/{auid}/users/sip:alice@example.com/{name}"
RULES = ('<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="a">'
         '<conditions/></rule></ruleset>').encode()
OTHER_RULES = RULES.replace(b'"a"', b'"b"')
SERVICES = b'<rls-services xmlns="urn:ietf:params:xml:ns:rls-services"/>'
PRESENCE = (b'<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@example.com">'
            b'<tuple id="t"><status><basic>open</basic></status></tuple></presence>')
LISTS, RULES_TYPE, SERVICES_TYPE, PRESENCE_TYPE, OMA_RULES_TYPE = 4, 2, 8, 16, 32
OTHER_LIST = LIST.replace(b"bob", b"abc")
# Bytes that text columns, clients and quoting like to change.
NASTY = list_of('<entry uri="sip:bob@example.com"><display-name>B\u00f6b \\ \\n \' "\r\n\t%s ?'
                '\U0001f600</display-name></entry>')


def setUpModule():
    global service
    service = Service({"Authentication": {"trusted_peers": "127.0.0.1"}})


def tearDownModule():
    service.stop()


def put(auid, name, body, user="alice"):
    target = ROOT.format(auid=auid, name=name).replace("alice", user)
    answer = service.client(None)("PUT", target, body)
    assert answer.status in (200, 201), answer.text
    return answer.etag.strip('"')


def read(doc_type, doc_uri=None, etag=None, user="alice"):
    """Row 0 of get_xcap_doc(), which knows no ORDER BY: (doc, etag)."""
    sql = (f"SELECT doc, etag FROM xcap WHERE username='{user}' AND domain='example.com' "
           f"AND doc_type={doc_type}")
    if doc_uri:
        sql += f" AND doc_uri='{doc_uri}'"
    if etag:
        sql += f" AND etag='{etag}'"
    rows = service.storage.rows(sql)
    # PostgreSQL fills CHAR(64) up with blanks.
    return (service.storage.bytes_of(rows[0][0]), rows[0][1].rstrip(" ")) if rows else None


class Reads(unittest.TestCase):
    def setUp(self):
        service.storage.rows("DELETE FROM xcap")

    def test_rules_by_type_alone_are_the_one_document_of_the_user(self):
        """presence_xml: no name, so there may be one row per user and application."""
        for auid, doc_type in (("pres-rules", RULES_TYPE),
                               ("org.openmobilealliance.pres-rules", OMA_RULES_TYPE)):
            with self.subTest(auid):
                put(auid, "index", RULES)
                etag = put(auid, "index.xml", OTHER_RULES)  # the same document
                put(auid, "index", RULES, user="bob")
                self.assertEqual(read(doc_type), (OTHER_RULES, etag))
                rows = service.storage.rows(
                    f"SELECT id FROM xcap WHERE username='alice' AND doc_type={doc_type}")
                self.assertEqual(len(rows), 1)

    def test_services_and_state_by_type_alone(self):
        """rls, and presence_xml with pidf_manipulation=1."""
        for auid, doc_type, body in (("rls-services", SERVICES_TYPE, SERVICES),
                                     ("pidf-manipulation", PRESENCE_TYPE, PRESENCE)):
            with self.subTest(auid):
                self.assertEqual(read(doc_type), None)
                etag = put(auid, "index", body)
                self.assertEqual(read(doc_type), (body, etag))

    def test_a_list_by_its_name_exactly(self):
        """rls, and OMA's external-list: `index` and `index.xml` are two documents."""
        etags = {name: put("resource-lists", name, body) for name, body in
                 (("index", LIST), ("index.xml", NASTY), ("b%20c", OTHER_LIST))}
        self.assertEqual(read(LISTS, "index"), (LIST, etags["index"]))
        self.assertEqual(read(LISTS, "index.xml"), (NASTY, etags["index.xml"]))
        self.assertEqual(read(LISTS, "b c"), (OTHER_LIST, etags["b%20c"]))
        self.assertEqual(read(LISTS, "other"), None)

    def test_a_list_by_name_and_etag(self):
        old = put("resource-lists", "index", LIST)
        new = put("resource-lists", "index", NASTY)
        self.assertNotEqual(old, new)
        self.assertEqual(read(LISTS, "index", old), None)
        self.assertEqual(read(LISTS, "index", new), (NASTY, new))

    def test_after_a_change_of_an_element_it_reads_the_whole_new_document(self):
        put("resource-lists", "index", LIST)
        target = (ROOT.format(auid="resource-lists", name="index") +
                  "/~~/resource-lists/list/entry[@uri=%22sip:carol@example.com%22]")
        answer = service.client(None)("PUT", target, b'<entry uri="sip:carol@example.com"/>',
                                      content_type="application/xcap-el+xml")
        self.assertEqual(answer.status, 201)
        expected = list_of('<entry uri="sip:bob@example.com"/><entry uri="sip:carol@example.com"/>')
        self.assertEqual(read(LISTS, "index"), (expected, answer.etag.strip('"')))

    def test_after_a_deletion_it_reads_nothing(self):
        put("pres-rules", "index", RULES)
        service.client(None)("DELETE", ROOT.format(auid="pres-rules", name="index"))
        self.assertEqual(read(RULES_TYPE), None)

    def test_the_versions_of_the_tables_are_those_it_starts_with(self):
        """db_check_table_version(): OpenSIPS 3.2 and later."""
        for table, version in (("xcap", 4), ("subscriber", 8), ("watchers", 4)):
            rows = service.storage.rows(
                f"SELECT table_version FROM version WHERE table_name='{table}'")
            self.assertEqual([int(row[0]) for row in rows], [version], table)


if __name__ == "__main__":
    unittest.main()
