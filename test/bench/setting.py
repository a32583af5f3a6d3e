"""What is measured stands here: one nginx before every xcapd and before the hello-world workers, and
Kamailio beside it."""

import re
import shutil
import subprocess

from cases import (CONNECTIONS, KAMAILIO, LIST_CONNECTIONS, LISTS, PEER, SIZES, UNVALIDATED,
                   documents, path_of)
from harness import Client, Service
from harness.databases import new_database
from harness.processes import children_of
from harness.service import OUT, TREE
from peers.kamailio import Kamailio

USERS = [f"u{number}" for number in range(CONNECTIONS)]


class Setting:
    """Stopped by stop(). All kinds of workers are as many."""

    def __init__(self, workers, cases):
        self.worker_count, self.cases = workers, cases
        self.hello = self.kamailio = None
        self.services = {}  # by what answers a case; nginx is the first one's
        try:
            servers = dict.fromkeys(case.server for case in cases if case.server != KAMAILIO)
            for server in servers or ["sqlite"]:
                self.services[server] = self.new_service(server)
            self.hello_socket = self.front.directory / "run" / "hello.sock"
            self.write_site()
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def front(self):
        return next(iter(self.services.values()))

    def new_service(self, server):
        settings = {"Server": {}, "Authentication": {"trusted_peers": PEER},
                    "Process": {"workers": str(self.worker_count), "max_requests": "0"}}
        if server == UNVALIDATED:
            settings["Server"]["document_validation"] = "No"
        if self.services:
            settings["Server"]["root"] = (
                f"http://127.0.0.1:{self.front.port}/{server}/xcap-root")
        database = None if server == "sqlite" else new_database(None, server.partition("-")[0])
        return Service(settings, start=False, database=database)

    def write_site(self):
        """The site as an operator gets it, with a location more for every further upstream. It logs
        no requests, since millions of lines would be written for all alike, and never ends a
        connection."""
        share = self.front.directory / "share"
        shutil.copytree(TREE / "nginx", share / "nginx")
        server = share / "nginx/xcapd_server.conf"
        server.write_text(re.sub("keepalive_requests .*;", "keepalive_requests 100000000;",
                                 server.read_text()))
        self.front.write_site(share=share)
        site, servers = re.subn("access_log .*;", "access_log off;", self.front.site.read_text())
        assert servers > 0
        further = {f"^~ /{name}/": (name, service.socket)
                   for name, service in self.services.items() if service is not self.front}
        additions = ""
        for location, (name, socket) in {**further, "= /hello": ("hello", self.hello_socket)}.items():
            site = f'upstream {name} {{\n    server "unix:{socket}";\n}}\n' + site
            additions += (f'location {location} {{\n    include "{share}/nginx/xcapd_location.conf";\n'
                          f"    fastcgi_pass {name};\n}}\n")
        self.front.site.write_text(site)
        (self.front.directory / "nginx").mkdir(exist_ok=True)
        (self.front.directory / "nginx/further.conf").write_text(additions)

    def start(self):
        self.hello = subprocess.Popen([OUT / "bench-hello", self.hello_socket,
                                       str(self.worker_count)])
        for service in self.services.values():
            service.prepare(USERS)
            service.start_xcapd()
        self.front.start_nginx()
        self.front.wait_until(lambda: len(children_of(self.hello.pid)) == self.worker_count)
        for server in self.services:
            self.put_documents(server)
        if any(case.server == KAMAILIO for case in self.cases):
            self.kamailio = Kamailio(self.worker_count)
            self.kamailio.add_accounts(USERS)
            for number, name, bytes_ in self.documents_for(KAMAILIO):
                self.kamailio.add_document(USERS[number], path_of(name, number), bytes_)
            self.kamailio.start()

    def documents_for(self, server):
        """(Number of the user, name, bytes) of what the cases need on this server."""
        every = documents()
        for name in (*SIZES, *(f"list-{length}" for length in LISTS)):
            if any(f"/{name}" in case.target for case in self.cases if case.server == server):
                for number in range(CONNECTIONS if name in SIZES else LIST_CONNECTIONS):
                    yield number, name, every[name][1]

    def put_documents(self, server):
        clients = [Client(self.front.port, user) for user in USERS]
        for number, name, bytes_ in self.documents_for(server):
            answer = clients[number]("PUT", self.prefix(server) + path_of(name, number), bytes_,
                                     Content_Type="application/resource-lists+xml")
            assert answer.status == 201, (server, name, answer)

    def prefix(self, server):
        return "" if self.services.get(server, self.front) is self.front else f"/{server}"

    def url(self, case):
        port = self.kamailio.port if case.server == KAMAILIO else self.front.port
        return f"http://127.0.0.1:{port}{self.prefix(case.server)}{case.target}"

    def workers(self, case):
        """Pids of the workers that answer this case."""
        if case.server == "hello":
            return children_of(self.hello.pid)
        if case.server == KAMAILIO:
            return self.kamailio.workers()
        return self.services[case.server].workers()

    def stop(self):
        if self.kamailio:
            self.kamailio.stop()
        if self.hello and self.hello.poll() is None:
            self.hello.terminate()  # its workers end with it
            self.hello.wait(10)
        for service in self.services.values():
            service.stop()
