"""Whether what clients saw can have happened one after the other.

Every operation must have taken effect at one moment between its call and its answer (Herlihy and
Wing 1990). One whose answer nobody knows may have taken effect at any moment since its call, or
never. Looked for as in Lowe, "Testing for linearizability" (2017): all states the object can be in
are carried along; an operation is put in order at the latest when it was answered.
"""

import math
from typing import Any, NamedTuple

UNKNOWN = math.inf  # the end of an operation whose answer is not known


class Op(NamedTuple):
    call: str
    argument: Any
    result: Any
    start: float
    end: float = UNKNOWN

    @property
    def is_known(self):
        return self.end != UNKNOWN


class Impossible(NamedTuple):
    """No order explains what was seen up to the answer of `op`."""

    op: Op
    states: list  # the object can have been in before
    others: list  # operations that may have come between

    def __str__(self):
        lines = [f"{describe(self.op)} is impossible; before it the state was one of {self.states}"]
        return "\n    ".join(lines + ["while " + describe(op) for op in self.others[:20]])


def describe(op):
    result = op.result if op.is_known else "no answer"
    end = f"{op.end:.6f}" if op.is_known else "?"
    return f"{op.call}({op.argument}) -> {result} [{op.start:.6f}, {end}]"


def check(ops, initial, step):
    """`step(state, op)` is the state after `op` where its result is possible in `state`, otherwise
    None; the result of an unknown operation is not looked at. RETURNS None or Impossible."""
    ops = list(ops)
    # A call at the very moment of an answer counts as before it.
    events = sorted([(op.start, 0, number) for number, op in enumerate(ops)] +
                    [(op.end, 1, number) for number, op in enumerate(ops) if op.is_known])
    pending = {}  # called; answered or not known
    configurations = {(initial, frozenset())}  # (state, those of `pending` that have taken effect)
    for _, is_answer, number in events:
        if not is_answer:
            pending[number] = ops[number]
            continue
        after = set()
        for state, done in configurations:
            after |= orders_up_to(number, pending, state, done, step)
        if not after:
            others = [op for other, op in pending.items() if other != number]
            return Impossible(ops[number], sorted({repr(state) for state, _ in configurations}),
                              others)
        configurations = after
        del pending[number]
    return None


def orders_up_to(last, pending, state, done, step):
    """Every (state, done) behind an order of pending operations that ends with `last`."""
    found, seen, to_do = set(), set(), [(state, done)]
    while to_do:
        configuration = to_do.pop()
        if configuration in seen:
            continue
        seen.add(configuration)
        state, done = configuration
        changes = {}
        for number, op in pending.items():
            if number in done:
                continue
            then = step(state, op)
            if then is None:
                continue
            if then != state:
                changes[number] = then
            elif op.is_known:
                done = done | {number}  # changes nothing, so here is as good as anywhere
        if last in done:
            found.add((state, done - {last}))
            continue
        for number, then in changes.items():
            if number == last:
                found.add((then, done))
            else:
                to_do.append((then, done | {number}))
    return found
