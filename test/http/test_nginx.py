"""nginx as `xcapd nginx-config` sets it up: who is believed, what is limited, what is never done."""

import re
import socket
import ssl
import threading
import unittest

from harness import Service
from harness.service import TREE

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
APP = "/xcap-root/test-app/users/sip:alice@example.com/app"
PEER = "192.0.2.7"  # trusted; these addresses are documentation's (RFC 5737)
PHONE = "198.51.100.1"


def prepare(test, settings=None):
    """A service whose site is written, and that a test may change before start()."""
    service = Service(settings, start=False)
    test.addCleanup(service.stop)
    service.write_site()
    return service


def change(service, old, new):
    text = service.site.read_text()
    assert old in text, old
    service.site.write_text(text.replace(old, new))


def drop_in(service, name, text):
    (service.directory / "nginx").mkdir(exist_ok=True)
    (service.directory / "nginx" / name).write_text(text)


def behind_balancer(service, address="127.0.0.1"):
    shipped = (TREE / "nginx/xcapd_real_ip.conf").read_text()
    assert shipped.count("set_real_ip_from 192.0.2.10;") == 1
    drop_in(service, "xcapd_real_ip.conf", shipped.replace("192.0.2.10;", address + ";"))


class Servers(unittest.TestCase):
    def test_several_roots_and_hosts_are_served_on_http_and_https(self):
        service = Service(start=False)
        self.addCleanup(service.stop)
        service.roots = [f"http://one.test:{service.port}/one", f"http://two.test:{service.port}/two",
                         f"https://one.test:{service.tls_port}/one/more",
                         f"http://one.test:{service.port}/three"]
        service.write_config({"Authentication": {"trusted_peers": "127.0.0.1"}})
        service.start()
        site = service.site.read_text()
        self.assertEqual(re.findall("server_name (.*);", site), ["one.test", "two.test", "one.test"])
        for tls, root in ((False, "/one"), (False, "/two"), (True, "/one/more"), (False, "/three")):
            answer = service.client(None, tls=tls)("GET", root + "/xcap-caps/global/index")
            self.assertEqual(answer.status, 200, root)
        for host in ("one.test", "two.test", "unknown.test"):
            answer = service.client(None).raw(
                f"GET /two/xcap-caps/global/index HTTP/1.1\r\nHost: {host}\r\n"
                "Connection: close\r\n\r\n".encode())
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), host)

    def test_tls_is_1_2_or_1_3_with_forward_secrecy(self):
        service = prepare(self)
        service.start()

        def version(least, most, ciphers="ALL:@SECLEVEL=0"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_ciphers(ciphers)
            context.minimum_version, context.maximum_version = least, most
            with socket.create_connection(("127.0.0.1", service.tls_port)) as plain:
                with context.wrap_socket(plain) as connection:
                    return connection.version()
        versions = ssl.TLSVersion
        self.assertEqual(version(versions.TLSv1_2, versions.TLSv1_2), "TLSv1.2")
        self.assertEqual(version(versions.TLSv1_2, versions.TLSv1_3), "TLSv1.3")
        for refused in ("AES128-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA"):
            with self.assertRaises(ssl.SSLError, msg=refused):
                version(versions.TLSv1_2, versions.TLSv1_2, refused)
        with self.assertRaises(OSError):
            version(versions.TLSv1_1, versions.TLSv1_1)

    def test_what_the_limits_allow_passes_nginx(self):
        service = prepare(self, {"Limits": {"max_document_size": "9000000",
                                            "max_uri_length": "15000"}})
        service.start()
        alice = service.client("alice")
        self.assertEqual(alice("PUT", APP, b"<a>" + b"x" * 8_900_000 + b"</a>").status, 201)
        answer = alice("PUT", APP, b"x" * 17_000_000)
        self.assertEqual((answer.status, "9000000" in answer.text), (413, True))
        long = APP + "/~~/a" + "%5B1%5D" * 2000
        self.assertIn(alice("GET", long).status, (400, 404))
        self.assertEqual(alice("GET", long + "x" * 2000).status, 414)


class RealIp(unittest.TestCase):
    def get(self, service, **headers):
        return service.client(None)("GET", INDEX, **headers).status

    def test_without_it_no_header_changes_the_address(self):
        service = prepare(self, {"Authentication": {"trusted_peers": PEER}})
        service.start()
        for header in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "X_Client_IP"):
            self.assertEqual(self.get(service, **{header: PEER}), 401, header)
        service.assert_logged("access", " 127.0.0.1 ")
        self.assertNotIn(f" {PEER} ", service.nginx_log("access"))

    def test_a_balancer_s_word_is_the_worker_s_remote_addr(self):
        service = prepare(self, {"Authentication": {"trusted_peers": PEER}})
        behind_balancer(service)
        service.start()
        self.assertEqual(self.get(service, X_Forwarded_For=PEER), 404)  # trusted: no document
        service.assert_logged("access", f" {PEER} ")
        self.assertEqual(self.get(service), 401)
        self.assertEqual(self.get(service, X_Real_IP=PEER), 401)
        self.assertEqual(self.get(service, X_Forwarded_For=f"{PEER}, 127.0.0.1"), 404)  # two balancers
        # A phone that says it is the peer: the balancer appends the phone's address.
        self.assertEqual(self.get(service, X_Forwarded_For=f"{PEER}, {PHONE}"), 401)

    def test_nobody_but_a_balancer_is_believed(self):
        service = prepare(self, {"Authentication": {"trusted_peers": PEER}})
        behind_balancer(service, "192.0.2.10")
        service.start()
        self.assertEqual(self.get(service, X_Forwarded_For=PEER), 401)


class Rates(unittest.TestCase):
    def test_more_than_the_rate_is_429_for_that_address_only(self):
        """RFC 6585 4."""
        service = prepare(self, {"Authentication": {"trusted_peers": f"{PEER}, 203.0.113.0/24"}})
        behind_balancer(service)
        change(service, "rate=200r/s", "rate=1r/m")
        change(service, "burst=1000", "burst=3")
        service.start()

        def statuses(address):
            headers = {"X_Forwarded_For": address} if address else {}
            return [service.client(None)("GET", INDEX, **headers).status for _ in range(8)]
        self.assertEqual(statuses(PHONE), [401] * 4 + [429] * 4)
        self.assertEqual(statuses("198.51.100.2")[0], 401)
        for free in (PEER, "203.0.113.9"):
            self.assertEqual(statuses(free), [404] * 8, free)
        self.assertEqual(statuses(None), [401] * 8)  # this host
        service.assert_logged("access", f'{PHONE} "GET {INDEX} HTTP/1.1" 429 ')
        service.assert_logged("error", "limiting requests, excess: ")
        service.assert_logged("error", f" by zone \"xcapd\", client: {PHONE}")

    def test_the_rate_as_shipped_lets_a_site_s_phones_start_together(self):
        service = prepare(self)
        behind_balancer(service)
        service.start()
        client = service.client(None)
        caps = "/xcap-root/xcap-caps/global/index"
        answers = {client("GET", caps, X_Forwarded_For=PHONE).status for _ in range(900)}
        self.assertEqual(answers, {200})


class Never(unittest.TestCase):
    def test_a_tag_is_never_weak_even_where_nginx_compresses_all_else(self):
        service = prepare(self)
        drop_in(service, "gzip.conf", "gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;")
        service.start()
        alice = service.client("alice")
        body = b"<a>" + b"x" * 5000 + b"</a>"
        self.assertEqual(alice("PUT", APP, body).status, 201)
        answer = alice("GET", APP, Accept_Encoding="gzip, deflate, br")
        self.assertEqual(answer.body, body)
        self.assertNotIn("content-encoding", answer.headers)
        self.assertRegex(answer.etag, '^"[^"]+"$')
        self.assertEqual(alice("PUT", APP, body, if_match=answer.etag).status, 200)

    def test_the_version_of_nginx_is_not_told(self):
        service = prepare(self)
        service.start()
        answer = service.client(None)("GET", "/xcap-root/xcap-caps/global/index")
        self.assertEqual(answer.headers["server"], "nginx")


class Upstream(unittest.TestCase):
    """What nginx says to a worker, heard by one that closes every connection."""

    def ask(self, service, method, **headers):
        """RETURNS what each connection to the worker brought, and the answer's status."""
        heard, answers = [], []
        with socket.socket(socket.AF_UNIX) as worker:
            worker.bind(str(service.socket))
            service.socket.chmod(0o777)
            worker.listen()
            worker.settimeout(10)
            client = service.client(None)
            asking = threading.Thread(target=lambda: answers.append(
                client(method, INDEX, b"<a/>" if method == "PUT" else None, **headers).status))
            asking.start()
            while not answers:
                with worker.accept()[0] as connection:
                    heard.append(connection.recv(100000))
                asking.join(1)
        service.socket.unlink()
        return heard, answers[0]

    def test_a_request_is_handed_on_once_even_with_several_workers_hosts(self):
        service = prepare(self)
        server = f'    server "unix:{service.socket}";\n'
        change(service, server, server * 3)
        service.start_nginx()
        for method in ("PUT", "DELETE", "GET"):
            heard, status = self.ask(service, method)
            self.assertEqual((len(heard), status), (1, 502), method)

    def test_the_request_id_is_nginx_s_own_and_stands_in_the_log(self):
        service = prepare(self)
        service.start_nginx()
        heard, _ = self.ask(service, "GET", X_Request_Id="f" * 32, Request_Id="f" * 32)
        self.assertEqual(heard[0].count(b"\x0a\x20REQUEST_ID"), 1)
        of_worker = re.search(rb"\x0a\x20REQUEST_ID([0-9a-f]{32})", heard[0])[1].decode()
        self.assertNotEqual(of_worker, "f" * 32)
        service.assert_logged("access", f" id={of_worker} ")


if __name__ == "__main__":
    unittest.main()
