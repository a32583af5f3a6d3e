"""Starting: who is told that xcapd serves, on which socket, and what is said when it cannot."""

import os
import signal
import socket
import stat
import subprocess
import time
import unittest
from pathlib import Path

from harness import Service
from harness.service import XCAPD, free_port, unprivileged_user

APP = "/xcap-root/test-app/users/sip:alice@example.com/x"
TRUSTED = {"Authentication": {"trusted_peers": "127.0.0.1"}}


class Start(unittest.TestCase):
    def prepare(self, **process):
        """A service that is not started."""
        service = Service({**TRUSTED, "Process": {"workers": "2", **process}}, start=False)
        self.addCleanup(service.stop)
        return service

    def run_xcapd(self, service, *options):
        return subprocess.run([XCAPD, "-c", service.config, "serve", *options], text=True,
                              capture_output=True, timeout=30)

    def stop_by_pid_file(self, path):
        pid = int(path.read_text())
        os.kill(pid, signal.SIGTERM)
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.02)


class Background(Start):
    def test_the_starter_ends_with_0_once_requests_are_answered(self):
        service = self.prepare()
        pid_file = service.directory / "run" / "xcapd.pid"
        service.write_config({**TRUSTED, "Process": {"pid_file": str(pid_file)}})
        done = self.run_xcapd(service)
        self.assertEqual(done.returncode, 0, done.stderr)
        try:
            service.start_nginx()
            self.assertEqual(service.client(None)("GET", APP).status, 404)
            master = int(pid_file.read_text())
            self.assertEqual(os.getsid(master), master)
            self.assertNotEqual(os.getsid(master), os.getsid(0))
        finally:
            self.stop_by_pid_file(pid_file)
        self.assertFalse(pid_file.exists())

    def test_the_starter_fails_with_a_line_when_it_cannot_serve(self):
        service = self.prepare(listen="unix:/nonexistent/directory/xcapd.sock")
        done = self.run_xcapd(service)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/nonexistent/directory/xcapd.sock", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)


class Systemd(Start):
    def test_readiness_reload_and_stop_are_told(self):
        """sd_notify(3)."""
        service = self.prepare()
        path = str(service.directory / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(path)
            manager.settimeout(20)
            os.environ["NOTIFY_SOCKET"] = path
            try:
                service.start_xcapd()
            finally:
                del os.environ["NOTIFY_SOCKET"]
            self.assertEqual(manager.recv(200), b"READY=1\nMAINPID=%d" % service.xcapd.pid)
            service.reload()
            self.assertRegex(manager.recv(200), rb"^RELOADING=1\nMONOTONIC_USEC=\d+$")
            self.assertEqual(manager.recv(200), b"READY=1")
            service.signal(signal.SIGTERM)
            self.assertEqual(manager.recv(200), b"STOPPING=1")

    def test_a_socket_that_systemd_opened_is_used_and_left_in_place(self):
        """sd_listen_fds(3)."""
        service = self.prepare(listen="unix:/nonexistent/xcapd.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(service.socket))
            os.chmod(service.socket, 0o666)
            listener.listen(64)
            service.start_activated(listener)
            service.write_site()
            service.site.write_text(service.site.read_text().replace(
                "/nonexistent/xcapd.sock", str(service.socket)))
            service.start_nginx()
            self.assertEqual(service.client(None)("GET", APP).status, 404)
            service.signal(signal.SIGUSR2)  # still the same socket
            service.wait_for("event=ready", 2)
            self.assertEqual(service.client(None)("GET", APP).status, 404)
            service.signal(signal.SIGTERM)
            self.assertEqual(service.xcapd.wait(10), 0)
            self.assertTrue(service.socket.exists())


class Sockets(Start):
    def test_mode_and_group_are_as_configured(self):
        service = self.prepare(socket_mode="0620")
        service.start_xcapd()
        status = service.socket.stat()
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o620)
        if os.geteuid() == 0:
            self.assertEqual(service.socket.group(), unprivileged_user())

    def test_tcp_on_ipv4_and_ipv6(self):
        for host in ("127.0.0.1", "[::1]", "localhost"):
            if not self.resolves(host):
                continue  # a bare machine without /etc/hosts
            service = self.prepare(listen=f"{host}:{free_port()}")
            try:
                service.start_xcapd()
            except AssertionError:
                if host == "[::1]" and "Cannot assign" in service.xcapd_log():
                    continue  # a machine without IPv6
                raise
            service.start_nginx()
            self.assertEqual(service.client(None)("GET", APP).status, 404)
            service.stop()

    def resolves(self, host):
        try:
            return bool(socket.getaddrinfo(host.strip("[]"), None))
        except OSError:
            return False

    def test_a_busy_tcp_port_is_one_clear_line(self):
        with socket.socket() as busy:
            busy.bind(("127.0.0.1", 0))
            busy.listen()
            service = self.prepare(listen=f"127.0.0.1:{busy.getsockname()[1]}")
            done = self.run_xcapd(service, "--foreground")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Address already in use", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_a_socket_that_a_crash_left_is_replaced(self):
        service = self.prepare()
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(service.socket))
        service.start_xcapd()
        self.assertTrue(service.is_running())

    def test_a_socket_at_which_another_server_listens_is_not(self):
        service = self.prepare()
        service.start_xcapd()
        done = self.run_xcapd(service, "--foreground")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"another server is listening at {service.socket}", done.stderr)
        self.assertTrue(service.socket.exists())

    def test_a_file_that_is_no_socket_is_not(self):
        service = self.prepare()
        service.socket.write_text("precious")
        done = self.run_xcapd(service, "--foreground")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("is no socket", done.stderr)
        self.assertEqual(service.socket.read_text(), "precious")


if __name__ == "__main__":
    unittest.main()
