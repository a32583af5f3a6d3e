"""Prints a report of bench.py for people."""

def print_tables(report):
    rows = report["cases"]
    print(f"{report['workers']} workers on {report['cpus']} CPUs, {report['rounds']} rounds of "
          f"{report['seconds']:g} s each, a FastCGI connection per request")
    print("nginx: access_log off, keepalive_requests without limit. hello: a plain libfcgi worker, "
          "the limit;\nhello-quick: the same, but closing connections as xcapd does. Allocations and "
          "copies: of xcapd's server\nalone, without reading and writing FastCGI; copies within "
          "realloc are not seen.")
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
    print("\nAgainst the bars; without a word before it, for information")
    for bar in report["bars"]:
        print("  " + line_of(bar))


def line_of(bar):
    show = SHOWN[bar["unit"]]
    if "bar" not in bar:
        return f"       {bar['what']}: {show(bar['value'])}"
    return (f"{'met   ' if bar['met'] else 'MISSED'} {bar['what']}: {show(bar['value'])}, "
            f"{'at most' if bar['at_most'] else 'at least'} {show(bar['bar'])}")


def percent(share):
    return f"{share * 100:.0f} %"


def kilobytes(row, key):
    return f"{row[key] / 1e3:.1f}" if key in row else ""


def spreads(values):
    return ", ".join(f"{server} {min(of_workers)} to {max(of_workers)}"
                     for server, of_workers in values.items())


def synchronous(level):
    return {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}.get(level, level)


SHOWN = {"share": lambda value: f"{value * 100:.1f} %", "µs": lambda value: f"{value:.0f} µs",
         "KiB": lambda value: f"{value} KiB", "times": lambda value: f"{value:.2f}"}
