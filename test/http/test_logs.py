"""What nginx's logs say of a request, and what clients do not see."""

import re
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
        self.assertIn("doc=a\\x22%20outcome=ok outcome=", line)


class CombinedFormat(unittest.TestCase):
    def test_an_access_log_in_the_combined_format_names_the_user(self):
        service = Service(start=False)
        self.addCleanup(service.stop)
        write_site = service.write_site

        def write_site_in_combined_format():
            write_site()
            service.site.write_text(service.site.read_text().replace(
                'xcapd.log" xcapd;', 'xcapd.log" xcapd_combined;'))
        service.write_site = write_site_in_combined_format
        service.start()
        service.client("alice")("GET", INDEX, user_agent="phone")
        service.wait_until(lambda: " 404 " in service.nginx_log("access"))
        self.assertRegex(service.nginx_log("access"),
                         r'127\.0\.0\.1 - alice@example\.com \[.*\] "GET \S+ HTTP/1\.1" 404 \d+ "-" "phone"')


class Transactions(unittest.TestCase):
    """[Logging] log_request and log_response, as OpenXCAP's."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Logging": {"log_request": "401, 409", "log_response": "409"}},
                              start=False)
        directory = cls.service.directory / "logs"
        cls.file = directory / "transactions.log"
        cls.service.write_config({"Logging": {
            "directory": directory, "log_request": "401, 409", "log_response": "409"}})
        cls.service.start()
        cls.alice = cls.service.client("alice")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def entries(self):
        return self.file.read_text().split("\n20")

    def test_chosen_statuses_are_logged_whole_with_the_request_id(self):
        self.alice("GET", INDEX)
        self.alice("PUT", INDEX, LIST)
        self.alice("PUT", INDEX, b"<broken\n2026 forged", user_agent="phone 1\t2")
        entry = self.entries()[-1]
        self.assertIn("status=409 outcome=not-well-formed", entry)
        for line in (f"> PUT {INDEX}", "> user-agent: phone 1", "> <broken", "> 2026 forged",
                     "< 409 Conflict", "< Content-Type: application/xcap-error+xml",
                     "< <xcap-error "):
            self.assertIn("\n" + line, entry)
        identifier = re.search(r" id=(\w{32}) ", entry)[1]
        self.service.assert_logged("access", "id=" + identifier)
        self.assertNotIn("status=201", self.file.read_text())

    def test_a_response_is_logged_only_where_it_is_asked_for(self):
        self.service.client(None)("GET", INDEX)
        entry = [entry for entry in self.entries() if "status=401" in entry][-1]
        self.assertIn("\n> GET ", entry)
        self.assertNotIn("\n<", entry)

    def test_credentials_are_masked_and_bodies_bounded(self):
        self.alice("PUT", INDEX, b"<broken>" + b"x" * 40000)
        text = self.entries()[-1]
        self.assertIn("\n> authorization: Digest ********\n", text)
        self.assertNotIn("response=", self.file.read_text())
        self.assertIn("... of 40008 bytes", text)
        self.assertLess(len(text), 20000)

    def test_credentials_without_a_scheme_are_masked_too(self):
        stranger = self.service.client(None)
        for value in ("YWxpY2U6MTIz", "alice:123", "Basic\tYWxpY2U6MTIz", "YWxpY2U6MTIz x"):
            stranger("GET", INDEX, Authorization=value)
            self.assertRegex(self.entries()[-1], r"\n> authorization: (Basic )?\*{8}\n", value)

    def test_a_log_that_cannot_be_written_is_said_once_and_harms_no_request(self):
        service = Service({"Logging": {"directory": "/nonexistent", "log_request": "all"},
                           "Process": {"workers": "1"}})
        self.addCleanup(service.stop)
        for _ in range(3):
            self.assertEqual(service.client("alice")("PUT", INDEX, LIST).status // 100, 2)
        service.assert_logged("error", "outcome=not-logged")
        self.assertEqual(service.nginx_log("error").count("outcome=not-logged"), 1)


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
