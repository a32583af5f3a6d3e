"""Errors, and the words OpenXCAP's suite looks for in their bodies (FACTS 4.6)."""

import re
import socket
import subprocess
import unittest

from suite import RL, Case, start

LISTS = f'<resource-lists xmlns="{RL}"><list name="friends"/></resource-lists>'


def setUpModule():
    start(globals())


def tearDownModule():
    demo.stop()


class test_errors_ErrorsTest(Case):
    def at_root(self, method, rest):
        return self.client.send(method, self.client.root + rest, b"x" if method == "POST" else None)

    def test400_1(self):
        self.put_new("resource-lists", LISTS)
        self.expect(self.client.get(
            "resource-lists", '/resource-lists/list[@name="friends"]/external[]/@anchor'), 400)

    def test400_2(self):
        url = self.client.url("resource-lists", name="index.xml~~")
        self.assertIn("to parse node", self.expect(self.client.send("GET", url), 400))

    def test404(self):
        for rest, word in (("", "XCAP Root"), ("/xxx", "context"),
                           ("/resource-lists/user/a@example.com/index.xml", "context"),
                           ("/resource-lists/users", "user id"),
                           ("/resource-lists/users/a@example.com", "not contain "),
                           ("/resource-lists/users/a@example.com/", "not contain ")):
            self.assertIn(word, self.expect(self.at_root("GET", rest), 404))
        self.client.delete("resource-lists")
        self.expect(self.client.get("resource-lists"), 404)

    def test405(self):
        self.expect(self.at_root("POST", ""), 405)
        self.expect(self.client.send("XXX", self.client.url("resource-lists")), 400, 405)

    def test409(self):
        self.assertIn("<not-well-formed", self.expect(self.client.put("resource-lists", "xxx"), 409))
        self.assertIn("<not-well-formed", self.expect(
            self.client.put("resource-lists", "<resource-lists>"), 409))
        twice = LISTS.replace('<list name="friends"/>', '<list name="friends"/>' * 2)
        answer = self.expect(self.client.put("resource-lists", twice), 409)
        field = re.search('field="([^"]*)"', answer.body.decode())[1]
        found = subprocess.run(["xmllint", "--xpath", f"string({field})", "-"], input=twice, text=True,
                               capture_output=True)
        self.assertEqual(found.stdout.strip(), "friends")

    def test_gibberish(self):
        with socket.create_connection(("127.0.0.1", demo.port), timeout=10) as connection:
            connection.sendall(b"gibberish\r\n\r\n")
            self.assertIn(b"400 Bad Request", connection.recv(4096))


if __name__ == "__main__":
    unittest.main()
