"""xcap-conformance, whole, through nginx: over TCP, over TLS, and in its other uses."""

import json
import re
import subprocess
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

from harness import Service
from harness.service import OUT

PROGRAM = OUT / "xcap-conformance"


def setUpModule():
    global service
    service = Service()


def tearDownModule():
    service.stop()


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=280)


def run_on(target, *words, tls=False):
    scheme, port = ("https", target.tls_port) if tls else ("http", target.port)
    trust = ["--ca-file", target.directory / "tls/cert.pem"] if tls else []
    return run(f"{scheme}://127.0.0.1:{port}/xcap-root", "-u", "alice@example.com", "-p", "123",
               *trust, *words)


class Suite(unittest.TestCase):
    def assert_all_pass(self, done):
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr)
        self.assertRegex(done.stdout, r"\n[0-9]+ passed, 0 failed, 0 skipped\n$")
        self.assertIn("destroys the documents of sip:alice@example.com", done.stderr)

    def test_every_case_over_tcp(self):
        self.assert_all_pass(run_on(service))

    def test_every_case_over_tls(self):
        self.assert_all_pass(run_on(service, tls=True))

    def test_there_are_at_least_1500_cases_and_each_has_a_name_of_its_own(self):
        names = run("--list").stdout.splitlines()
        self.assertGreater(len(names), 1500)
        self.assertEqual(len(names), len(set(names)))

    def test_one_group_section_or_case_by_name(self):
        for word in ("capabilities", "7.7", "figures 24 to 32"):
            listed = run("--list", "--only", word).stdout.splitlines()
            self.assertTrue(listed)
            done = run_on(service, "--only", word, "--format", "json")
            self.assertEqual(len(json.loads(done.stdout)["cases"]), len(listed))
        self.assertEqual(run_on(service, "--only", "no such case").returncode, 2)

    def test_json_and_junit_say_the_same(self):
        found = json.loads(run_on(service, "--only", "bindings", "--format", "json").stdout)
        self.assertEqual(found["failed"], 0)
        self.assertEqual(found["passed"], len(found["cases"]))
        junit = xml.dom.minidom.parseString(
            run_on(service, "--only", "bindings", "--format", "junit").stdout)
        self.assertEqual([case.getAttribute("name") for case in junit.getElementsByTagName("testcase")],
                         [case["name"] for case in found["cases"]])

    def test_cases_of_usages_that_the_server_does_not_list_are_skipped_with_a_reason(self):
        served = Service({"Server": {"disabled_applications": "rls-services"}})
        self.addCleanup(served.stop)
        found = json.loads(run_on(served, "--only", "rls-services", "--only", "pidf-manipulation",
                                  "--format", "json").stdout)
        self.assertEqual(found["failed"], 0)
        skipped = {case["message"] for case in found["cases"] if case["outcome"] == "skipped"}
        self.assertEqual(skipped, {"the server has no application usage rls-services"})
        self.assertTrue(all(case["outcome"] == "passed" for case in found["cases"]
                            if case["group"] == "pidf-manipulation"))

    def test_with_references_to_elsewhere_allowed_only_those_are_taken(self):
        """RFC 4826 3.4.5, 4.4.5: what is a reference at all does not depend on whose list it names."""
        served = Service({"Server": {"allow_external_references": "Yes"}})
        self.addCleanup(served.stop)
        usages = ("resource-lists", "rls-services", "org.openmobilealliance.pres-rules")
        found = json.loads(run_on(served, *(word for usage in usages for word in ("--only", usage)),
                                  "--format", "json").stdout)
        self.assertEqual([case["name"] for case in found["cases"] if case["outcome"] == "failed"], [
            "org.openmobilealliance.pres-rules: an anc below another root: constraint-failure",
            "org.openmobilealliance.pres-rules: an anc of another user: constraint-failure",
            "org.openmobilealliance.pres-rules: the second anc of another user: constraint-failure",
            "rls-services: a resource-list below another root: constraint-failure"])

    def test_an_account_of_xcapclient_ini(self):
        with tempfile.TemporaryDirectory() as directory:
            ini = Path(directory) / "xcapclient.ini"
            ini.write_text("[Account_test]\nsip_address=alice@example.com\npassword=123\n"
                           f"xcap_root = http://127.0.0.1:{service.port}/xcap-root\n")
            done = run("--ini", ini, "--account", "test", "--only", "examples")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(run("--ini", ini, "--account", "none").returncode, 2)

    def test_a_server_that_does_not_answer_fails_every_case(self):
        done = run("http://127.0.0.1:9/xcap-root", "-u", "alice@example.com", "--only", "examples",
                   "--format", "json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["passed"], 0)


class Compatibility(unittest.TestCase):
    def test_compatibility_openxcap_deviates_as_documented_and_nowhere_else(self):
        """xcapd.conf(5) COMPATIBILITY."""
        lenient = Service({"Server": {"compatibility": "openxcap"}})
        self.addCleanup(lenient.stop)
        found = json.loads(run_on(lenient, "--format", "json").stdout)
        failed = [case for case in found["cases"] if case["outcome"] == "failed"]
        self.assertEqual(sum(case["section"] == "7.7" for case in failed), 3)
        for case in failed:
            if case["section"] != "7.7":  # white space around a document is dropped
                found, wanted = re.split(r"\nand not\n", case["message"].partition(" is\n")[2])
                self.assertEqual(found, wanted.strip(), case)


if __name__ == "__main__":
    unittest.main()
