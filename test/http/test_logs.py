"""What nginx's logs say of a request, and what clients do not see."""

import secrets
import unittest

from harness import LIST, Service

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"


def setUpModule():
    global service, alice
    service = Service()
    alice = service.client("alice")


def tearDownModule():
    service.stop()


def logged(method, target, body=None):
    """The access log's line of this request. nginx writes it after the answer, and after that of
    the challenge before."""
    agent = secrets.token_hex(8)
    alice(method, target, body, user_agent=agent)

    def lines():
        return [line for line in service.nginx_log("access").splitlines()
                if agent in line and " 401 " not in line]
    service.wait_until(lines)
    return lines()[0]


class Logs(unittest.TestCase):
    def test_the_access_log_names_who_what_and_how_it_ended(self):
        line = logged("PUT", INDEX, LIST)
        for part in ("user=alice@example.com", "auid=resource-lists", "doc=index",
                     "outcome=created", " 201 "):
            self.assertIn(part, line)
        self.assertRegex(line, r"worker=0\.\d{6} db=0\.\d{6} ")
        self.assertNotIn("db=0.000000", line)
        self.assertIn("outcome=not-well-formed", logged("PUT", INDEX, b"<broken"))

    def test_clients_see_none_of_it(self):
        for answer in (alice("GET", INDEX), service.client(None)("GET", INDEX)):
            self.assertFalse([name for name in answer.headers if name.startswith("x-xcapd")])

    def test_refusals_are_no_failures(self):
        """The error log is for what an operator must act on."""
        alice("GET", INDEX + "none")
        alice("PUT", INDEX, b"<broken")
        service.client(None)("GET", INDEX)
        self.assertEqual(service.nginx_log("error"), "")

    def test_a_name_cannot_forge_a_log_line(self):
        line = logged("GET", "/xcap-root/test-app/users/sip:alice@example.com/a%22%20outcome=ok")
        self.assertIn("\\x22", line)


class Capabilities(unittest.TestCase):
    CAPS = "/xcap-root/xcap-caps/global/index"

    def test_xcap_caps_lists_what_is_served_to_anybody(self):
        """RFC 4825 12."""
        answer = service.client(None)("GET", self.CAPS)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], "application/xcap-caps+xml")
        for text in ("<auid>xcap-caps</auid>", "<auid>resource-lists</auid>",
                     "<auid>test-app</auid>", "<namespace>urn:ietf:params:xml:ns:xcap-caps<",
                     "<namespace>urn:ietf:params:xml:ns:resource-lists<"):
            self.assertIn(text, answer.text)

    def test_it_is_valid_and_cacheable(self):
        import subprocess
        from harness.service import TREE
        answer = service.client(None)("GET", self.CAPS)
        schema = TREE / "common/usages/schemas/xcap-caps.xsd"
        checked = subprocess.run(["xmllint", "--noout", "--schema", schema, "-"],
                                 input=answer.body, capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        again = service.client(None)("GET", self.CAPS, if_none_match=answer.etag)
        self.assertEqual(again.status, 304)

    def test_there_is_no_other_such_document(self):
        for target in ("/xcap-root/xcap-caps/global/other",
                       "/xcap-root/xcap-caps/users/sip:alice@example.com/index"):
            self.assertEqual(alice("GET", target).status, 404)


if __name__ == "__main__":
    unittest.main()
