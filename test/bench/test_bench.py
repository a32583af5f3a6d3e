"""The bench measures what it says: every case runs, and nothing wrong is counted as right. No time
is asserted."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from cases import PEER_BARS, cases, planned
from harness import LIST, Service
from harness.service import OUT
from peers.kamailio import is_installed as kamailio_is_installed

HERE = Path(__file__).resolve().parent
INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"


def run_bench(**environment):
    return subprocess.run([sys.executable, HERE / "bench.py"], capture_output=True, text=True,
                          env={**os.environ, "ROUNDS": "1", "SECONDS_PER_CASE": "0.02",
                               "WORKERS": "4", "DATABASES": "", "PEERS": "", **environment})


class Bench(unittest.TestCase):
    def test_every_case_runs_without_an_error_and_has_its_row(self):
        done = run_bench(JSON="1", SOAK="300")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(set(report["cases"]), {"hello", "hello-quick", *(case.name for case in cases())})
        for name, row in report["cases"].items():
            self.assertEqual(row["errors"], 0, name)
            self.assertGreater(row["requests"], 0, name)
            self.assertGreater(row["worker_cpu_us"], 0, name)
            self.assertLessEqual(row["p50_us"], row["p99_us"], name)
            self.assertLessEqual(row["p99_us"], row["worst_us"], name)
            if name not in ("hello", "hello-quick"):
                self.assertIn("allocations", row, name)
        self.assertEqual(report["durability"],
                         {"sqlite": {"journal_mode": "wal", "synchronous": "2"}})
        self.assertEqual(len(report["private_kib"]["sqlite"]), 4)
        self.assertEqual(len(report["soak_private_kib"]), 2)
        self.assertEqual(set(report["results"]), set(report["cases"]))
        for runs in report["results"].values():
            self.assertEqual({run["round"] for run in runs}, {1})
        bars = [bar for bar in report["bars"] if "met" in bar]
        self.assertGreater(len(bars), 10)
        for bar in bars:
            self.assertEqual(bar["met"], bar["value"] <= bar["bar"] if bar["at_most"]
                             else bar["value"] >= bar["bar"], bar)
        self.assertGreater(report["parse_times"]["stream_validation_us"],
                           report["parse_times"]["bare_parse_us"])

    def test_cases_are_chosen_by_words_and_printed_as_a_table(self):
        done = run_bench(CASES="get-document/2k entry/10/")
        self.assertEqual(done.returncode, 0, done.stderr)
        names = [line.split()[0] for line in done.stdout.splitlines() if " %" in line]
        for name in ("hello", "get-document/2k/peer", "get-document/2k/digest",
                     "get-entry/10/peer", "put-entry/10/peer"):
            self.assertIn(name, names)
        self.assertNotIn("get-document/20k/peer", names)

    def test_databases_answer_the_small_cases_in_the_same_run(self):
        done = run_bench(JSON="1", DATABASES="sqlite mysql postgresql", CASES="put-element/2k")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        for name in ("put-element/2k/peer", "put-element/2k/digest"):
            for server in ("", "@mysql", "@postgresql"):
                row = report["cases"][name + server]
                self.assertIn("allocations", row)
                self.assertGreater(row["worker_cpu_us"], 0, "another xcapd answered")
        self.assertEqual(report["durability"]["mysql"],
                         {"innodb_flush_log_at_trx_commit": "1", "sync_binlog": "0"})
        self.assertEqual(report["durability"]["postgresql"],
                         {"synchronous_commit": "on", "fsync": "on"})

    def test_workers_are_as_many_as_xcapd_starts_by_itself(self):
        alone = json.loads(run_bench(JSON="1", WORKERS="", CASES="get-document/2k/peer").stdout)
        self.assertEqual(len(alone["private_kib"]["sqlite"]), alone["workers"])
        both = json.loads(run_bench(JSON="1", WORKERS="", CASES="get-document/2k/peer",
                                    DATABASES="sqlite mysql").stdout)
        self.assertGreater(both["workers"], 0)
        self.assertEqual({name: len(kib) for name, kib in both["private_kib"].items()},
                         {"sqlite": both["workers"], "mysql": both["workers"]})
        self.assertGreaterEqual(both["workers"], alone["workers"])

    def test_hello_alone_may_be_measured(self):
        done = run_bench(JSON="1", CASES="hello")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(set(json.loads(done.stdout)["cases"]), {"hello", "hello-quick"})

    def test_numbers_that_are_none_are_one_line(self):
        for name, *values in (("ROUNDS", "0", "x", "1.5"), ("WORKERS", "-1", "x"),
                              ("SECONDS_PER_CASE", "abc", "0", "nan", "inf"), ("SOAK", "-5", "x")):
            for value in values:
                done = run_bench(**{name: value})
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, rf"\Abench: {name} is .*, not {value}\n\Z")

    def test_a_soak_needs_mixed_cases(self):
        done = run_bench(SOAK="100", CASES="entry")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Abench: SOAK needs .*\n\Z")

    def test_a_database_that_is_not_known_is_refused(self):
        done = run_bench(DATABASES="sqlite oracle")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no such database: oracle", done.stderr)

    def test_every_bar_of_a_peer_compares_two_cases_that_are_measured(self):
        names = {case.name for case in planned(["sqlite"], with_peers=True)}
        for name in PEER_BARS:
            self.assertLessEqual({name, name.partition("@")[0] + "@kamailio"}, names)
        self.assertEqual([case.name for case in planned(["sqlite"], with_peers=False)],
                         [case.name for case in cases()])

    @unittest.skipUnless(kamailio_is_installed(), "make bench PEERS=1 installs Kamailio")
    def test_kamailio_answers_the_same_cases_without_an_error(self):
        bars = [name for name in PEER_BARS if "5000" in name or name.startswith("put-element")]
        done = run_bench(JSON="1", PEERS="1", CASES="put-element/2k/digest 5000/digest")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(list(report["ratios_to_kamailio"]), bars)
        self.assertRegex(report["kamailio"], r"^kamailio \d")


class Generator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        assert cls.service.client("alice")("PUT", INDEX, LIST).status == 201

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def generate(self, *arguments, target=INDEX):
        done = subprocess.run(
            [OUT / "xcap-bench", "--format", "json", "--connections", "2", "--requests", "20",
             "--warmup", "0", *arguments, f"http://127.0.0.1:{self.service.port}{target}"],
            capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout)

    def test_a_whole_answer_of_the_right_length_is_right(self):
        code, result = self.generate("--user", "alice:123", "--length", str(len(LIST)))
        self.assertEqual((code, result["errors"]), (0, {}))
        self.assertEqual((result["requests"], result["challenges"]), (20, 2))
        self.assertEqual(result["answers"], 22)
        self.assertEqual(result["connects"], 2)

    def test_connections_may_share_one_nonce(self):
        code, result = self.generate("--user", "alice:123", "--shared-nonce")
        self.assertEqual((code, result["errors"]), (0, {}))

    def test_a_wrong_status_is_an_error(self):
        code, result = self.generate("--user", "alice:123", target=INDEX + "-not-there")
        self.assertEqual((code, result["errors"]), (1, {"status 404": 20}))

    def test_a_body_of_another_length_is_an_error(self):
        code, result = self.generate("--user", "alice:123", "--length", "1")
        self.assertEqual((code, result["errors"]), (1, {f"body of {len(LIST)} bytes": 20}))

    def test_a_wrong_password_is_an_error_and_ends(self):
        code, result = self.generate("--user", "alice:wrong")
        self.assertEqual(code, 1)
        self.assertEqual(set(result["errors"]), {"status 401"})

    def test_a_challenge_nobody_answers_is_an_error(self):
        code, result = self.generate()
        self.assertEqual((code, result["errors"]), (1, {"status 401": 20}))

    def test_revalidation_sends_the_entity_tag_that_came(self):
        code, result = self.generate("--user", "alice:123", "--revalidate", "--expect", "304",
                                     "--length", "0")
        self.assertEqual((code, result["errors"], result["requests"]), (0, {}, 20))

    def test_nobody_at_the_port_is_said(self):
        done = subprocess.run([OUT / "xcap-bench", "http://127.0.0.1:1/"], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("connect to 127.0.0.1:1", done.stderr)

    def test_a_url_that_is_not_http_is_refused(self):
        done = subprocess.run([OUT / "xcap-bench", "https://127.0.0.1/"], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("http://", done.stderr)


if __name__ == "__main__":
    unittest.main()
