"""The pages /, /docs and /redoc as Chromium shows them. Screenshots are left in OUT/web."""

import json
import os
import shutil
import subprocess
import unittest

from harness import Service
from harness.service import OUT, TREE

WWW = TREE / "build/www"
PACKAGES = TREE / "build/test-web-packages/node_modules"
PICTURES = OUT / "web"

# What a browser shows, where it offers most applications' types as a download.
NOTES = "com.example.notes 16777216 application/xml urn:example:notes"
NOTE = "/xcap-root/com.example.notes/users/sip:alice@example.com/page"
SCRIPT = (b'<a xmlns="urn:example:notes"><script xmlns="http://www.w3.org/1999/xhtml">'
          b'document.documentElement.setAttribute("ran", "")</script></a>')
CONTACTS = "get /api/v1/users/{user}/addressbook/contacts"


def setUpModule():
    global service, report
    service = Service({"Server": {"custom_applications": NOTES}}, start=False)
    shutil.copytree(WWW, service.directory / "www")  # where nginx's user can read it
    service.write_site(www=service.directory / "www")
    service.start()
    answer = service.client()("POST", "/api/v1/users/alice@example.com/addressbook/contacts",
                              b'{"name": "Bob", "uris": [{"uri": "sip:bob@example.com"}]}',
                              Content_Type="application/json")
    assert answer.status in (200, 201), answer.text
    answer = service.client("alice")("PUT", NOTE, SCRIPT)
    assert answer.status == 201, answer.text
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    done = subprocess.run(
        ["node", TREE / "test/web/browse.js", json.dumps({
            "origin": f"http://127.0.0.1:{service.port}", "output": str(PICTURES),
            "chromium": shutil.which("chromium"),
            "credentials": {"username": "alice", "password": "123"},
            "stored": [NOTE],
            "try": {"operation": CONTACTS, "parameters": {"user": "alice@example.com"}}})],
        text=True, capture_output=True, timeout=300,
        env={**os.environ, "NODE_PATH": str(PACKAGES)})
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)


def tearDownModule():
    service.stop()


def described():
    methods = ("get", "put", "post", "delete", "patch", "head", "options")
    paths = json.loads(service.client(None)("GET", "/openapi.json").body)["paths"]
    return {f"{method} {path}" for path, item in paths.items() for method in item
            if method in methods}


class Shown(unittest.TestCase):
    def test_each_page_is_opened_at_both_widths(self):
        self.assertEqual({(visit["name"], visit["width"]) for visit in report["visits"]},
                         {(name, width) for name in ("landing", "docs", "redoc")
                          for width in (1280, 400)})

    def test_docs_and_redoc_show_every_operation_of_the_description(self):
        for visit in report["visits"]:
            if visit["name"] != "landing":
                self.assertEqual(set(visit["operations"]), described(), visit["name"])

    def test_nothing_fails_and_the_policy_blocks_nothing(self):
        for part in [*report["visits"], report["tried"]]:
            self.assertEqual(part["troubles"], [], part)

    def test_no_other_host_is_asked(self):
        for part in [*report["visits"], report["tried"]]:
            self.assertEqual(part["hosts"], [f"http://127.0.0.1:{service.port}"])

    def test_nothing_is_wider_than_the_window(self):
        for visit in report["visits"]:
            self.assertEqual(visit["overflow"], 0, visit["name"])

    def test_links_of_ours_lead_somewhere(self):
        links = {link for visit in report["visits"] for link in visit["links"]}
        self.assertLessEqual({"/", "/docs", "/redoc", "/openapi.json"}, links)
        for link in links:
            self.assertEqual(service.client(None)("GET", link).status, 200, link)

    def test_what_npm_did_not_bring_is_told(self):
        for name, said in zip(("Swagger UI", "ReDoc"), report["absent"]):
            self.assertEqual(said, f"{name} is not installed on this host. The description is at "
                                   "/openapi.json.")

    def test_an_operation_is_tried_with_the_browser_s_digest(self):
        self.assertEqual(report["tried"]["status"], 200)
        self.assertIn("sip:bob@example.com", report["tried"]["body"])
        self.assertIn("The browser asks for user name and password", report["tried"]["offered"])
        self.assertNotIn("unsupported", report["tried"]["offered"])


class Stored(unittest.TestCase):
    def test_no_script_of_a_document_runs_in_a_browser(self):
        for opened in report["opened"]:
            self.assertEqual((opened["status"], opened["ran"]), (200, False), opened["target"])


class Described(unittest.TestCase):
    def validate(self, description):
        done = subprocess.run(["node", TREE / "test/web/validate.mjs", PACKAGES],
                              input=json.dumps(description), text=True, capture_output=True,
                              timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_the_description_is_valid_openapi_3_1(self):
        description = json.loads(service.client(None)("GET", "/openapi.json").body)
        self.assertEqual(self.validate(description), {"version": "3.1", "errors": []})
        description["paths"]["/"] = {"get": {"responses": "none"}}
        self.assertNotEqual(self.validate(description)["errors"], [])


if __name__ == "__main__":
    unittest.main()
