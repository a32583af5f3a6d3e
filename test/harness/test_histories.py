"""The history checker finds what must not be, and nothing else; on histories made by hand, and
against trying every order."""

import itertools
import random
import unittest

from harness.histories import check_register, check_set, check_tags, register_step
from harness.linearizability import UNKNOWN, Op, check


def add(element, start, end=UNKNOWN, result=201):
    return Op("add", element, result, start, end)


def remove(element, start, end=UNKNOWN, result=200):
    return Op("remove", element, result, start, end)


def read(result, start, end):
    return Op("read", None, result, start, end)


def write(expected, new, start, end=UNKNOWN, result=True):
    return Op("write", (expected, new), result, start, end)


class Sets(unittest.TestCase):
    def assert_possible(self, *history):
        self.assertEqual(check_set(history), [])

    def assert_impossible(self, *history):
        self.assertEqual(len(check_set(history)), 1)

    def test_one_after_the_other(self):
        self.assert_possible(read([], 0, 1), add("a", 2, 3), read(["a"], 4, 5), add("b", 6, 7),
                             read(["a", "b"], 8, 9), remove("a", 10, 11), read(["b"], 12, 13),
                             remove("a", 14, 15, 404), add("b", 16, 17, 200))

    def test_a_read_during_a_write_sees_either(self):
        self.assert_possible(add("a", 0, 10), read([], 1, 5), read(["a"], 2, 4))
        self.assert_possible(add("a", 0, 1), remove("a", 2, 9), read(["a"], 3, 4), read([], 5, 6))

    def test_what_was_seen_during_a_write_stays_seen(self):
        self.assert_impossible(add("a", 0, 10), read(["a"], 1, 2), read([], 3, 4))

    def test_a_lost_acknowledged_write(self):
        self.assert_impossible(add("a", 0, 1), read([], 2, 3))
        self.assert_impossible(add("a", 0, 1), read(["a"], 2, 3), read([], 4, 5))
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3, 404))

    def test_a_resurrected_delete(self):
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3), read(["a"], 4, 5))
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3), read([], 4, 5),
                               read(["a"], 100, 101))
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3), remove("a", 4, 5))

    def test_a_stale_read_after_an_acknowledgement(self):
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3), read(["a"], 3.5, 4),
                               read([], 5, 6))

    def test_a_write_applied_twice(self):
        self.assert_impossible(add("a", 0, 1, 200))  # the first application was its own
        self.assert_impossible(add("a", 0, 1), remove("a", 2, 3, 404), read([], 4, 5))
        self.assertEqual(len(check_set([add("a", 0, 1), read(["a", "b", "a"], 2, 3),
                                        add("b", 0, 1)])), 1)

    def test_a_write_without_an_answer_may_be_done_now_later_or_never(self):
        self.assert_possible(add("a", 0), read([], 1, 2), read([], 3, 4))
        self.assert_possible(add("a", 0), read(["a"], 1, 2))
        self.assert_possible(add("a", 0), read([], 1, 2), read(["a"], 3, 4))
        self.assert_possible(add("a", 0), remove("a", 1, 2, 404), read(["a"], 3, 4))
        self.assert_possible(add("a", 0, 1), remove("a", 2), read(["a"], 3, 4), read([], 5, 6))

    def test_but_once_it_is_seen_it_is_done(self):
        self.assert_impossible(add("a", 0), read(["a"], 1, 2), read([], 3, 4))
        self.assert_impossible(add("a", 0, 1), remove("a", 2), read([], 3, 4), read(["a"], 5, 6))

    def test_and_not_before_it_was_called(self):
        self.assert_impossible(read(["a"], 0, 1), add("a", 2))

    def test_an_element_nobody_added(self):
        self.assert_impossible(read(["a"], 0, 1))


class Registers(unittest.TestCase):
    def assert_possible(self, *history):
        self.assertEqual(check_register(history, 0), [])

    def assert_impossible(self, *history):
        self.assertEqual(len(check_register(history, 0)), 1)

    def test_one_after_the_other(self):
        self.assert_possible(read(0, 0, 1), write(0, 1, 2, 3), write(0, 2, 4, 5, False),
                             read(1, 6, 7), write(1, 3, 8, 9), read(3, 10, 11))

    def test_of_two_at_once_one_wins(self):
        self.assert_possible(write(0, 1, 0, 5), write(0, 2, 1, 4, False), read(1, 6, 7))
        self.assert_impossible(write(0, 1, 0, 5), write(0, 2, 1, 4))
        self.assert_impossible(write(0, 1, 0, 5, False), write(0, 2, 1, 4, False))

    def test_a_lost_acknowledged_write(self):
        self.assert_impossible(write(0, 1, 0, 1), read(0, 2, 3))
        self.assert_impossible(write(0, 1, 0, 1), write(0, 2, 2, 3))

    def test_a_stale_read_after_an_acknowledgement(self):
        self.assert_impossible(write(0, 1, 0, 1), write(1, 2, 2, 3), read(1, 4, 5))

    def test_a_value_that_comes_back(self):
        self.assert_impossible(write(0, 1, 0), read(1, 1, 2), write(1, 2, 3, 4), read(1, 5, 6))

    def test_a_write_refused_after_it_was_applied(self):
        """As a repetition is that meets its own first attempt."""
        self.assert_impossible(write(0, 1, 0, 1, False), read(1, 2, 3))

    def test_a_write_without_an_answer_may_be_done_now_later_or_never(self):
        self.assert_possible(write(0, 1, 0), read(0, 1, 2), write(0, 2, 3, 4), read(2, 5, 6))
        self.assert_possible(write(0, 1, 0), read(0, 1, 2), read(1, 3, 4), write(1, 2, 5, 6))
        self.assert_possible(write(0, 1, 0), write(1, 2, 1), read(2, 3, 4))
        self.assert_impossible(write(0, 1, 0), write(0, 2, 1, 2), read(1, 3, 4))

    def test_a_document_that_is_removed_and_made_again(self):
        self.assert_possible(write(0, None, 0, 1), read(None, 2, 3), write(0, 1, 4, 5, False),
                             write(None, 2, 6, 7), write(None, 3, 8, 9, False), read(2, 10, 11))
        self.assert_impossible(write(0, 1, 0, 1), write(0, None, 2, 3))
        self.assert_impossible(write(0, None, 0, 1), read(0, 2, 3))
        self.assert_possible(write(0, None, 0), read(None, 1, 2), write(None, 1, 3, 4))
        self.assert_impossible(write(None, 1, 0, 1))

    def test_a_tag_names_one_value_and_a_value_is_written_once(self):
        self.assertEqual(check_tags([("t", 1), ("u", 2), ("t", 1)]), [])
        self.assertEqual(len(check_tags([("t", 1), ("t", 2)])), 1)
        self.assertEqual(len(check_tags([("t", 1), ("u", 1)])), 1)


class EveryOrder(unittest.TestCase):
    def is_possible(self, ops):
        """By trying every order of every choice of the unknown operations."""
        known = [op for op in ops if op.is_known]
        unknown = [op for op in ops if not op.is_known]
        for count in range(len(unknown) + 1):
            for chosen in itertools.combinations(unknown, count):
                for order in itertools.permutations(known + list(chosen)):
                    if self.is_an_order(order):
                        return True
        return False

    def is_an_order(self, order):
        value = (0,)
        for index, op in enumerate(order):
            if any(later.end < op.start for later in order[index + 1:]):
                return False
            value = register_step(value, op)
            if value is None:
                return False
        return True

    def test_2000_random_histories_of_a_register_are_judged_alike(self):
        source = random.Random(4825)
        verdicts = {True: 0, False: 0}
        for _ in range(2000):
            ops = []
            for _ in range(source.randint(2, 5)):
                start = source.uniform(0, 10)
                end = start + source.uniform(0, 6) if source.random() < 0.75 else UNKNOWN
                if source.random() < 0.4 and end != UNKNOWN:
                    ops.append(read(source.randint(0, 2), start, end))
                else:
                    ops.append(write(source.randint(0, 2), source.randint(0, 2), start, end,
                                     source.random() < 0.7))
            expected = self.is_possible(ops)
            verdicts[expected] += 1
            self.assertEqual(check(ops, (0,), register_step) is None, expected, ops)
        self.assertGreater(min(verdicts.values()), 200)


if __name__ == "__main__":
    unittest.main()
