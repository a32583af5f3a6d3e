"""What the standards say of the documents below this folder: by our schemas alone, and, of the RFCs'
own examples, through nginx."""

import subprocess
import tempfile
import unittest
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from harness import Service
from harness.service import TREE
from usages.tables import all_tables

SCHEMAS = TREE / "common/usages/schemas"
# What is wrong with a document beyond its schema.
CONSTRAINTS = ("uniqueness-failure", "constraint-failure")
# XCAP's own rule, stricter than the wildcards of a schema: names that a known namespace lacks.
UNDECLARED = "4825 8.2.5"


def valid_files(schema, directory):
    """Names of the files that xmllint finds valid."""
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema,
                           *sorted(directory.iterdir())], capture_output=True, text=True)
    lines = done.stderr.splitlines()
    return {Path(line.removesuffix(" validates")).name for line in lines
            if line.endswith(" validates")}


def document_element(document):
    try:
        return ElementTree.fromstring(document).tag
    except ElementTree.ParseError:
        return None


class Schemas(unittest.TestCase):
    def test_each_document_is_valid_or_not_as_its_table_says(self):
        """By xmllint, which builds a tree where the server validates a stream."""
        for table in all_tables():
            with tempfile.TemporaryDirectory() as name:
                for number, case in enumerate(table.cases):
                    (Path(name) / f"{number}.xml").write_text(case.document)
                valid = valid_files(SCHEMAS / table.facts["schema"], Path(name))
            for number, case in enumerate(table.cases):
                with self.subTest(usage=table.auid, rule=case.rule):
                    found = f"{number}.xml" in valid and (
                        document_element(case.document) == table.facts["element"])
                    self.assertEqual(found, case.outcome in ("accepted", *CONSTRAINTS)
                                     or case.section == UNDECLARED, case.document)

    def test_the_tables_have_300_cases_and_each_rule_a_name_of_its_own(self):
        tables = all_tables()
        self.assertGreaterEqual(sum(len(table.cases) for table in tables), 300)
        for table in tables:
            names = Counter(case.rule for case in table.cases)
            self.assertEqual([name for name, count in names.items() if count > 1], [], table.auid)
            changed = Counter(case.document for case in table.cases)
            self.assertEqual([text for text, count in changed.items() if count > 1], [], table.auid)
            self.assertEqual(table.cases[0].outcome, "accepted")


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Server": {"allow_external_references": "Yes"}}, start=False)
        cls.addClassCleanup(cls.service.stop)
        cls.service.prepare(("joe",))  # whose lists the RFC's services name
        cls.service.start_xcapd()
        cls.service.start_nginx()

    def test_each_is_taken_and_comes_back_byte_for_byte(self):
        """As printed: with references to other users and other servers."""
        joe = self.service.client("joe")
        for table in all_tables():
            target = f"/xcap-root/{table.auid}/users/sip:joe@example.com/index"
            for example in table.files if "type" in table.facts else []:
                with self.subTest(usage=table.auid, file=example.rule):
                    body = example.document.encode()
                    answer = joe("PUT", target, body, content_type=table.facts["type"])
                    if example.outcome == "accepted":
                        self.assertIn(answer.status, (200, 201), answer.text)
                        self.assertEqual(joe("GET", target).body, body)
                    else:
                        self.assertEqual(answer.status, 409)
                        self.assertIn(f"<{example.outcome} ", answer.text)


if __name__ == "__main__":
    unittest.main()
