"""Loopback ports that nobody else takes, and the user that servers and workers run as."""

import os
import pwd
import random
import socket

held_ports = []  # until this test process ends


def free_port():
    """A loopback port that nothing else on this machine takes: below those the kernel gives to
    outgoing connections, and reserved against other test processes by a name in the abstract
    socket namespace."""
    for port in random.sample(range(20000, 32000), 1000):
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0xcapd-test-port-{port}")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            name.close()
            continue
        held_ports.append(name)
        return port
    raise AssertionError("no free port")


def unprivileged_user():
    """As whom workers and databases run when the tests run as root."""
    return "www-data" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
