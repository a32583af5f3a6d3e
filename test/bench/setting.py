"""What is measured stands here: one nginx before xcapd and before the hello-world workers."""

import re
import shutil
import subprocess

from cases import CONNECTIONS, LIST_CONNECTIONS, LISTS, PEER, SIZES, documents, path_of
from harness import Service
from harness.processes import children_of
from harness.service import OUT, TREE


class Setting:
    """Stopped by stop(). Both kinds of workers are as many."""

    def __init__(self, workers, document_names):
        self.service = Service({"Authentication": {"trusted_peers": PEER},
                                "Process": {"workers": str(workers), "max_requests": "0"}},
                               start=False)
        self.hello = None
        self.hello_socket = self.service.directory / "run" / "hello.sock"
        self.write_site()
        try:
            self.start(workers, document_names)
        except BaseException:
            self.stop()
            raise

    def write_site(self):
        """The site as an operator gets it, with one more location. It logs no requests, since
        millions of lines would be written for xcapd and hello alike, and never ends a connection."""
        share = self.service.directory / "share"
        shutil.copytree(TREE / "nginx", share / "nginx")
        server = share / "nginx/xcapd_server.conf"
        server.write_text(re.sub("keepalive_requests .*;", "keepalive_requests 100000000;",
                                 server.read_text()))
        self.service.write_site(share=share)
        additions = self.service.directory / "nginx"
        additions.mkdir(exist_ok=True)
        (additions / "hello.conf").write_text(
            "location = /hello {\n"
            f'    include "{share}/nginx/xcapd_location.conf";\n    fastcgi_pass hello;\n}}\n')
        site, servers = re.subn("access_log .*;", "access_log off;", self.service.site.read_text())
        assert servers > 0
        self.service.site.write_text(
            f'upstream hello {{\n    server "unix:{self.hello_socket}";\n}}\n' + site)

    def start(self, workers, document_names):
        for number in range(CONNECTIONS):
            done = self.service.command("user", "add", f"u{number}@example.com", stdin="123\n")
            assert done.returncode == 0, done.stderr
        self.hello = subprocess.Popen([OUT / "bench-hello", self.hello_socket, str(workers)])
        self.service.start()
        self.service.wait_until(lambda: len(children_of(self.hello.pid)) == workers)
        every = documents()
        for number in range(CONNECTIONS):
            client = self.service.client(f"u{number}")
            for name in document_names:
                if name in SIZES or number < LIST_CONNECTIONS:
                    answer = client("PUT", path_of(name, number), every[name][1],
                                    Content_Type="application/resource-lists+xml")
                    assert answer.status == 201, (name, answer)

    def url(self, case):
        return f"http://127.0.0.1:{self.service.port}{case.target}"

    def workers(self, case):
        """Pids of the workers that answer this case."""
        return (children_of(self.hello.pid) if case.name == "hello" else self.service.workers())

    def stop(self):
        self.service.stop()
        if self.hello and self.hello.poll() is None:
            self.hello.terminate()  # its workers end with it
            self.hello.wait(10)


def documents_of(cases):
    """Names of the documents that these cases need."""
    wanted = [*SIZES, *(f"list-{length}" for length in LISTS)]
    return [name for name in wanted
            if any(f"/{name}" in case.target for case in cases)]
