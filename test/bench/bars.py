"""What a report of bench.py is judged by."""

from cases import PEER_BARS

# Of SQLite. Ratio to hello in requests per second, worker CPU above hello's in microseconds.
RATIO_BARS = {"get-document/2k/peer": 0.70, "get-document/2k/digest": 0.55,
              "get-element/2k/peer": 0.62, "get-element/2k/digest": 0.48,
              "not-modified/2k/peer": 0.72, "not-modified/2k/digest": 0.56}
CPU_BARS = {"get-document/2k/peer": 60, "get-document/2k/digest": 110}
WORST_BAR = 50_000  # microseconds
PARSES_BAR = 2
VALIDATIONS_BAR = 1.3
LINEAR_BAR = 12  # times the CPU for ten times the entries; quadratic would be 100
SHORTEST = 10  # entries, whose CPU is what a request costs without a list
LENGTHS = ((100, 1000), (1000, 10000))
SOAK_NEEDED = 100_000  # mixed requests, before memory says anything
MEMORY_BAR = 12 * 1024  # KiB
GROWTH_BAR = 256  # KiB of a worker, from the middle of the soak to its end


def judged(report):
    """A dictionary for each bar that this run can judge: what, value, unit, bar, whether it is
    at_most, and whether it was met. Without a bar it is information."""
    return [*limits(report), *lists(report), *memory(report), *peers(report)]


def judge(what, value, unit, bar, at_most=True):
    return {"what": what, "value": value, "unit": unit, "bar": bar, "at_most": at_most,
            "met": value <= bar if at_most else value >= bar}


def information(what, value, unit):
    return {"what": what, "value": value, "unit": unit}


def limits(report):
    rows = report["cases"]
    for name, bar in RATIO_BARS.items():
        if "ratio" in rows.get(name, {}):
            yield judge(f"{name} of hello", rows[name]["ratio"], "share", bar, at_most=False)
        if "ratio_to_quick" in rows.get(name, {}):
            yield information(f"{name} of hello-quick", rows[name]["ratio_to_quick"], "share")
    for name, bar in CPU_BARS.items():
        if "cpu_over_limit_us" in rows.get(name, {}):
            yield judge(f"{name} CPU above hello's", rows[name]["cpu_over_limit_us"], "µs", bar)
    small = [name for name in rows if "/2k/" in name and "@" not in name]
    if small:
        worst = max(small, key=lambda name: rows[name]["worst_us"])
        yield judge(f"worst latency at 2k ({worst})", rows[worst]["worst_us"], "µs", WORST_BAR)


def lists(report):
    rows, times = report["cases"], report["parse_times"]
    parses = PARSES_BAR * times["bare_parse_us"]
    for verb, bar in (("get", parses),
                      ("put", parses + VALIDATIONS_BAR * times["stream_validation_us"])):
        cpu = {length: rows[name]["worker_cpu_us"] for length in (10, 100, 1000, 5000, 10000)
               if (name := f"{verb}-entry/{length}/peer") in rows}
        if 5000 in cpu:
            yield judge(f"{verb}-entry/5000 CPU", cpu[5000], "µs", bar)
        for short, long in LENGTHS:
            if {SHORTEST, short, long} <= cpu.keys():
                # An entry's share; where noise hides the short list's, a long one shows nothing.
                each = [max(cpu[length] - cpu[SHORTEST], 0) / (length - SHORTEST)
                        for length in (short, long)]
                if each[0] > 0:
                    yield judge(f"{verb}-entry: CPU above {SHORTEST} entries' of {long:,} entries "
                                f"by that of {short:,}, for ten times as many",
                                10 * each[1] / each[0], "times", LINEAR_BAR)


def memory(report):
    largest = "private memory of the largest worker"
    if report.get("soak_requests", 0) < SOAK_NEEDED:
        found = report.get("soak_private_kib", [report["private_kib"]])[-1]
        yield information(f"{largest} (judged with SOAK={SOAK_NEEDED})",
                          max(kib for workers in found.values() for kib in workers), "KiB")
        return
    middle, end = report["soak_private_kib"]
    yield judge(largest, max(kib for workers in end.values() for kib in workers), "KiB", MEMORY_BAR)
    growth = max(after - before for server in end
                 for before, after in zip(middle[server], end[server]))
    yield judge("growth of a worker from the middle of the soak to its end", growth, "KiB",
                GROWTH_BAR)


def peers(report):
    for name, ratio in report["ratios_to_kamailio"].items():
        yield judge(f"{name}, times Kamailio's requests per second", ratio, "times",
                    PEER_BARS[name], at_most=False)
