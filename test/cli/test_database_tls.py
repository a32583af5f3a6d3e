"""TLS to a database server: asked for in the URI, never given up in silence, and with the server's
certificate verified where the URI says so."""

import subprocess
import unittest

from harness import server_only
from harness.certificates import Authority
from harness.database_servers import PASSWORD, SERVERS
from harness.databases import KIND, ServerDatabase
from harness.ports import unprivileged_user
from harness.service import XCAPD, directory_of

# How each kind says the same.
OFF, ON, VERIFY, CA, CERTIFICATE, KEY = {
    "mysql": ("ssl_mode=disabled", "ssl_mode=required", "ssl_mode=verify", "ssl_ca", "ssl_cert",
              "ssl_key"),
    "postgresql": ("sslmode=disable", "sslmode=require", "sslmode=verify-full", "sslrootcert",
                   "sslcert", "sslkey"),
}.get(KIND, [""] * 6)
# Two users whom the server takes over TLS alone, the second with a certificate.
USERS = {
    "mysql": "CREATE USER 'secure'@'%' IDENTIFIED BY 'secret' REQUIRE SSL;"
             "CREATE USER 'known'@'%' IDENTIFIED BY 'secret' REQUIRE X509;"
             "GRANT ALL ON *.* TO 'secure'@'%'; GRANT ALL ON *.* TO 'known'@'%';",
    "postgresql": "CREATE USER secure SUPERUSER PASSWORD 'secret';"
                  "CREATE USER known SUPERUSER PASSWORD 'secret';",
}
HOST_BASED = """hostssl all known all scram-sha-256 clientcert=verify-ca
hostssl all secure all scram-sha-256
hostnossl all secure,known all reject
"""


@server_only("SQLite is a file")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = unittest.TestCase()
        cls.addClassCleanup(holder.doCleanups)
        cls.directory = directory_of(holder)
        cls.authority = Authority(cls.directory)
        cls.server = SERVERS[KIND](start=False, authority=cls.authority)
        cls.addClassCleanup(cls.server.remove)
        cls.server.initialize()
        if KIND == "postgresql":
            rules = cls.server.data / "pg_hba.conf"
            rules.write_text(HOST_BASED + rules.read_text())
        cls.server.start()
        cls.server.sql.rows(USERS[KIND])
        cls.database = ServerDatabase(cls.server.sql)

    def adds_an_account(self, user, *options):
        """Whether xcapd can write to the database as this user; and what it says."""
        uri = (self.database.uri.replace(f"xcapd:{PASSWORD}", f"{user}:secret") + "?"
               + "&".join(options))
        config = self.directory / "config.ini"
        config.write_text(
            "[Server]\nroot = http://example.com/xcap-root\n"
            f"[Database]\nauthentication_db_uri = {uri}\nstorage_db_uri = {uri}\n"
            f"[Process]\nuser = {unprivileged_user()}\n")
        done = subprocess.run([XCAPD, "-c", config, "init-db"], text=True, capture_output=True,
                              timeout=60)
        return done.returncode == 0, done.stderr

    def assert_refused(self, user, *options, saying=""):
        was_done, said = self.adds_an_account(user, *options)
        self.assertFalse(was_done, options)
        self.assertIn(saying, said)
        self.assertEqual(said.count("\n"), 1, said)

    def assert_done(self, user, *options):
        was_done, said = self.adds_an_account(user, *options)
        self.assertTrue(was_done, said)

    def test_it_is_spoken_where_the_uri_asks_for_it(self):
        self.assert_refused("secure", OFF)
        self.assert_done("secure", ON)
        self.assert_done("secure", VERIFY, f"{CA}={self.authority.certificate}")

    def test_a_certificate_of_another_authority_is_refused(self):
        other = self.directory / "other"
        other.mkdir()
        other.chmod(0o755)
        stranger = Authority(other, "Another CA").certificate
        self.assert_refused("secure", VERIFY, f"{CA}={stranger}", saying="certificate")

    def test_verification_without_an_authority_is_refused(self):
        """The system's authorities have not signed it."""
        self.assert_refused("secure", VERIFY)

    def test_a_client_shows_its_own_certificate(self):
        certificate, key = self.authority.issue("known", self.directory, self.server.own)
        self.assert_refused("known", ON)
        self.assert_done("known", VERIFY, f"{CA}={self.authority.certificate}",
                         f"{CERTIFICATE}={certificate}", f"{KEY}={key}")


if __name__ == "__main__":
    unittest.main()
