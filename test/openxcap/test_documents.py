"""Whole documents: operations, entity tags, who may, computed documents."""

import sqlite3
import subprocess
import unittest

from harness.service import TREE
from suite import DOMAIN, RL, Case, Client, start

LISTS = f"""<?xml version="1.0" encoding="UTF-8"?>
<resource-lists xmlns="{RL}">
  <list name="friends">
    <entry uri="sip:bill@example.com"/>
    <entry-ref ref="resource-lists/users/sip:bill@example.com/index/~~/resource-lists/list%5b@name=%22list1%22%5d/entry%5b@uri=%22sip:petri@example.com%22%5d"/>
    <external anchor="http://www.example.org/xcap-root/resource-lists/users/sip:a@example.org/index/~~/resource-lists/list%5b@name=%22mkting%22%5d"/>
  </list>
</resource-lists>"""
SERVICES = f"""<?xml version="1.0" encoding="UTF-8"?>
<rls-services xmlns="urn:ietf:params:xml:ns:rls-services" xmlns:rl="{RL}">
  <service uri="sip:marketing@example.com">
    <list name="marketing"><rl:entry uri="sip:joe@example.com"/></list>
    <packages><package>presence</package></packages>
  </service>
</rls-services>"""
RULES = """<?xml version="1.0" encoding="UTF-8"?>
<cr:ruleset xmlns="urn:ietf:params:xml:ns:pres-rules"
            xmlns:cr="urn:ietf:params:xml:ns:common-policy">
  <cr:rule id="a">
    <cr:conditions><cr:identity><cr:one id="sip:user@example.com"/></cr:identity></cr:conditions>
    <cr:actions><sub-handling>allow</sub-handling></cr:actions>
    <cr:transformations/>
  </cr:rule>
</cr:ruleset>"""
PRESENCE = """<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@example.com">
  <tuple id="x8eg92m"><status><basic>open</basic></status></tuple>
</presence>"""


def setUpModule():
    start(globals())


def tearDownModule():
    demo.stop()


class Operations(Case):
    auid = document = invalid = None

    def test_operations1(self):
        """A document's whole life."""
        self.client.delete(self.auid)
        self.expect(self.client.get(self.auid), 404)
        self.expect(self.client.delete(self.auid), 404)
        self.expect(self.client.put(self.auid, self.document), 201)
        self.expect(self.client.put(self.auid, self.document), 200)
        self.expect(self.client.delete(self.auid), 200)
        self.expect(self.client.get(self.auid), 404)

    def test_operations2(self):
        """White space around a document is not stored."""
        self.put_new(self.auid, f"\n  {self.document}\n\n")

    def test_operations3(self):
        """What the schema refuses changes nothing."""
        self.put_new(self.auid, self.document)
        self.assertIn("<schema-validation-error",
                      self.expect(self.client.put(self.auid, self.invalid), 409))
        self.assertEqual(self.client.get(self.auid).body, self.document.encode())

    def test_operations4(self):
        """The same for a root element and a body that are of no use."""
        self.put_new(self.auid, self.document)
        self.assertIn("<not-well-formed", self.expect(self.client.put(self.auid, "xxx"), 409))
        self.assertIn("<schema-validation-error",
                      self.expect(self.client.put(self.auid, "<other/>"), 409))
        self.assertEqual(self.client.get(self.auid).body, self.document.encode())


class test_resourcelists_DocumentTest(Operations):
    auid, document = "resource-lists", LISTS
    invalid = LISTS.replace("entry uri", "entry name")


class test_rlsservices_DocumentTest(Operations):
    auid, document = "rls-services", SERVICES
    invalid = SERVICES.replace("<packages>", "<list/><packages>")


del Operations  # only its heirs are suites


class OneDocument(Case):
    auid = document = None

    def test_pidf_manipulation(self):
        self.put_new(self.auid, self.document)
        self.expect(self.client.delete(self.auid), 200)
        self.expect(self.client.get(self.auid), 404)


class test_presrules_PresenceRulesTest(OneDocument):
    auid, document = "pres-rules", RULES


class test_pidf_PIDFTest(OneDocument):
    auid, document = "pidf-manipulation", PRESENCE


del OneDocument


class Tagged(Case):
    def setUp(self):
        self.tag = self.put_new("resource-lists", LISTS).etag

    def put(self, **headers):
        return self.client.put("resource-lists", LISTS, **headers)

    def get(self, **headers):
        return self.client.get("resource-lists", **headers)


class test_etags_ETagTest(Tagged):
    def test_conditional_GET(self):
        self.assertEqual(self.get().etag, self.tag)
        self.expect(self.get(If_None_Match=f'"{self.tag}"'), 304)
        self.expect(self.get(If_None_Match="*"), 304)
        self.expect(self.get(If_None_Match='"another"'), 200)
        self.expect(self.get(If_Match=f'"{self.tag}"'), 200)
        self.expect(self.get(If_Match="another"), 412)

    def test_conditional_PUT(self):
        self.expect(self.put(If_None_Match="*"), 412)
        self.expect(self.put(If_Match='"another"'), 412)
        newer = self.expect(self.put(If_Match=f'"{self.tag}"'), 200).etag
        self.assertNotEqual(newer, self.tag)
        self.expect(self.put(If_Match=f'"{self.tag}"'), 412)

    def test_conditional_PUT_2(self):
        self.client.delete("resource-lists")
        self.expect(self.put(If_Match=f'"{self.tag}"'), 412)
        self.expect(self.put(If_Match="*"), 412)
        self.expect(self.put(If_None_Match="*"), 201)


class test_etags_ETagTest2(Tagged):
    def test_conditional_GET(self):
        self.expect(self.get(If_None_Match=f'"another", "{self.tag}"'), 304)
        self.expect(self.get(If_Match=f'"another", "{self.tag}"'), 200)

    def test_conditional_PUT(self):
        newer = self.expect(self.put(If_Match=f'"another", "{self.tag}"'), 200).etag
        self.expect(self.put(If_None_Match=f'"{newer}"'), 412)
        self.expect(self.put(If_None_Match='"another"'), 200)

    def test_etag_parsing(self):
        self.expect(self.put(If_Match="wrong"), 412)
        self.expect(self.put(If_Match=self.tag), 200)


class test_etags2_ETagTest(Tagged):
    def test_conditional_PUT(self):
        """An identical document is put by the same rules."""
        self.expect(self.put(If_None_Match="*"), 412)

    def test_conditional_PUT_2(self):
        self.expect(self.put(If_Match=f'"{self.tag}"'), 200)
        self.expect(self.put(If_Match=f'"{self.tag}"'), 412)


del Tagged


class test_watchers_Test(Case):
    def test_get(self):
        with sqlite3.connect(demo.database) as database:
            database.execute("INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain,"
                             " status, inserted_time) VALUES ('sip:alice@example.com', 'bob',"
                             " 'example.com', 2, 0)")
        answer = self.expect(self.client.get("org.openxcap.watchers"), 200)
        self.assertIsNotNone(answer.etag)
        self.assertIn("<id>bob@example.com</id>", answer)
        node = self.expect(self.client.get("org.openxcap.watchers", "/watchers/watcher/status"), 200)
        self.assertEqual(node.body, b"<status>confirm</status>")


class test_xcap_caps_XCAPCaps(Case):
    def test_schema(self):
        answer = self.client.send("GET", self.client.url("xcap-caps", tree="global"))
        schema = TREE / "common/usages/schemas/xcap-caps.xsd"
        checked = subprocess.run(["xmllint", "--noout", "--schema", schema, "-"], input=answer.body,
                                 capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for auid in ("resource-lists", "rls-services", "org.openmobilealliance.pres-rules"):
            self.assertIn(f"<auid>{auid}</auid>", answer)


class test_global_TestGlobal(Case):
    def test_has_global(self):
        url = self.client.url("xcap-caps", tree="global")
        self.assertIsNotNone(self.expect(self.client.send("GET", url), 200).etag)

    def test_no_global(self):
        for auid in ("resource-lists", "pres-rules", "rls-services", "pidf-manipulation"):
            url = self.client.url(auid, tree="global")
            self.expect(self.client.send("GET", url), 404, 401)


class Auth(Case):
    auid, found = None, (200, 404)

    def test_users_auth(self):
        for password, codes in ((None, (401,)), ("wrong", (401,)), ("123", self.found)):
            client = Client(demo.port, password=password)
            self.expect(client.get(self.auid), *codes)
        stranger = Client(demo.port, user="bob")
        other = stranger.url(self.auid, tree=f"users/sip:alice@{DOMAIN}")
        self.expect(stranger.send("GET", other), 401, 403, 404)

    def test_global_auth(self):
        is_public = self.auid == "xcap-caps"
        for password, codes in (("wrong", (401,)), ("123", self.found)):
            client = Client(demo.port, password=password)
            self.expect(client.send("GET", client.url(self.auid, tree="global")),
                        *((200,) if is_public else codes))


def auth_test(auid, found=(200, 404)):
    name = "test_auth_AuthTest_" + auid.replace(".", "_").replace("-", "_")
    globals()[name] = type(name, (Auth,), {"auid": auid, "found": found, "__module__": __name__})


for name in ("org.openmobilealliance.pres-rules", "pidf-manipulation", "pres-rules",
             "resource-lists", "rls-services", "test-app", "xcap-caps"):
    auth_test(name)
auth_test("watchers", found=(404,))  # of no such application
del Auth


if __name__ == "__main__":
    unittest.main()
