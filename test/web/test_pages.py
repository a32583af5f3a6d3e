"""The pages /, /docs and /redoc as Chromium shows them. Screenshots are left in OUT/web."""

import json
import os
import shutil
import signal
import subprocess
import unittest

from harness import LIST, Service
from harness.service import OUT, TREE

WWW = TREE / "build/www"
PACKAGES = TREE / "build/test-web-packages/node_modules"
PICTURES = OUT / "web"

CONTACTS_PATH = "/api/v1/users/{user}/addressbook/contacts"
LIST_PATH = "/xcap-root/resource-lists/users/{user}/index"
USER = {"name": "user", "in": "path", "required": True, "schema": {"type": "string"}}
SECURED = {"parameters": [USER], "security": [{"digest": []}],
           "responses": {"200": {"description": "Done."}}}
STAND_IN = {  # of a program that does not describe itself
    "openapi": "3.1.0", "info": {"title": "XCAP", "version": "0"},
    "paths": {
        "/xcap-root/xcap-caps/global/index": {"get": {"summary": "What this server can do",
            "tags": ["server"], "responses": {"200": {"description": "A document."}}}},
        LIST_PATH: {method: {"summary": f"{method} a list", "tags": ["lists"], **SECURED}
                    for method in ("get", "put", "delete")}},
    "components": {"securitySchemes": {"digest": {"type": "http", "scheme": "digest"}}}}


def setUpModule():
    global service, report
    service = Service(start=False)
    shutil.copytree(WWW, service.directory / "www")  # where nginx's user can read it
    service.write_site(www=service.directory / "www")
    service.start()
    if service.client(None)("GET", "/openapi.json").status != 200:
        describe(STAND_IN)
    service.client()("PUT", "/xcap-root/resource-lists/users/sip:alice@example.com/index", LIST)
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    done = subprocess.run(
        ["node", TREE / "test/web/browse.js", json.dumps({
            "origin": f"http://127.0.0.1:{service.port}", "output": str(PICTURES),
            "chromium": shutil.which("chromium"),
            "credentials": {"username": "alice", "password": "123"},
            "try": {"operation": next(operation for operation in described() if operation in (
                        f"get {CONTACTS_PATH}", f"get {LIST_PATH}")),
                    "parameters": {"user": "sip:alice@example.com"}}})],
        text=True, capture_output=True, timeout=300,
        env={**os.environ, "NODE_PATH": str(PACKAGES)})
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)


def describe(description):
    (service.directory / "nginx").mkdir()
    (service.directory / "openapi.json").write_text(json.dumps(description))
    (service.directory / "nginx/openapi.conf").write_text(
        f"location = /openapi.json {{ alias {service.directory}/openapi.json; "
        "default_type application/json; }\n")
    service.nginx.send_signal(signal.SIGHUP)
    service.wait_until(lambda: service.client(None)("GET", "/openapi.json").status == 200)


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
