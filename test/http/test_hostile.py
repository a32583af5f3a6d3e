"""Hostile input through nginx, each with its precise answer, within bounds of time and memory, and
the same workers live on. What single limits refuse is in test_limits.py; what the schemas make of
it in test_hostile_schemas.py. harness/hostile.py says how to see the costs.
"""

import socket
import time
import unittest

from harness import list_of
from harness.collisions import colliding
from harness.hostile import APP, INDEX, MIB, Hostile


class Documents(Hostile):
    def test_what_a_document_type_could_do(self):
        bomb = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 30))
        blowup = b'<!ENTITY x "' + b"y" * MIB + b'">'
        for name, subset in {
                "entities that multiply": b'<!ENTITY l0 "x">' + bomb,
                "one long entity, used often": blowup,
                "parameter entities": b'<!ENTITY % p "<!ENTITY q \'r\'>">%p;',
                "external parameter entity": b'<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;',
                "entity of itself": b'<!ENTITY a "&a;">',
                "attribute defaults": b"".join(b'<!ATTLIST a b%d CDATA "x">' % i
                                               for i in range(20_000))}.items():
            self.put(name, 409, "<not-well-formed",
                     b"<!DOCTYPE a [" + subset + b"]><a>" + b"&x;" * 1000 + b"</a>")
        self.put("external subset", 409, "<not-well-formed",
                 b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')
        self.put("an entity without a document type", 409, "<not-well-formed", b"<a>&nbsp;</a>")
        self.put("a document type behind a comment", 409, "<not-well-formed",
                 b"<!-- --><!DOCTYPE a><a/>")

    def test_what_is_deep_wide_or_long(self):
        attributes = b" ".join(b'a%d=""' % i for i in range(200_000))
        for name, phrase, body in (
                ("depth of 690,000, all that fits", "<constraint-failure", b"<a>" * 690_000),
                ("200,000 attributes", "<constraint-failure", b"<a " + attributes + b"/>"),
                ("an attribute 70,000 times", "<constraint-failure",
                 b"<a" + b' abcdefg="h0123456789"' * 70_000 + b"/>"),
                ("an attribute 90 times", "<not-well-formed", b"<a" + b" a=''" * 90 + b"/>"),
                ("a name of 2 MiB", "<not-well-formed", b"<" + b"a" * (2 * MIB - 3) + b"/>"),
                ("an attribute name of 2 MiB", "<not-well-formed",
                 b"<a " + b"b" * (2 * MIB - 8) + b"=''/>"),
                ("2 MiB of <", "<not-well-formed", b"<" * (2 * MIB)),
                ("2 MiB of </", "<not-well-formed", b"</" * MIB),
                ("2 MiB of &", "<not-well-formed", b"<a>" + b"&" * (2 * MIB - 7) + b"</a>"),
                ("2 MiB of ]]>", "<not-well-formed", b"<a>" + b"]]>" * 690_000 + b"</a>"),
                ("2 MiB of comments that are none", "<not-well-formed", b"<!-->" * 400_000),
                ("2 MiB of quotes", "<not-well-formed", b"<a b=" + b"'\"" * (MIB - 10)),
                ("2 MiB of spaces", "<not-well-formed", b" " * (2 * MIB)),
                ("2 MiB of XML declaration", "<not-well-formed",
                 b"<?xml " + b"version encoding " * 120_000),
                ("600,000 elements", "<constraint-failure", b"<a>" + b"<b/>" * 500_000)):
            self.put(name, 409, phrase, body)
        self.put("a character reference of 2 MiB", 200, "",
                 b"<a>&#" + b"0" * (2 * MIB - 20) + b"65;</a>")
        self.put("1,000,000 attributes are too many bytes", 413, "2097152",
                 b"<a " + b" ".join(b'a%d=""' % i for i in range(300_000)) + b"/>")

    def test_names_that_are_none(self):
        """XML takes them, Namespaces in XML does not."""
        for body in (b'<a xmlns:="u"/>', b'<a xmlns:1="u"/>', b'<a xmlns:p=""/>', b"<a:b:c/>",
                     b'<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>'):
            self.put(body.decode(), 409, "<not-well-formed", body)
            with self.subTest(body, kind="element"):
                self.cost(body.decode() + " as an element", 409,
                          lambda: self.alice("PUT", APP + "/~~/a/c", body,
                                        Content_Type="application/xcap-el+xml"), "<not-xml-frag")

    def test_what_is_no_utf_8(self):
        for name, phrase, body in (
                ("a NUL byte", "<not-well-formed", b"<a>\0</a>"),
                ("a NUL byte behind the end", "<not-well-formed", b"<a/>\0"),
                ("a control", "<not-well-formed", b"<a>\x01</a>"),
                ("a reference to a NUL byte", "<not-well-formed", b"<a>&#0;</a>"),
                ("a reference to a surrogate", "<not-well-formed", b"<a>&#xD800;</a>"),
                ("a reference beyond Unicode", "<not-well-formed", b"<a>&#x110000;</a>"),
                ("a reference that overflows", "<not-well-formed", b"<a>&#99999999999999999999;</a>"),
                ("U+FFFE", "<not-well-formed", b"<a>\xef\xbf\xbe</a>"),
                ("an overlong slash", "<not-utf-8", b"<a>\xc0\xaf</a>"),
                ("an overlong NUL byte", "<not-utf-8", b"<a>\xc0\x80</a>"),
                ("an overlong <", "<not-utf-8", b"<a>\xe0\x80\xbc</a>"),
                ("a surrogate", "<not-utf-8", b"<a>\xed\xa0\x80</a>"),
                ("a surrogate pair", "<not-utf-8", b"<a>\xed\xa0\xbd\xed\xb8\x80</a>"),
                ("beyond Unicode", "<not-utf-8", b"<a>\xf4\x90\x80\x80</a>"),
                ("a cut character", "<not-utf-8", b"<a>\xe2\x82"),
                ("UTF-16 with a mark", "<not-utf-8", "<a/>".encode("utf-16")),
                ("UTF-16 without a mark", "<not-well-formed", "<a/>".encode("utf-16-le")),
                ("UTF-32", "<not-utf-8", "<a/>".encode("utf-32")),
                ("UTF-7", "<not-utf-8", b"<?xml version='1.0' encoding='UTF-7'?><a/>"),
                ("a declared UTF-16", "<not-utf-8", b"<?xml version='1.0' encoding='UTF-16'?><a/>"),
                ("EBCDIC", "<not-utf-8", b"<?xml version='1.0' encoding='cp037'?>"
                 + "<a/>".encode("cp037")),
                ("2 MiB of é, one of them cut", "<not-utf-8",
                 b"<a>" + "é".encode() * (MIB - 10) + b"\xc3</a>")):
            self.put(name, 409, phrase, body)


class Blowup(Hostile):
    """What would be quadratic in a naive server."""

    def test_uniqueness(self):
        entries = "".join(f'<entry uri="sip:{i}@e"/>' for i in range(60_000))
        self.put("60,000 entries, the last one twice", 409, "<uniqueness-failure",
                 list_of(entries + '<entry uri="sip:59999@e"/>'), INDEX)
        self.put("80,000 times one entry", 409, "<uniqueness-failure",
                 list_of('<entry uri="sip:b@e"/>' * 80_000), INDEX)
        lists = "".join(f'<list name="{name}"/>' for name in colliding(20_000))
        body = list_of(lists)
        self.assertLess(len(body), 2 * MIB)
        self.put("20,000 names with one hash", (200, 201), "", body, INDEX)
        self.put("one hash, and one of them twice", 409, "<uniqueness-failure",
                 list_of(lists + '<list name="n"/><list name="n"/>'), INDEX)

    def test_namespaces(self):
        depth, each = 95, 98
        opened = "".join(
            "<a " + " ".join(f'xmlns:p{level}x{i}="u"' for i in range(each)) + ">"
            for level in range(depth))
        members = '<q:b q:c=""/>' * 85_000
        body = f'<a xmlns:q="v">{opened}{members}{"</a>" * depth}</a>'.encode()
        self.assertLess(len(body), 2 * MIB)
        self.put("9,310 declarations above 85,000 elements", 409, "<constraint-failure", body)
        opened = "".join("<a " + " ".join(f'xmlns:p{level}x{i}="u"' for i in range(each)) + ">"
                         for level in range(5))
        body = f'<a xmlns:q="v">{opened}{members}{"</a>" * 5}</a>'.encode()
        self.put("491 declarations above 85,000 elements", 200, "", body)
        attributes = " ".join(f'q:a{i}=""' for i in range(90))
        body = f'<a xmlns:q="v">{opened}{f"<b {attributes}/>" * 2_200}{"</a>" * 5}</a>'.encode()
        self.put("491 declarations above 198,000 attributes", 200, "", body)
        twice = " ".join(f'xmlns:p{i}="u" p{i}:x=""' for i in range(49))
        self.put("one attribute under 49 prefixes", 409, "<not-well-formed", f"<a {twice}/>".encode())

    def test_selectors(self):
        """The longest accepted URI, on the widest accepted document."""
        wide = "<a xmlns='test-app'>" + "<b/>" * 99_990 + "</a>"
        self.assertIn(self.alice("PUT", APP + "-wide", wide.encode()).status, (200, 201))
        room = 7_900 - len(APP)
        for name, step in (("names", "/x"), ("wildcards", "/*"), ("positions", "/b%5B1%5D"),
                           ("values", "/b%5B@x=%22y%22%5D")):
            steps = "/~~/a" + step * (room // len(step))
            self.get(f"8,000 bytes of steps: {name}", 404, APP + "-wide" + steps)
            with self.subTest(name):
                self.cost(f"the same to write: {name}", 409,
                          lambda: self.alice("PUT", APP + "-wide" + steps, b"<x/>",
                                        Content_Type="application/xcap-el+xml"), "<no-parent")
        self.get("a position of 7,000 digits", 404, APP + "-wide/~~/a/b%5B" + "9" * 7000 + "%5D")
        self.get("the last of 99,990", 200, APP + "-wide/~~/a/b%5B99990%5D")
        self.get("a value of 2,000 references", 404,
                 APP + "-wide/~~/a/b%5B@x=%22" + "&lt;" * 1900 + "%22%5D")
        self.get("7,000 quotes", 400, APP + "-wide/~~/a/b%5B@x=" + "%22" * 2000)
        self.get("a URI of 8,001 bytes", 414, APP + "/~~/" + "a" * (8001 - len(APP) - 4))
        self.get("a URI of 15,000 bytes", 414, APP + "/~~/" + "a" * 15_000)
        self.get("a URI of 60,000 bytes", 414, APP + "/~~/" + "a" * 60_000)  # nginx's own
        self.assertEqual(self.alice("DELETE", APP + "-wide").status, 200)

    def test_xpointer(self):
        room = 7_900 - len(APP)
        for name, status, part in (("bindings of one prefix", 200, "xmlns(p=u)"),
                                   ("other schemes", 200, "e()"),
                                   ("open parentheses", 400, "("),
                                   ("a scheme of parentheses", 400, "x("),
                                   ("circumflexes", 400, "^"),
                                   ("escaped circumflexes", 400, "x(^^")):
            self.get(f"8,000 bytes of {name}", status, f"{APP}/~~/a?" + part * (room // len(part)))
        many = "".join(f"xmlns(p{i}=u)" for i in range(580))
        self.get("580 bindings", 200, f"{APP}/~~/a?{many}")

    def test_headers(self):
        tags = ",".join(f'"{i}"' for i in range(2_000))
        self.get("2,000 entity tags", 412, APP, If_Match=tags)
        self.get("15,000 commas", 412, APP, If_Match="," * 15_000)
        self.get("Digest of 15,000 commas", 401, APP, Authorization="Digest " + "," * 15_000)
        self.get("Digest of 3,000 quotes", 401, APP,
                 Authorization='Digest uri="' + '" ' * 7_000 + "x")
        self.get("Digest of one parameter 1,000 times", 401, APP,
                 Authorization="Digest " + 'nonce="a",' * 1_000)
        self.get("Digest of a long name", 401, APP,
                 Authorization='Digest username="' + "a" * 15_000 + '"')
        self.get("Basic of 15,000 bytes", 401, APP, Authorization="Basic " + "QUFB" * 3_700)
        self.get("800 different headers", 200, APP, **{f"x{i}": "" for i in range(800)})
        self.get("one header 800 times", 200, APP, x=["y"] * 800)
        # nginx's own, of what its buffers do not hold
        self.get("5,000 different headers", 400, APP, **{f"x{i}": "" for i in range(5_000)})
        self.get("one header 5,000 times", 400, APP, x=["y"] * 5_000)
        self.get("If-None-Match 1,000 times", 400, APP, If_None_Match=['"a"'] * 1_000)
        self.get("a header of 60,000 bytes", 400, APP, x="a" * 60_000)  # nginx's own
        self.get("100,000 headers", 400, APP, **{f"x{i}": "" for i in range(100_000)})

    def test_values(self):
        """Attribute values and constraint phrases of a megabyte."""
        long = "x" * (2 * MIB - 200)
        self.put("an anchor of 2 MiB", 409, "", list_of(f'<external anchor="{long}"/>'), INDEX)
        self.put("a relative reference of 2 MiB", 409, "", list_of(f'<entry-ref ref="{long}"/>'),
                 INDEX)
        self.put("two entries of 1 MiB", 409, "<uniqueness-failure",
                 list_of(f'<entry uri="{long[:MIB - 200]}"/>' * 2), INDEX)
        attributes = b"<a" + b"".join(b' a%d="%s"' % (i, b"&lt;" * 5_000) for i in range(100)) + b"/>"
        self.put("2 MiB of references", 200, "", attributes)
        references = "".join(f'<entry-ref ref="{"./" * 20}a/users/{i}"/>' for i in range(25_000))
        self.put("25,000 references that lead nowhere", 409, "<constraint-failure",
                 list_of(references), INDEX)


class Framing(Hostile):
    def request_head(self, length, *headers):
        self.alice("GET", APP)  # for a challenge
        lines = [f"PUT {APP} HTTP/1.1", "Host: x", "Connection: close", *headers,
                 f"Authorization: {self.alice.authorization('PUT', APP)}"]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def test_a_slow_body_holds_no_worker(self):
        stored = self.alice("GET", APP).body
        slow = [socket.create_connection(("127.0.0.1", self.service.port)) for _ in range(8)]
        try:
            for connection in slow:
                connection.sendall(self.request_head(1000) + b"<a>")
            for _ in range(3):
                for connection in slow:
                    connection.sendall(b" ")
                start = time.monotonic()
                self.assertEqual(self.alice("GET", APP).body, stored)
                self.assertLess(time.monotonic() - start, 5)
        finally:
            for connection in slow:
                connection.close()
        self.assertEqual(self.alice("GET", APP).body, stored)

    def test_a_body_that_ends_early_stores_nothing(self):
        stored = self.alice("GET", APP).body
        for body in (b"", b"<a", b"<a/>"):
            # nginx tells nobody: the client is gone.
            self.assertEqual(self.alice.raw(self.request_head(100) + body, half_close=True), b"")
        self.assertEqual(self.alice("GET", APP).body, stored)

    def test_lengths_that_are_none(self):
        """nginx's own answers."""
        for length in ("-1", "1x", "99999999999999999999999", "0x10", ""):
            with self.subTest(length):
                answer = self.alice.raw(self.request_head(length) + b"<a/>")
                self.assertRegex(answer[:12], rb"HTTP/1.1 4(00|13)")
        answer = self.alice.raw(self.request_head(4, "Content-Length: 5") + b"<a/>")
        self.assertTrue(answer.startswith(b"HTTP/1.1 400"), answer[:50])

    def test_chunks(self):
        body = self.alice("GET", APP).body
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        answer = self.alice.raw(self.request_head(None, "Transfer-Encoding: chunked") + chunks)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer[:200])
        answer = self.alice.raw(self.request_head(None, "Transfer-Encoding: chunked") + b"ffffffffffffffff1\r\n")
        self.assertRegex(answer[:12], rb"HTTP/1.1 4(00|13)")


if __name__ == "__main__":
    unittest.main()
