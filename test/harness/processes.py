"""How servers are started, and what processes cost, from /proc."""

import ctypes
import os
import pwd
from pathlib import Path

from .ports import unprivileged_user

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def with_parent(stop_signal):
    """For Popen: the process is sent `stop_signal` when the thread that starts it ends, in whatever
    way; so that must be the main thread."""
    return {"preexec_fn": lambda: libc.prctl(PR_SET_PDEATHSIG, stop_signal)}


def unprivileged():
    """For Popen and run: as the user of workers and databases, where we are root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(unprivileged_user())
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def children_of(pid):
    return [int(child) for child in
            Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pids):
    """User and system time these processes have used, in seconds; of nanosecond grain where the
    kernel keeps it."""
    total = 0.0
    for pid in pids:
        nanoseconds = schedstat(pid)
        if nanoseconds is not None:
            total += nanoseconds / 1e9
        else:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def schedstat(pid):
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) or None
    except OSError:
        return None


def private_kib(pid):
    """Memory that is this process's alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def resident_kib(pid):
    return status_of(pid, "VmRSS")


def peak_kib(pid):
    """The most that was resident since the start, or since reset_peak()."""
    return status_of(pid, "VmHWM")


def reset_peak(pid):
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def status_of(pid, name):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise AssertionError(f"no {name} of {pid}")
