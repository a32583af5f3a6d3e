"""A running service: nginx and xcapd in a directory of their own, on free loopback ports, with a
database of their own (databases.py)."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .client import Client
from .databases import new_database
from .ports import free_port, unprivileged_user

TREE = Path(__file__).resolve().parents[2]
OUT = Path(os.environ.get("OUT", TREE / "build"))
XCAPD = OUT / "xcapd"

DEFAULTS = {
    "Server": {"disabled_applications": ""},
    "Authentication": {"default_realm": "example.com", "global_writers": "admin@example.com"},
    "Process": {"workers": "4"},
}
ACCOUNTS = ("alice", "bob", "admin")


def has_terminals():
    """A bare tree may have no /dev/pts."""
    try:
        for end in os.openpty():
            os.close(end)
        return True
    except OSError:
        return False


def directory_of(test):
    """A directory for one test, which its end removes; the workers' user may write to its data/."""
    directory = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
    test.addCleanup(shutil.rmtree, directory)
    directory.chmod(0o755)
    (directory / "data").mkdir()
    if os.geteuid() == 0:
        shutil.chown(directory / "data", unprivileged_user())
    return directory


class Service:
    """Started with `settings` ({section: {key: value}}) over the defaults; stopped by stop(). The
    database is of the kind the module runs on, unless the test says which."""

    def __init__(self, settings=None, start=True, database=None):
        # Below /tmp, because workers that gave up root must reach it wherever the tree lies.
        self.directory = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        self.directory.chmod(0o755)
        for name in ("data", "run", "tls", "logs", "nginx-logs", "tmp"):
            (self.directory / name).mkdir()
            if os.geteuid() == 0:
                shutil.chown(self.directory / name, unprivileged_user())
        self.storage = database or new_database(self.directory / "data")
        self.port, self.tls_port = free_port(), free_port()
        self.roots = [f"http://127.0.0.1:{self.port}/xcap-root",
                      f"https://127.0.0.1:{self.tls_port}/xcap-root",
                      f"http://127.0.0.1:{self.port}/second/root"]
        self.config = self.directory / "config.ini"
        self.socket = self.directory / "run" / "xcapd.sock"
        self.write_config(settings or {})
        self.xcapd = self.nginx = None
        self.site = self.directory / "site.conf"
        atexit.register(self.stop)  # a test run that is interrupted leaves nothing behind
        if start:
            try:
                self.start()
            except BaseException:
                self.stop()
                raise

    def write_config(self, settings):
        database = self.storage.uri
        sections = {
            "Server": {"root": ", ".join(self.roots)}, 
            "Authentication": {"nonce_secret_file": f"{self.directory}/data/nonce.secret"},
            "Database": {"storage_db_uri": database, "authentication_db_uri": database},
            "Process": {"listen": f"unix:{self.socket}", "user": unprivileged_user(),
                        "socket_group": unprivileged_user() if os.geteuid() == 0 else ""},
            "Limits": {},
        }
        for layer in (DEFAULTS, settings):
            for section, keys in layer.items():
                sections.setdefault(section, {}).update(keys)
        self.config.write_text("".join(
            f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) + "\n"
            for section, keys in sections.items()))

    @property
    def database(self):
        """SQLite's file."""
        return self.storage.path

    def command(self, *words, stdin=""):
        return subprocess.run([XCAPD, "-c", self.config, *words], input=stdin, text=True,
                              capture_output=True, timeout=30)

    def start(self):
        self.prepare()
        self.start_xcapd()
        self.start_nginx()

    def prepare(self, accounts=ACCOUNTS):
        """Tables, where xcapd does not make them itself, and accounts with every client's
        password."""
        if self.storage.is_on_server:
            done = self.command("init-db")
            assert done.returncode == 0, done.stderr
        for name in accounts:
            done = self.command("user", "add", f"{name}@example.com", stdin="123\n")
            assert done.returncode == 0, done.stderr

    def start_xcapd(self, times=1, program=XCAPD, **process):
        """Until it is ready for the `times`-th time; `process` is for Popen."""
        self.log = open(self.directory / "logs" / "xcapd.log", "ab")
        self.xcapd = subprocess.Popen([program, "-c", self.config, "serve", "--foreground"],
                                      stderr=self.log, stdout=self.log, **process)
        self.wait_for("event=ready", times)

    def start_activated(self, listener, times=1):
        """As systemd starts it, with a socket that stays somebody else's (sd_listen_fds(3))."""
        def become_activated():
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)

        # LISTEN_PID must be the program's own, so a shell sets it and then becomes xcapd.
        self.log = open(self.directory / "logs" / "xcapd.log", "ab")
        self.xcapd = subprocess.Popen(
            ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", XCAPD, "-c", self.config,
             "serve", "--foreground"],
            stderr=self.log, stdout=self.log, preexec_fn=become_activated, close_fds=False)
        self.wait_for("event=ready", times)

    def start_nginx(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-keyout", self.directory / "tls/key.pem",
                        "-out", self.directory / "tls/cert.pem"], check=True, capture_output=True)
        if not self.site.exists():
            self.write_site()
        text = (TREE / "nginx/demo.conf.in").read_text()
        for name, value in (("PREFIX", self.directory), ("NGINX_USER", unprivileged_user())):
            text = text.replace(f"@{name}@", str(value))
        (self.directory / "nginx.conf").write_text(text)
        self.nginx = subprocess.Popen(["nginx", "-c", self.directory / "nginx.conf", "-e",
                                       self.directory / "logs/error.log"])
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("nginx did not start: " + self.log_tail())

    def write_site(self, program=XCAPD, share=TREE, www=None):
        """The site as an operator gets it. What only nginx needs to know stands in a copy of the
        configuration: xcapd would warn that nginx does it. Without pages, unless `www` has them."""
        config = self.directory / "nginx.ini"
        config.write_text(self.config.read_text() + "[Server]\naddress = 127.0.0.1\n"
                          "[TLS]\ncertificate = tls/cert.pem\nprivate_key = tls/key.pem\n")
        done = subprocess.run([program, "-c", config, "--share", share, "--logs",
                               self.directory / "nginx-logs", "--www", www or share / "www",
                               "nginx-config"], text=True, capture_output=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        self.site.write_text(done.stdout)

    def client(self, user="alice", **options):
        tls = options.get("tls", False)
        return Client(self.tls_port if tls else self.port, user, **options)

    # --- logs and waiting --------------------------------------------------------------------

    def xcapd_log(self):
        return (self.directory / "logs/xcapd.log").read_text()

    def nginx_log(self, name):
        """`access` or `error`, of the site."""
        file = {"access": "xcapd.log", "error": "xcapd-error.log"}[name]
        return (self.directory / "nginx-logs" / file).read_text()

    def assert_logged(self, name, text):
        """nginx writes its logs after the client has the answer."""
        self.wait_until(lambda: text in self.nginx_log(name), 5)

    def log_tail(self):
        parts = []
        for log in sorted(self.directory.glob("*logs/*")):
            parts.append(f"--- {log.name}\n" + "\n".join(log.read_text().splitlines()[-15:]))
        return "\n".join(parts)

    def wait_for(self, text, count=1, seconds=20):
        """Until the master has logged `text` that often."""
        deadline = time.monotonic() + seconds
        while self.xcapd_log().count(text) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"no {text!r} in the log:\n" + self.log_tail())
            time.sleep(0.01)

    def wait_until(self, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError("waited in vain:\n" + self.log_tail())
            time.sleep(0.02)

    # --- processes ---------------------------------------------------------------------------

    def signal(self, number):
        self.xcapd.send_signal(number)

    def reload(self):
        """HUP, until the new workers serve and the old ones have drained."""
        reloads, old = self.xcapd_log().count("event=reloaded"), set(self.workers())
        self.signal(signal.SIGHUP)
        self.wait_for("event=reloaded", reloads + 1)
        self.wait_until(lambda: old.isdisjoint(self.workers()))

    def workers(self):
        """Pids of the master's children."""
        children = Path(f"/proc/{self.xcapd.pid}/task/{self.xcapd.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def is_running(self):
        return self.xcapd.poll() is None

    def stop(self):
        if not self.directory.exists():
            return
        atexit.unregister(self.stop)
        for process in (self.nginx, self.xcapd):
            if process and process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in (self.nginx, self.xcapd):
            if process:
                process.wait(20)
        if self.xcapd:
            self.log.close()
        self.storage.remove()
        report = self.sanitizer_report()
        shutil.rmtree(self.directory, ignore_errors=True)
        if report:
            raise AssertionError("sanitizer report:\n" + report)

    def sanitizer_report(self):
        """What a build with SAN=1 wrote to any log."""
        logs = [log.read_text(errors="replace") for log in self.directory.glob("*logs/*")]
        return "\n".join(text for text in logs if "Sanitizer" in text or "runtime error:" in text)
