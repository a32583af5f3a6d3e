"""sql/create-user.*.sql: the rights in it are all that serving needs. That they are no more is tested
in cli/test_servers."""

import re
import secrets
import unittest

from harness import LIST, Service, list_of, server_only
from harness.service import TREE

DOCUMENT = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
ENTRY = DOCUMENT + "/~~/resource-lists/list/entry%5B@uri=%22sip:carol@example.com%22%5D"
SERVICES = ('<rls-services xmlns="urn:ietf:params:xml:ns:rls-services"><service uri="{}"><list/>'
            "</service></rls-services>")
CAROL = b'<entry uri="sip:carol@example.com"/>'


@server_only("a file has no users")
class LeastRights(unittest.TestCase):
    def setUp(self):
        self.service = service = Service(start=False)
        self.addCleanup(service.stop)
        self.assertEqual(service.command("init-db").returncode, 0)
        for name in ("alice", "bob"):
            done = service.command("user", "add", f"{name}@example.com", stdin="123\n")
            self.assertEqual(done.returncode, 0, done.stderr)
        storage = service.storage
        # The server is shared, and its administrator is called xcapd already.
        self.user = "xcapd_" + secrets.token_hex(6)
        script = (TREE / f"sql/create-user.{storage.kind}.sql").read_text()
        # Not in the names of its own tables.
        storage.rows(re.sub(r"\bxcapd\b", self.user, script).replace("CHANGE-ME", "456"))
        self.addCleanup(self.drop_user)
        text = service.config.read_text()
        server = storage.server
        service.config.write_text(text.replace(f"//{server.user}:{server.password}@",
                                               f"//{self.user}:456@"))
        self.assertIn(self.user, service.config.read_text())

    def drop_user(self):
        rows = self.service.storage.rows
        if self.service.storage.kind == "mysql":
            return rows(f"DROP USER '{self.user}'@'%'")
        return rows(f"DROP OWNED BY {self.user}; DROP ROLE {self.user}")

    def test_they_are_enough_to_serve(self):
        done = self.service.command("check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.service.start_xcapd()
        self.service.start_nginx()
        alice = self.service.client()
        self.assertEqual(alice("PUT", DOCUMENT, list_of("")).status, 201)
        self.assertEqual(alice("PUT", ENTRY, CAROL, content_type="application/xcap-el+xml").status,
                         201)
        self.assertEqual(alice("GET", DOCUMENT).body, list_of(CAROL.decode()))
        self.assertEqual(alice("PUT", DOCUMENT, LIST).status, 200)
        self.service.storage.rows(
            "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, event, status, "
            "inserted_time) VALUES ('sip:alice@example.com', 'bob', 'example.com', 'presence', 1, 1)")
        watchers = alice("GET", DOCUMENT.replace("resource-lists", "org.openxcap.watchers"))
        self.assertIn("bob@example.com", watchers.text)
        self.assertEqual(alice("DELETE", DOCUMENT).status, 200)
        services = DOCUMENT.replace("resource-lists", "rls-services")
        for status, uri in ((201, "sip:a@example.com"), (200, "sip:b@example.com")):
            answer = alice("PUT", services, SERVICES.format(uri).encode())
            self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(alice("DELETE", services).status, 200)


if __name__ == "__main__":
    unittest.main()
