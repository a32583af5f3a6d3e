#!/usr/bin/env python3
"""Can a stranger tell by the clock who has an account? Times refusals of digest credentials.

    make && OUT=build PYTHONPATH=test python3 test/bench/refusal_timing.py [COUNT]

COUNT refusals (10,000 unless told) of each kind, in random order, on one kept-alive connection to
nginx. Prints medians and quartiles in microseconds as the client sees them and as the worker does
(nginx's access log), each with its difference from the first kind's. A measurement, not a test.
"""

import random
import re
import statistics
import sys
import time

from harness import Service
from harness.client import digest, parse_challenge

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
KINDS = {  # user, password
    "known user, wrong password": ("alice", "wrong"),
    "unknown user, wrong password": ("nobody", "wrong"),
    "unknown user, a right password": ("nobody", "123"),
    "known user, another's password": ("bob", "1234"),
}


def authorization(challenge, user, password, count):
    values = {"realm": challenge["realm"], "nonce": challenge["nonce"], "nc": f"{count:08x}",
              "cnonce": f"{random.getrandbits(64):016x}"}
    ha1 = digest("MD5", f"{user}:{values['realm']}:{password}")
    ha2 = digest("MD5", f"GET:{INDEX}")
    response = digest("MD5", f"{ha1}:{values['nonce']}:{values['nc']}:{values['cnonce']}:auth:{ha2}")
    return (f'Digest username="{user}", realm="{values["realm"]}", nonce="{values["nonce"]}", '
            f'uri="{INDEX}", algorithm=MD5, qop=auth, nc={values["nc"]}, '
            f'cnonce="{values["cnonce"]}", response="{response}"')


def measure(service, count):
    client = service.client(None)
    challenge = parse_challenge(client("GET", INDEX))
    connection = client.connect()
    seen = {kind: [] for kind in KINDS}
    order = [kind for kind in KINDS for _ in range(count)]
    random.shuffle(order)
    for number, kind in enumerate(order):
        # The agent names the kind in nginx's log; all are equally long.
        headers = {"Authorization": authorization(challenge, *KINDS[kind], number + 1),
                   "User-Agent": f"kind{list(KINDS).index(kind)}"}
        start = time.perf_counter_ns()
        connection.request("GET", INDEX, headers=headers)
        answer = connection.getresponse()
        answer.read()
        seen[kind].append((time.perf_counter_ns() - start) / 1000)
        assert answer.status == 401, answer.status
    connection.close()
    return seen


def worker_times(service, count):
    service.wait_until(lambda: service.nginx_log("access").count('agent="kind') >= count * len(KINDS))
    times = {kind: [] for kind in KINDS}
    for worker, kind in re.findall(r"worker=([\d.]+) .*agent=\"kind(\d)\"", service.nginx_log("access")):
        times[list(KINDS)[int(kind)]].append(float(worker) * 1e6)
    return times


def table(title, times):
    print(f"{title}\n{'':32} {'median':>8} {'differs':>8} {'quartiles':>17}")
    first = statistics.median(next(iter(times.values())))
    for kind, values in times.items():
        low, middle, high = statistics.quantiles(values, n=4)
        print(f"{kind:32} {middle:8.1f} {(middle / first - 1) * 100:+7.2f}% {low:8.1f} {high:8.1f}")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    service = Service({"Process": {"workers": "1"}})
    try:
        seen = measure(service, count)
        table("as the client sees it, microseconds", seen)
        table("as the worker sees it, microseconds", worker_times(service, count))
    finally:
        service.stop()


if __name__ == "__main__":
    main()
