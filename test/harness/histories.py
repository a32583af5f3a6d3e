"""What clients may see of a set of elements, and of a document written on condition only.

A history is a list of Op (linearizability.py). Its calls:

    set        add(element) → 201 it is new, 200 it was there
               remove(element) → 200 it was there, 404 it was not
               read(None) → the elements, in the order of the document
    register   write((expected, new)) → True, or False: the value was not the expected one
               read(None) → the value; None where there is no document

Elements are added under a name of their own once; so are values written, but for None.
"""

import bisect
from collections import Counter, defaultdict

from .linearizability import check


def element_step(is_there, op):
    """A state is whether the element is there."""
    if op.call == "read":
        return is_there if op.result == is_there else None
    if not op.is_known:
        return op.call == "add"
    was_there = {("add", 201): False, ("add", 200): True,
                 ("remove", 404): False, ("remove", 200): True}[op.call, op.result]
    if was_there != is_there:
        return None
    return op.call == "add"


def check_set(history):
    """Element by element; RETURNS what is impossible, as lines of text."""
    problems = []
    changes, sightings = defaultdict(list), defaultdict(list)
    reads = sorted((op for op in history if op.call == "read" and op.is_known),
                   key=lambda op: op.start)
    for read in reads:
        for element, count in Counter(read.result).items():
            sightings[element].append(read)
            if count > 1:
                problems.append(f"{element} is there {count} times at {read.start:.6f}")
    for op in history:
        if op.call != "read":
            changes[op.argument].append(op)
    starts = [read.start for read in reads]
    longest = max((read.end - read.start for read in reads), default=0)
    for element in changes.keys() | sightings.keys():
        ops = changes[element]
        seen = sightings[element]
        relevant = reads_of(ops, seen, reads, starts, longest)
        seen_at = {id(read) for read in seen}
        history_of_it = ops + [read._replace(argument=element, result=id(read) in seen_at)
                               for read in relevant]
        impossible = check(history_of_it, False, element_step)
        if impossible:
            problems.append(str(impossible))
    return problems


def reads_of(changes, seen, reads, starts, longest):
    """The reads that can tell something of an element: none that ended before it was heard of;
    and of those behind all that is known of it one, for what that one does not see the others
    need not have seen either."""
    known = [op for op in [*changes, *seen] if op.is_known]
    if not known:
        return []
    begin = min(op.start for op in [*changes, *seen])
    end = max(op.end for op in known)
    first = bisect.bisect_left(starts, begin - longest)
    behind = bisect.bisect_right(starts, end)
    relevant = [read for read in reads[first:behind] if read.end >= begin]
    later = min(reads[behind:behind + 100], key=lambda read: read.end, default=None)
    return relevant + ([later] if later else [])


def register_step(state, op):
    """A state is the value, in a tuple of its own."""
    value = state[0]
    if op.call == "read":
        return state if op.result == value else None
    expected, new = op.argument
    if not op.is_known:
        return (new,) if value == expected else None
    if op.result != (value == expected):
        return None
    return (new,) if op.result else state


def check_register(history, initial):
    """RETURNS what is impossible, as lines of text."""
    impossible = check(history, (initial,), register_step)
    return [str(impossible)] if impossible else []


def check_tags(pairs, values_recur=False):
    """(entity tag, value) as seen: a tag names one value; and a value, unless it may recur, was
    written once and so has one tag."""
    values, tags = defaultdict(set), defaultdict(set)
    for tag, value in pairs:
        values[tag].add(value)
        tags[value].add(tag)
    problems = [f"{tag} is the tag of {len(found)} values: {sorted(found)[:5]}"
                for tag, found in values.items() if len(found) > 1]
    if not values_recur:
        problems += [f"{value} was written {len(found)} times, as {sorted(found)}"
                     for value, found in tags.items() if len(found) > 1]
    return problems
