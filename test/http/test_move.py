"""A move from OpenXCAP 3.2.0: its config.ini and its database, served as they are and after
`xcapd migrate --apply`."""

import unittest

from harness import LIST, Service, list_of, sqlite_only
from harness.openxcap_db import ETAG, OpenXcapDatabase, ha1

OTHER = list_of('<entry uri="sip:carol@example.com"/>')

# Every key OpenXCAP knows, comments as its sample has them, and keys of releases long gone.
OPENXCAP_CONFIG = """\
; Configuration file for OpenXCAP
;
; The values in the commented lines are the defaults

[Server]
; IP address to listen on; 0.0.0.0 means any
address = 0.0.0.0
port = 80
; The XCAP root URI(s), the first is the primary one
root = {roots}
backend = OpenSIPS
document_validation = Yes
allow_external_references = No
disabled_applications = test-app, org.openxcap.dialog-rules
tcp_port = 35060
pidfile = /var/run/openxcap.pid

[TLS]
certificate = /etc/openxcap/tls/default.crt
private_key = /etc/openxcap/tls/default.key

[Database]
; SQLAlchemy URIs
authentication_db_uri = {database}
storage_db_uri = {database}
subscriber_table = subscriber
user_col = username
domain_col = domain
password_col = password
ha1_col = ha1
xcap_table = xcap

[Authentication]
; digest or basic
type = digest
; cleartext_passwords = Yes
cleartext_passwords = No
default_realm = example.com
trusted_peers = none

[OpenSIPS]
publish_xcapdiff = no
outbound_sip_proxy =
xmlrpc_url = http://127.0.0.1:8080
enable_publish_xcapdiff = yes

[Logging]
directory = /var/log/openxcap
log_request = none
log_response = none
"""


class Move(unittest.TestCase):
    def setUp(self):
        self.service = Service(start=False)
        self.addCleanup(self.service.stop)
        self.database = OpenXcapDatabase(self.service.storage)

    def start(self, config=None):
        self.service.start_nginx()  # its site comes from the harness's own file: loopback ports
        if config is not None:
            self.service.config.write_text(config)
        self.service.start_xcapd()

    def list_of(self, user):
        return f"/xcap-root/resource-lists/users/sip:{user}@example.com/index"

    def assert_served(self):
        for user in ("alice", "bob"):
            client = self.service.client(user)
            got = client("GET", self.list_of(user))
            self.assertEqual((got.status, got.body, got.etag), (200, LIST, f'"{ETAG}"'))
            put = client("PUT", self.list_of(user), OTHER, if_match=got.etag,
                         content_type="application/resource-lists+xml")
            self.assertEqual(put.status, 200, put.text)
            self.assertEqual(client("GET", self.list_of(user)).body, OTHER)
            self.assertEqual(client("GET", self.list_of(user), if_match=got.etag).status, 412)
            stranger = self.service.client(user, password="124")
            self.assertEqual(stranger("GET", self.list_of(user)).status, 401)
        alice = self.service.client("alice")
        second = self.list_of("alice") + "2"
        for status in (201, 200):
            self.assertEqual(alice("PUT", second, OTHER,
                                   content_type="application/resource-lists+xml").status, status)
        self.assertEqual(alice("DELETE", second).status, 200)

    def openxcap_config(self):
        """What OpenXCAP's file says, and below it where this test's own directory is."""
        own = self.service.config.read_text()
        process = own[own.index("[Process]"):own.index("[Limits]")]
        secret, = [line for line in own.splitlines() if line.startswith("nonce_secret_file")]
        return OPENXCAP_CONFIG.format(
            roots=", ".join(self.service.roots), database=self.service.storage.uri), (
            f"\n{process}\n[Authentication]\n{secret}\n")

    @sqlite_only("a server's tables without a unique key are refused")
    def test_configuration_and_database_are_served_without_an_edit(self):
        theirs, ours = self.openxcap_config()
        before = self.database.rows("SELECT * FROM subscriber")
        self.start(theirs + ours)
        self.service.config.write_text(theirs)
        read = self.service.command("print-config")
        self.assertEqual(read.returncode, 0, read.stderr)
        self.assertNotIn("did you mean", read.stderr)
        self.assert_served()
        self.assertEqual(self.database.rows("SELECT * FROM subscriber"), before)

    def test_it_is_served_the_same_after_migration(self):
        theirs, ours = self.openxcap_config()
        is_served_before = not self.service.storage.is_on_server
        if is_served_before:
            self.start(theirs + ours)
        done = self.service.command("migrate", "--apply")
        self.assertEqual(done.returncode, 0, done.stderr)
        if not is_served_before:
            self.start(theirs + ours)
        self.assert_served()
        self.assertEqual(self.service.command("migrate", "--check").returncode, 0)

    def test_what_was_spoilt_is_served_once_it_is_mended(self):
        # A quoted tag would reach a client in quotes twice; an empty one could not be replaced.
        self.database.run("UPDATE xcap SET etag = '\"%s\"' WHERE username = 'alice'" % ETAG)
        self.database.add_document("bob")
        self.database.add_account("dora", password="123")
        self.database.run("UPDATE subscriber SET password = '123'")
        self.database.add_document("dora", etag="")
        done = self.service.command("migrate", "--apply")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.start()
        self.assert_served()
        dora = self.service.client("dora")
        got = dora("GET", self.list_of("dora"))
        self.assertEqual((got.status, got.body), (200, LIST))
        self.assertEqual(dora("PUT", self.list_of("dora"), OTHER, if_match=got.etag,
                              content_type="application/resource-lists+xml").status, 200)
        self.assertEqual(self.database.rows("SELECT ha1 FROM subscriber WHERE username = 'dora'"),
                         [(ha1("dora"),)])

    def test_presence_rules_have_the_name_openxcap_gave_them(self):
        """FACTS 4.5: whatever a phone called the document, the row is index.xml."""
        rules = b'<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="a"/></ruleset>'
        self.database.add_document("alice", rules, doc_type=2, doc_uri="index.xml")
        self.assertEqual(self.service.command("migrate", "--apply").returncode, 0)
        self.start()
        alice = self.service.client("alice")
        target = "/xcap-root/pres-rules/users/sip:alice@example.com/index"
        self.assertEqual(alice("GET", target).body, rules)
        self.assertEqual(alice("PUT", target, rules, content_type="application/auth-policy+xml")
                         .status, 200)
        self.assertEqual(self.database.rows("SELECT doc_uri FROM xcap WHERE doc_type = 2"),
                         [("index.xml",)])

    @sqlite_only("a server's tables without a unique key are refused")
    def test_the_check_may_run_beside_the_server(self):
        self.start()
        before = self.database.content()
        self.assertEqual(self.service.command("migrate", "--check").returncode, 1)
        self.assertEqual(self.database.content(), before)
        self.assertEqual(self.service.command("migrate", "--apply").returncode, 0)
        self.assert_served()


if __name__ == "__main__":
    unittest.main()
