"""Several hosts in the URI, of which the first takes no writes, such as a replica (fate "refused" of
store/outcomes.h is for those that become so later)."""

import unittest

from harness import Service, list_of, server_only
from harness.database_servers import SERVERS
from harness.databases import KIND, ServerDatabase

DOCUMENT = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
READ_ONLY = {"mysql": "SET GLOBAL read_only = 1",
             "postgresql": "ALTER DATABASE {} SET default_transaction_read_only = on"}


@server_only("a file has no hosts")
class Hosts(unittest.TestCase):
    def test_one_that_takes_writes_is_preferred_and_one_that_does_not_still_serves_reads(self):
        replica, primary = (SERVERS[KIND]() for _ in range(2))
        for server in (replica, primary):
            self.addCleanup(server.remove)
        database = ServerDatabase(primary.sql)
        replica.sql.create_database(database.name)
        both = database.uri.replace("@", f"@127.0.0.1:{replica.sql.port},")
        # The replica's tables and account, since nothing is replicated here; it has no documents.
        for uri in (f"{replica.sql.uri}/{database.name}", database.uri):
            database.uri = uri
            preparing = Service(start=False, database=database)
            self.addCleanup(preparing.stop)
            preparing.prepare()
        # A user who may not write on a read-only server, as the administrator may.
        for server in (replica, primary):
            server.sql.rows(CREATE_USER[KIND], database.name)
        replica.sql.rows(READ_ONLY[KIND].format(database.name))
        database.uri = both.replace("xcapd:secret@", "plain:secret@")
        service = Service(start=False, database=database)
        self.addCleanup(service.stop)
        service.start_xcapd()
        service.start_nginx()
        alice = service.client()
        self.assertEqual(alice("PUT", DOCUMENT, list_of("")).status, 201)
        count = "SELECT count(*) FROM xcap"
        self.assertEqual(primary.sql.rows(count, database.name), [("1",)])
        self.assertEqual(replica.sql.rows(count, database.name), [("0",)])
        primary.stop()
        self.assertEqual(service.client()("GET", DOCUMENT).status, 404)  # the replica's answer
        self.assertEqual(service.client()("PUT", DOCUMENT, list_of("")).status, 503)
        primary.start()
        for _ in range(2):  # the first finds the connection read-only and takes another
            last = service.client()("PUT", DOCUMENT, list_of(""))
        self.assertEqual(last.status, 200)


CREATE_USER = {
    "mysql": "CREATE USER 'plain'@'%' IDENTIFIED BY 'secret';"
             "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'plain'@'%';",
    "postgresql": "CREATE USER plain PASSWORD 'secret';"
                  "GRANT ALL ON ALL TABLES IN SCHEMA public TO plain;"
                  "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain;",
}

if __name__ == "__main__":
    unittest.main()
