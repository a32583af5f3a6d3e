"""`make run` and the README's session: what a newcomer pastes prints what the README shows."""

import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.service import TREE, XCAPD, free_port, has_terminals


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        cls.directory.chmod(0o755)
        cls.port, cls.tls_port = free_port(), free_port()
        cls.start_demo()

    @classmethod
    def start_demo(cls):
        cls.demo = cls.start(cls.port, cls.tls_port)
        cls.banner = ""
        while "Ctrl-C stops" not in cls.banner:
            line = cls.demo.stdout.readline()
            assert line, "the demo ended: " + cls.banner
            cls.banner += line

    @classmethod
    def start(cls, port, tls_port):
        return subprocess.Popen(
            [TREE / "init/demo"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "DEMO": str(cls.directory), "XCAPD": str(XCAPD), "PORT": str(port),
                 "TLS_PORT": str(tls_port)})

    @classmethod
    def tearDownClass(cls):
        if cls.demo.poll() is None:
            cls.demo.terminate()
            cls.demo.wait(20)
        cls.demo.stdout.close()
        shutil.rmtree(cls.directory, ignore_errors=True)

    def here(self, text):
        """What the README says, in this demo's place."""
        return (text.replace(":8080", f":{self.port}").replace(":8443", f":{self.tls_port}")
                .replace("build/demo", str(self.directory)))

    def test_1_the_readme_s_session_prints_what_it_shows(self):
        text = (TREE / "README.md").read_text()
        block, = re.findall(r"```console\n(.*?)```", text, re.S)
        steps = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", self.here(block), re.M)
        self.assertGreater(len(steps), 10)
        script = "".join(f"{command}\necho '--- done'\n" for command, _ in steps)
        done = subprocess.run(["bash"], input=script.replace("curl ", "curl -s "), text=True,
                              capture_output=True, cwd=TREE, timeout=60)
        self.assertEqual(done.stderr, "")
        printed = done.stdout.split("--- done\n")
        for (command, shown), out in zip(steps, printed):
            self.assertEqual(out.rstrip("\n"), shown.rstrip("\n"), command)

    def test_2_the_commands_it_prints_work(self):
        commands = re.findall(r"^  (curl (?:.*\\\n)*.*)$", self.banner, re.M)
        self.assertEqual(len(commands), 4)
        self.assertIn(f"  http://127.0.0.1:{self.port}/ ", self.banner)
        for command in commands:
            done = subprocess.run(["bash", "-c", command.replace("curl ", "curl -sf ", 1)],
                                  cwd=TREE, capture_output=True, timeout=30)
            self.assertEqual(done.returncode, 0, command)

    def test_3_a_busy_port_is_one_clear_line(self):
        for port, tls_port in ((self.port, free_port()), (free_port(), self.port)):
            second = self.start(port, tls_port)
            text, _ = second.communicate(timeout=20)
            self.assertEqual(second.returncode, 1)
            self.assertEqual(text.count("\n"), 1, text)
            self.assertIn(f"port {self.port} is busy", text)

    @unittest.skipUnless(has_terminals(), "no /dev/pts")
    def test_4_ctrl_c_on_a_terminal_stops_all(self):
        directory = self.directory / "terminal"
        directory.mkdir()
        directory.chmod(0o755)
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(DEMO=str(directory), XCAPD=str(XCAPD), PORT=str(free_port()),
                              TLS_PORT=str(free_port()))
            os.execv(TREE / "init/demo", ["init/demo"])
        screen = b""
        while b"Ctrl-C stops" not in screen:
            screen += os.read(terminal, 1000)
        os.write(terminal, b"\x03")
        try:
            while chunk := os.read(terminal, 1000):
                screen += chunk
        except OSError:  # EIO: nobody holds the terminal any more
            pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, screen)
        self.assertIn(b"event=stopped", screen)
        self.assertNotIn(b"killing", screen)

    def test_5_it_stops_both_servers_and_keeps_the_documents(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.demo.send_signal(number)
            self.assertEqual(self.demo.wait(20), 0, self.demo.stdout.read())
            for port in (self.port, self.tls_port):
                with self.assertRaises(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
            self.assertFalse((self.directory / "run/xcapd.sock").exists())
            self.assertFalse((self.directory / "run/nginx.pid").exists())
            self.demo.stdout.close()
            self.start_demo()


if __name__ == "__main__":
    unittest.main()
