"""What the bench makes of figures, without measuring: bars, the soak, a run where a case fails."""

import unittest
from unittest import mock

import bench
from bars import judged
from cases import PEER, REFERENCES, Case, cases, path_of
from tables import line_of


def report_of(rows=None, **more):
    return {"cases": rows or {}, "private_kib": {"sqlite": [9000, 10000]},
            "parse_times": {"bare_parse_us": 600, "stream_validation_us": 5000},
            "ratios_to_kamailio": {}, **more}


def met(report, word):
    """{what: met} of the bars with this word; None for information."""
    return {bar["what"]: bar.get("met") for bar in judged(report) if word in bar["what"]}


class Bars(unittest.TestCase):
    def test_memory_is_judged_after_a_soak_alone(self):
        for more in ({}, {"soak_requests": 300, "soak_private_kib": [{"sqlite": [1]}] * 2}):
            found = met(report_of(**more), "memory")
            self.assertEqual(list(found.values()), [None])
            self.assertIn("SOAK=100000", "".join(found))
            for bar in judged(report_of(**more)):
                self.assertNotIn("met", line_of(bar))

    def test_memory_and_its_growth_are_bars_of_a_soak(self):
        for middle, end, expected in (((9000, 10000), (9256, 10000), [True, True]),
                                      ((9000, 10000), (9257, 10000), [True, False]),
                                      ((12288, 12289), (12288, 12289), [False, True])):
            found = met(report_of(soak_requests=100_000, soak_private_kib=[
                {"sqlite": list(middle)}, {"sqlite": list(end)}]), "worker")
            self.assertEqual(list(found.values()), expected, (middle, end))

    def test_cpu_grows_no_more_than_linearly_above_the_shortest_list(self):
        def judge(**cpu):
            return list(met(report_of({f"get-entry/{length[1:]}/peer": {"worker_cpu_us": us}
                                       for length, us in cpu.items()}), "ten times").values())

        self.assertEqual(judge(_10=37, _100=64, _1000=334, _10000=3034), [True, True])
        self.assertEqual(judge(_10=37, _100=64, _1000=400, _10000=3034), [False, True])
        self.assertEqual(judge(_10=37, _100=64, _1000=334, _10000=4000), [True, False])
        # By that of 1,000 alone this is 3.6 times: what a request costs anyhow hides it.
        self.assertEqual(judge(_10=1000, _100=1001, _1000=1012, _10000=3600), [True, False])
        self.assertEqual(judge(_10=37, _100=36, _1000=334, _10000=3034), [True])
        self.assertEqual(judge(_100=64, _1000=334, _10000=3034), [])

    def test_rates_are_told_against_both_references_and_judged_against_the_plain_one(self):
        rows = {"hello": {"requests_per_second": 100, "worker_cpu_us": 10, "worst_us": 1},
                "hello-quick": {"requests_per_second": 200, "worker_cpu_us": 10, "worst_us": 1},
                "get-document/2k/peer": {"requests_per_second": 75, "worker_cpu_us": 30,
                                         "worst_us": 1}}
        bench.compare(rows)
        self.assertEqual(met(report_of(rows), "get-document/2k/peer of hello"),
                         {"get-document/2k/peer of hello": True,
                          "get-document/2k/peer of hello-quick": None})


class Runs(unittest.TestCase):
    def test_a_soak_asks_all_kinds_in_turn(self):
        asked = []
        measured = bench.Bench(mock.Mock(services={}), None)
        measured.measure = lambda case, *_: asked.append(case.name)
        mixed = bench.mixed_cases(cases())
        measured.soak(mixed, 20 * 100 * len(mixed))
        names = [case.name for case in mixed]
        self.assertEqual(asked, 20 * names)
        self.assertLessEqual({"get-document/2k/peer", "put-element/200k/digest"}, set(names))

    def test_references_are_measured_in_each_round_and_between_the_cases(self):
        measured = bench.Bench(mock.Mock(), None)
        measured.measure = lambda *_: {"requests": 1}
        wanted = [Case(f"c{number}", "/") for number in range(11)]
        for these, times in ((wanted, 4), ([], 2)):
            results = measured.rounds(these, 2, 1)
            for case in REFERENCES:
                self.assertEqual([run["round"] for run in results[case.name]],
                                 sorted([1, 2] * (times // 2)))

    def test_durability_is_told_though_the_first_case_fails(self):
        broken = Case("broken", path_of("none"), ["--bind", PEER])
        good = next(case for case in cases() if case.name == "get-document/2k/peer")
        report = bench.run([broken, good], 1, 0.02, 2, 0)
        self.assertEqual(report["durability"]["sqlite"]["journal_mode"], "wal")
        self.assertIn("status 404", "".join(report["problems"]))


if __name__ == "__main__":
    unittest.main()
