"""What is measured stands here: one nginx before every xcapd and before the workers that do nothing,
and Kamailio beside it."""

import re
import shutil
import subprocess

from cases import (CONNECTIONS, HELLO_QUICK, KAMAILIO, LIST_CONNECTIONS, LISTS, PEER, REFERENCES,
                   SIZES, UNVALIDATED, documents, path_of)
from harness import Client, Service
from harness.databases import new_database
from harness.processes import children_of
from harness.service import OUT, TREE
from peers.kamailio import Kamailio

USERS = [f"u{number}" for number in range(CONNECTIONS)]


class Setting:
    """Stopped by stop(). All kinds of workers are as many: `workers`, or where that is None, what the
    xcapd with the most of them starts by itself."""

    def __init__(self, workers, cases):
        self.worker_count, self.cases = workers, cases
        self.kamailio = None
        self.references = {}  # name: process
        self.servers = list(dict.fromkeys(
            case.server for case in cases if case.server != KAMAILIO)) or ["sqlite"]
        self.services = {}  # by what answers a case; nginx is the first one's
        try:
            for server in self.servers:
                self.services[server] = self.new_service(server)
            self.write_site()
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def front(self):
        return next(iter(self.services.values()))

    def settings(self, server):
        settings = {"Server": {}, "Authentication": {"trusted_peers": PEER},
                    "Process": {"workers": str(self.worker_count or 0), "max_requests": "0"}}
        if server == UNVALIDATED:
            settings["Server"]["document_validation"] = "No"
        if self.prefix(server):
            settings["Server"]["root"] = (
                f"http://127.0.0.1:{self.front.port}{self.prefix(server)}/xcap-root")
        return settings

    def new_service(self, server):
        database = None if server == "sqlite" else new_database(None, server.partition("-")[0])
        return Service(self.settings(server), start=False, database=database)

    def socket_of(self, reference):
        return self.front.directory / "run" / f"{reference}.sock"

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
        further |= {f"= /{case.name}": (case.name, self.socket_of(case.name)) for case in REFERENCES}
        additions = ""
        for location, (name, socket) in further.items():
            site = f'upstream {name} {{\n    server "unix:{socket}";\n}}\n' + site
            additions += (f'location {location} {{\n    include "{share}/nginx/xcapd_location.conf";\n'
                          f"    fastcgi_pass {name};\n}}\n")
        self.front.site.write_text(site)
        (self.front.directory / "nginx").mkdir(exist_ok=True)
        (self.front.directory / "nginx/further.conf").write_text(additions)

    def start(self):
        for service in self.services.values():
            service.prepare(USERS)
            service.start_xcapd()
        self.make_as_many()
        for case in REFERENCES:
            self.references[case.name] = subprocess.Popen(
                [OUT / "bench-hello", self.socket_of(case.name), str(self.worker_count),
                 *(["quick"] if case is HELLO_QUICK else [])])
        self.front.start_nginx()
        for case in REFERENCES:
            self.front.wait_until(lambda case=case: len(self.workers(case)) == self.worker_count)
        for server in self.services:
            self.put_documents(server)
        if any(case.server == KAMAILIO for case in self.cases):
            self.kamailio = Kamailio(self.worker_count)
            self.kamailio.add_accounts(USERS)
            for number, name, bytes_ in self.documents_for(KAMAILIO):
                self.kamailio.add_document(USERS[number], path_of(name, number), bytes_)
            self.kamailio.start()

    def make_as_many(self):
        """Only xcapd knows how many workers it starts by itself: that depends on its database."""
        counts = {server: len(service.workers()) for server, service in self.services.items()}
        self.worker_count = self.worker_count or max(counts.values())
        for server, count in counts.items():
            if count != self.worker_count:
                self.services[server].write_config(self.settings(server))
                self.services[server].reload()

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
        return f"/{server}" if server in self.servers[1:] else ""

    def url(self, case):
        port = self.kamailio.port if case.server == KAMAILIO else self.front.port
        return f"http://127.0.0.1:{port}{self.prefix(case.server)}{case.target}"

    def workers(self, case):
        """Pids of the workers that answer this case."""
        if case.server in self.references:
            return children_of(self.references[case.server].pid)
        if case.server == KAMAILIO:
            return self.kamailio.workers()
        return self.services[case.server].workers()

    def stop(self):
        if self.kamailio:
            self.kamailio.stop()
        for process in self.references.values():
            process.terminate()  # its workers end with it
            process.wait(10)
        for service in self.services.values():
            service.stop()
