"""Prints a report of bench.py for people."""

from cases import PEER_BARS

# Of SQLite. Ratio to hello in requests per second, worker CPU above hello's in microseconds.
RATIO_BARS = {"get-document/2k/peer": 0.70, "get-document/2k/digest": 0.55,
              "get-element/2k/peer": 0.62, "get-element/2k/digest": 0.48,
              "not-modified/2k/peer": 0.72, "not-modified/2k/digest": 0.56}
CPU_BARS = {"get-document/2k/peer": 60, "get-document/2k/digest": 110}
WORST_BAR = 50_000  # microseconds
MEMORY_BAR = 12 * 1024  # KiB
PARSES_BAR = 2
VALIDATIONS_BAR = 1.3
LINEAR_BAR = 12  # times the CPU for ten times the entries; quadratic would be 100


def print_tables(report):
    rows = report["cases"]
    print(f"{report['workers']} workers on {report['cpus']} CPUs, {report['rounds']} rounds of "
          f"{report['seconds']:g} s each, a FastCGI connection per request")
    for server, settings in report["durability"].items():
        print(f"{server}: " + " ".join(
            f"{name}={synchronous(value) if name == 'synchronous' else value}"
            for name, value in settings.items()))
    if "kamailio" in report:
        print(f"{report['kamailio']}: xcap_server on the same MariaDB, its TCP workers as many as "
              "xcapd's, without nginx")
    width = max(map(len, rows)) + 2
    print(f"\n{'case':{width}}{'conn':>5}{'req/s':>9}{'limit':>7}{'p50 ms':>9}{'p99 ms':>9}{'worst':>9}"
          f"{'CPU µs':>9}{'allocs':>8}{'KB alloc':>10}{'KB copied':>10}{'gen CPU':>8}{'errors':>7}")
    for name, row in rows.items():
        print(f"{name:{width}}{report['connections'].get(name, 16):5}{row['requests_per_second']:9.0f}"
              f"{percent(row.get('ratio', 1)):>7}{row['p50_us'] / 1e3:9.2f}"
              f"{row['p99_us'] / 1e3:9.2f}{row['worst_us'] / 1e3:9.2f}{row['worker_cpu_us']:9.1f}"
              f"{row.get('allocations', ''):>8}{kilobytes(row, 'allocated_bytes'):>10}"
              f"{kilobytes(row, 'copied_bytes'):>10}{percent(row['generator_cpu_share']):>8}"
              f"{row['errors']:7}")
    times = report["parse_times"]
    print(f"\n{times['bytes']} bytes of 5,000 entries, CPU time: bare SAX parse "
          f"{times['bare_parse_us']:.0f} µs, streaming validation "
          f"{times['stream_validation_us']:.0f} µs (xmllint says {times['xmllint_ms']} ms)")
    print(f"Private memory per worker, KiB: {spreads(report['private_kib'])}")
    for half, memory in zip(("half-way", "after"), report.get("soak_private_kib", [])):
        print(f"  {half} through {report['soak_requests']} mixed requests: {spreads(memory)}")
    print("\nAgainst the bars")
    for line in bars(report):
        print("  " + line)


def bars(report):
    """A line for each bar that this run can judge."""
    rows, lines = report["cases"], []

    def judge(text, value, bar, show, at_most=True):
        good = value <= bar if at_most else value >= bar
        lines.append(f"{'met   ' if good else 'MISSED'} {text}: {show(value)}, "
                     f"{'at most' if at_most else 'at least'} {show(bar)}")

    for name, bar in RATIO_BARS.items():
        if "ratio" in rows.get(name, {}):
            judge(f"{name} of the limit", rows[name]["ratio"], bar,
                  lambda share: f"{share * 100:.1f} %", at_most=False)
    for name, bar in CPU_BARS.items():
        if "cpu_over_limit_us" in rows.get(name, {}):
            judge(f"{name} CPU above hello's", rows[name]["cpu_over_limit_us"], bar, microseconds)
    small = [name for name in rows if "/2k/" in name and "@" not in name]
    if small:
        worst = max(small, key=lambda name: rows[name]["worst_us"])
        judge(f"worst latency at 2k ({worst})", rows[worst]["worst_us"], WORST_BAR, microseconds)
    times = report["parse_times"]
    parses = PARSES_BAR * times["bare_parse_us"]
    for verb, bar in (("get", parses),
                      ("put", parses + VALIDATIONS_BAR * times["stream_validation_us"])):
        if row := rows.get(f"{verb}-entry/5000/peer"):
            judge(f"{verb}-entry/5000 CPU", row["worker_cpu_us"], bar, microseconds)
        short, long = (rows.get(f"{verb}-entry/{length}/peer") for length in (1000, 10000))
        if short and long:
            judge(f"{verb}-entry: CPU of 10,000 entries by that of 1,000",
                  long["worker_cpu_us"] / short["worker_cpu_us"], LINEAR_BAR, lambda x: f"{x:.1f}")
    memory = report.get("soak_private_kib", [report["private_kib"]])
    judge("private memory of the largest worker",
          max(kib for workers in memory[-1].values() for kib in workers), MEMORY_BAR,
          lambda x: f"{x} KiB")
    for name, ratio in report["ratios_to_kamailio"].items():
        judge(f"{name}, times Kamailio's requests per second", ratio, PEER_BARS[name],
              lambda x: f"{x:.2f}", at_most=False)
    return lines


def percent(share):
    return f"{share * 100:.0f} %"


def microseconds(value):
    return f"{value:.0f} µs"


def kilobytes(row, key):
    return f"{row[key] / 1e3:.1f}" if key in row else ""


def spreads(values):
    return ", ".join(f"{server} {min(of_workers)} to {max(of_workers)}"
                     for server, of_workers in values.items())


def synchronous(level):
    return {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}.get(level, level)
