"""What holds for every request of the JSON API: who may, conditions, bodies, errors, CORS."""

import json
import time
import unittest

from harness import Service
from harness.api import Api, contact, detail_of, faults_of, value_of

LIST = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
CONTACTS, GROUPS, ICON = "/addressbook/contacts", "/addressbook/groups", "/icon"
BASE = "/api/v1/users/alice@example.com"


def setUpModule():
    global service
    service = Service({"Authentication": {"trusted_peers": "127.0.0.2"},
                       "API": {"cors_origins": "https://a.example, https://b.example:8443"}})


def tearDownModule():
    service.stop()


class Case(unittest.TestCase):
    def setUp(self):
        self.client = service.client("alice")
        self.client("DELETE", LIST)
        self.api = Api(self.client)


class Who(Case):
    def test_the_user_alone_and_trusted_peers(self):
        nobody = Api(service.client(None))("GET", CONTACTS)
        self.assertEqual(nobody.status, 401)
        self.assertIn('realm="example.com"', nobody.challenges[0])
        self.assertIsInstance(detail_of(nobody), str)
        wrong = Api(service.client("alice", password="wrong"))("GET", CONTACTS)
        self.assertEqual((wrong.status, len(wrong.challenges)), (401, 1))
        for method, path, body in (("GET", CONTACTS, None), ("POST", CONTACTS, contact()),
                                   ("GET", "/addressbook", None), ("DELETE", ICON, None)):
            other = Api(service.client("bob"))(method, path, body)
            self.assertEqual(other.status, 403, path)
            self.assertIsInstance(detail_of(other), str)
        peer = service.client(None, source="127.0.0.2")
        self.assertEqual(Api(peer)("POST", CONTACTS, contact()).status, 200)
        self.assertEqual(len(self.api.value("GET", CONTACTS)), 1)
        unknown = Api(peer, "nobody@example.com")("GET", CONTACTS)
        self.assertEqual((unknown.status, detail_of(unknown)), (404, "User not found"))

    def test_a_user_that_is_none_is_422(self):
        for user in ("alice", "alice@example", "a b@example.com", "sip:alice@example.com",
                     "alice@example.c", "a" * 65 + "@example.com", "alice@" + "e" * 61 + ".com", "a@@example.com", "@example.com", "%0a@example.com"):
            answer = Api(service.client(None), user.replace(" ", "%20"))("GET", CONTACTS)
            self.assertEqual(faults_of(answer), {"path.user": "value_error.str.regex"}, user)

    def test_a_user_may_be_percent_encoded(self):
        self.assertEqual(Api(self.client, "%61lice%40example.com")("GET", CONTACTS).status, 200)

    def test_the_access_log_says_who_did_what(self):
        self.api("POST", CONTACTS, contact())
        service.assert_logged("access", "outcome=api-contact-created")
        line = [line for line in service.nginx_log("access").splitlines()
                if "api-contact-created" in line][-1]
        for field in ("user=alice@example.com", "auid=resource-lists", "doc=index"):
            self.assertIn(field, line)


class Methods(Case):
    def test_a_path_that_is_none_is_404(self):
        for path in ("/api/v1/", "/api/v1", "/api/v1/users/", BASE, BASE + "/addressbook/x",
                     BASE + CONTACTS + "/a/b", BASE + "//addressbook"):
            answer = self.client("GET", path)
            self.assertEqual((answer.status, value_of(answer)), (404, {"detail": "Not Found"}), path)

    def test_a_method_that_is_none_is_405_with_allow(self):
        for path, methods in ((CONTACTS, "GET, HEAD, POST, OPTIONS"),
                              (CONTACTS + "/x", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
                              (GROUPS + "/x/members", "POST, OPTIONS"),
                              (ICON, "GET, HEAD, POST, DELETE, OPTIONS")):
            answer = service.client(None)("FOO", BASE + path)
            self.assertEqual((answer.status, answer.headers["allow"]), (405, methods))
            self.assertEqual(value_of(answer), {"detail": "Method Not Allowed"})
            options = service.client(None)("OPTIONS", BASE + path)
            self.assertEqual((options.status, options.headers["allow"]), (204, methods))

    def test_head_is_get_without_a_body(self):
        self.api("POST", CONTACTS, contact())
        get, head = self.api("GET", CONTACTS), self.api("HEAD", CONTACTS)
        self.assertEqual((head.status, head.body, head.etag), (200, b"", get.etag))
        self.assertEqual(head.headers["content-length"], str(len(get.body)))

    def test_a_slash_at_the_end_is_no_other_path(self):
        self.assertEqual(self.api("GET", CONTACTS + "/").status, 200)


class Conditions(Case):
    def setUp(self):
        super().setUp()
        self.added = self.api("POST", CONTACTS, contact(id="one"))

    def test_the_tag_is_the_documents(self):
        etag = self.client("GET", LIST).etag
        self.assertEqual(self.added.etag, etag)
        for path in ("/addressbook", CONTACTS, CONTACTS + "/one", GROUPS):
            self.assertEqual(self.api("GET", path).etag, etag)
            same = self.api("GET", path, if_none_match=etag)
            self.assertEqual((same.status, same.body, same.etag), (304, b"", etag))
            self.assertEqual(self.api("GET", path, if_match='"other"').status, 412)
            self.assertEqual(self.api("GET", path, if_none_match='"other"').status, 200)
        self.assertEqual(self.api("GET", CONTACTS + "/x", if_none_match=etag).status, 404)

    def test_a_write_on_another_tag_is_412_and_changes_nothing(self):
        etag = self.added.etag
        path = CONTACTS + "/one"
        for method, target, body in (
                ("PUT", path, contact("new")), ("PATCH", path, {"name": "new"}),
                ("DELETE", path, None), ("POST", CONTACTS, contact()),
                ("PUT", "/addressbook", {"contacts": [], "groups": [], "policies": []})):
            for condition in ({"if_match": '"other"'}, {"if_none_match": "*"},
                              {"if_none_match": etag}):
                answer = self.api(method, target, body, **condition)
                self.assertEqual(answer.status, 412, (method, condition))
                self.assertIsInstance(detail_of(answer), str)
        self.assertEqual(self.api("GET", CONTACTS).etag, etag)
        self.assertEqual(self.api("DELETE", CONTACTS + "/x", if_match='"other"').status, 404)
        self.assertEqual(self.api("GET", CONTACTS, if_match="x y").status, 400)
        changed = self.api("PUT", path, contact("new"), if_match=etag)
        self.assertEqual(changed.status, 200)
        self.assertNotEqual(changed.etag, etag)

    def test_a_first_write_may_ask_for_no_document(self):
        self.client("DELETE", LIST)
        self.assertEqual(self.api("GET", CONTACTS, if_match="*").status, 412)
        self.assertEqual(self.api("POST", CONTACTS, contact(), if_match="*").status, 412)
        self.assertEqual(self.api("POST", CONTACTS, contact(), if_none_match="*").status, 200)
        self.assertEqual(self.api("POST", CONTACTS, contact(), if_none_match="*").status, 412)

    def test_what_changes_nothing_keeps_the_tag(self):
        value = value_of(self.added)
        same = self.api("PATCH", CONTACTS + "/one", {"name": value["name"]})
        self.assertEqual((same.status, same.etag), (200, self.added.etag))

    def test_prefer_return_minimal(self):
        """RFC 7240 4.2."""
        for prefer in ("return=minimal", "wait=5, Return=Minimal;x=y", 'return="minimal"',
                       "return = minimal", 'return="mini\\mal"', 'a="b\\",c", return=minimal'):
            answer = self.api("PATCH", CONTACTS + "/one", {"name": prefer}, prefer=prefer)
            self.assertEqual((answer.status, answer.body), (204, b""), prefer)
            self.assertEqual(answer.headers["preference-applied"], "return=minimal")
            self.assertEqual(answer.etag, self.api("GET", CONTACTS).etag)
        for prefer in ("return=representation", 'foo="a,return=minimal,b"', "a; return=minimal",
                       "return=representation, return=minimal"):
            answer = self.api("PATCH", CONTACTS + "/one", {"name": prefer}, prefer=prefer)
            self.assertEqual(answer.status, 200, prefer)
            self.assertNotIn("preference-applied", answer.headers)


class Bodies(Case):
    def faults(self, body, path=CONTACTS, method="POST"):
        return faults_of(self.api(method, path, body))

    def test_every_fault_is_named(self):
        self.assertEqual(self.faults({
            "id": "a b", "name": 5, "uris": [{}, {"uri": ""}, {"uri": "a b"}, "x", {
                "uri": "sip:x@x.example", "default": "yes", "type": [], "attributes": {
                    "a": [], "": "x", "c": "\u0000", "\ufffe": "x"}}],
            "presence": {"policy": "maybe"}, "dialog": None, "attributes": []}), {
                "body.id": "value_error.str.regex", "body.name": "type_error.str",
                "body.uris.0.uri": "value_error.missing",
                "body.uris.1.uri": "value_error.str.regex",
                "body.uris.2.uri": "value_error.str.regex", "body.uris.3": "type_error.dict",
                "body.uris.4.default": "type_error.bool", "body.uris.4.type": "type_error.str",
                "body.uris.4.attributes.a": "type_error.str",
                "body.uris.4.attributes.": "value_error",
                "body.uris.4.attributes.c": "value_error.str.xml",
                "body.uris.4.attributes.\ufffe": "value_error.str.xml",
                "body.presence.policy": "value_error.const",
                "body.presence.subscribe": "value_error.missing",
                "body.dialog": "type_error.none.not_allowed", "body.attributes": "type_error.dict"})
        self.assertEqual(self.client("GET", LIST).status, 404)

    def test_a_fault_says_in_words_what_was_expected(self):
        answer = self.api("POST", CONTACTS, {"uris": []})
        self.assertEqual(value_of(answer), {"detail": [
            {"loc": ["body", "name"], "msg": "field required", "type": "value_error.missing"}]})
        self.assertEqual(answer.headers["content-type"], "application/json")

    def test_lengths_have_bounds(self):
        self.assertEqual(self.faults({"name": "x" * 1025, "id": "i" * 129, "uris": [
            {"uri": "u" * 2049}]}), {key: "value_error.any_str.max_length" for key in (
                "body.name", "body.id", "body.uris.0.uri")})
        many = [{"uri": f"sip:{n}@x.example"} for n in range(1001)]
        self.assertEqual(self.faults({"name": "x", "uris": many}),
                         {"body.uris": "value_error.list.max_items"})

    def test_every_body_has_its_object(self):
        for method, path, missing in (("PUT", CONTACTS + "/x", ("name", "uris")),
                                      ("POST", GROUPS, ("name",)), ("PUT", GROUPS + "/x", ("name",)),
                                      ("POST", GROUPS + "/x/members", ("id",)),
                                      ("POST", "/addressbook/policies", ("name", "uri")),
                                      ("PUT", "/addressbook/policies/x", ("name", "uri")),
                                      ("POST", ICON, ("user", "data", "mime_type"))):
            self.assertEqual(self.faults({}, path, method),
                             {f"body.{name}": "value_error.missing" for name in missing})
            self.assertEqual(self.faults(7, path, method), {"body": "type_error.dict"})

    def test_what_is_no_json_is_422_at_once(self):
        deep = b"[" * 1_000_000
        for text in (b"{", b"", b" ", b"nope", b'{"a":1,"a":2}', b'{"name":"\xff"}', b"\xef\xbb",
                     b'{"name":"\\ud800"}', deep, b'{"a":' * 200_000, b"[1e999]", b"NaN",
                     b'{"name":"a\nb"}', b"[]]", b"{" + b",".join(
                         b'"%d":0' % n for n in range(1001)) + b"}"):
            start = time.monotonic()
            answer = self.api("POST", CONTACTS, text)
            self.assertEqual(answer.status, 422, text[:20])
            self.assertEqual(detail_of(answer)[0]["loc"][0], "body")
            self.assertLess(time.monotonic() - start, 2)

    def test_a_nul_byte_does_not_end_the_body(self):
        """RFC 8259 2: what stands behind it would be accepted unseen."""
        self.api("POST", CONTACTS, contact())
        empty = b'{"contacts":[],"groups":[],"policies":[]}'
        for tail in (b"\0", b"\0garbage", b" \0{}"):
            answer = self.api("PUT", "/addressbook", empty + tail)
            self.assertEqual((answer.status, detail_of(answer)[0]["loc"]),
                             (422, ["body", len(empty) + 1 + tail.index(b"\0")]))
        self.assertEqual(len(self.api.value("GET", CONTACTS)), 1)

    def test_a_fault_of_the_text_says_where_it_is(self):
        for text, at, message in ((b'{"a": }', 7, "this is no JSON"),
                                  (b'{"name":"x","name":"y"}', 18, "a name stands twice in an object"),
                                  (b'{"a":' + b"[" * 40, 37, "it is nested too deep"),
                                  (b'{"attributes":{"a":1e999}}', 24, "a number is out of range")):
            answer = self.api("POST", CONTACTS, text)
            fault, = detail_of(answer)
            self.assertEqual((answer.status, fault["loc"], fault["msg"]), (422, ["body", at], message))

    def test_a_great_many_faults_are_bounded(self):
        answer = self.api("POST", CONTACTS, {"name": "x", "uris": [], "attributes": {}, "contacts": 1})
        self.assertEqual(answer.status, 200)
        answer = self.api("PUT", "/addressbook", {"contacts": [{}] * 20000, "groups": [],
                                                  "policies": []})
        self.assertEqual((answer.status, len(detail_of(answer))), (422, 1000))

    def test_media_types(self):
        for media in ("application/json", "application/json; charset=utf-8", "Application/JSON"):
            self.assertEqual(self.api("POST", CONTACTS, contact(), content_type=media).status, 200)
        # Pages of any origin may send a body without a type, and with the user's credentials.
        self.assertEqual(self.client("POST", BASE + CONTACTS, json.dumps(contact()).encode()).status,
                         415)
        for media in ("text/plain", "application/x-www-form-urlencoded",
                      "application/merge-patch+json"):
            answer = self.api("POST", CONTACTS, contact(), content_type=media)
            self.assertEqual((answer.status, detail_of(answer)),
                             (415, "The body must be application/json."))

    def test_what_is_too_large_is_413(self):
        answer = self.api("POST", CONTACTS, b" " * 2_100_000)
        self.assertEqual(answer.status, 413)
        self.assertIsInstance(detail_of(answer), str)

    def test_a_document_that_would_be_too_large_is_409(self):
        # "<" takes one byte as JSON and four as XML.
        big = {f"a{n}": "<" * 6000 for n in range(100)}
        answer = self.api("POST", CONTACTS, contact(attributes=big))
        self.assertEqual(answer.status, 409)
        self.assertIn("bytes", detail_of(answer))


class Icons(Case):
    DATA = "R0lGODlhAQABAAAAACw="

    def icon(self, **more):
        return {"user": "alice@example.com", "data": self.DATA, "mime_type": "image/gif", **more}

    def test_an_icon_lives(self):
        self.api("DELETE", ICON)
        for method in ("GET", "DELETE"):
            gone = self.api(method, ICON)
            self.assertEqual((gone.status, detail_of(gone)), (404, "Icon not found"))
        stored = self.api("POST", ICON, self.icon(description="Me & <you>"))
        whole = {**self.icon(), "description": "Me & <you>", "encoding": "base64"}
        self.assertEqual((stored.status, value_of(stored)), (200, whole))
        same = self.api("POST", ICON, whole)
        self.assertEqual((same.status, same.body, same.etag), (304, b"", stored.etag))
        got = self.api("GET", ICON)
        self.assertEqual((value_of(got), got.etag), (whole, stored.etag))
        self.assertEqual(self.api("GET", ICON, if_none_match=got.etag).status, 304)
        target = ("/xcap-root/org.openmobilealliance.pres-content/users/sip:alice@example.com/"
                  "oma_status-icon/index")
        self.assertEqual(self.client("GET", target).etag, got.etag)
        self.assertEqual(self.api("POST", ICON, self.icon()).status, 200)
        self.assertEqual(self.api("DELETE", ICON, if_match='"x"').status, 412)
        self.assertEqual(self.api("DELETE", ICON).status, 204)
        self.assertEqual(self.client("GET", target).status, 404)

    def test_what_is_no_icon_is_refused(self):
        self.assertEqual(faults_of(self.api("POST", ICON, self.icon(mime_type="image/x"))),
                         {"body.mime_type": "value_error.const"})
        self.assertEqual(faults_of(self.api("POST", ICON, self.icon(user="bob@example.com"))),
                         {"body.user": "value_error"})
        self.assertEqual(faults_of(self.api("POST", ICON, self.icon(encoding="hex"))),
                         {"body.encoding": "value_error.const"})
        for data, words in (("?", "The data is not base64"), ("A" * 400_000, "Size limit exceeded")):
            answer = self.api("POST", ICON, self.icon(data=data))
            self.assertEqual(answer.status, 409)
            self.assertTrue(detail_of(answer).startswith(words), answer.text)

    def test_who_reads_it_is_a_setting(self):
        self.api("POST", ICON, self.icon())
        self.assertEqual(Api(service.client("bob"))("GET", ICON).status, 200)
        self.assertEqual(Api(service.client(None))("GET", ICON).status, 401)
        public = Service({"Server": {"pres_content_readers": "everyone"}})
        self.addCleanup(public.stop)
        self.assertEqual(Api(public.client("alice"))("POST", ICON, self.icon()).status, 200)
        self.assertEqual(Api(public.client(None))("GET", ICON).status, 200)
        self.assertEqual(Api(public.client(None))("DELETE", ICON).status, 401)


class Stored(Case):
    def test_a_document_of_others_lists_stays_and_has_no_contacts(self):
        text = ('<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list name="x">'
                '<entry uri="sip:a@b.example"/></list></resource-lists>')
        self.client("PUT", LIST, text.encode())
        self.assertEqual(self.api.value("GET", CONTACTS), [])
        self.api.value("POST", CONTACTS, contact())
        self.assertIn('<list name="x"><entry uri="sip:a@b.example"/></list>',
                      self.client("GET", LIST).text)


class Origins(Case):
    def test_pages_of_these_origins_may_call(self):
        """The Fetch standard."""
        answer = self.api("GET", CONTACTS, origin="https://a.example")
        self.assertEqual(answer.headers["access-control-allow-origin"], "https://a.example")
        self.assertEqual(answer.headers["vary"], "Origin")
        for name in ("ETag", "X-Total-Count", "Link"):
            self.assertIn(name, answer.headers["access-control-expose-headers"])
        refused = service.client(None)("GET", BASE + CONTACTS, origin="https://b.example:8443")
        self.assertEqual(refused.status, 401)
        self.assertIn("access-control-allow-origin", refused.headers)

    def test_others_may_not(self):
        for origin in ("https://c.example", "https://a.example.org", "null", "http://a.example"):
            answer = self.api("GET", CONTACTS, origin=origin)
            self.assertNotIn("access-control-allow-origin", answer.headers)
            self.assertEqual(answer.headers["vary"], "Origin")
        answer = self.client("GET", LIST, origin="https://a.example")
        self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_a_preflight_needs_no_credentials(self):
        answer = service.client(None)("OPTIONS", BASE + CONTACTS, origin="https://a.example",
                                      access_control_request_method="POST")
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertEqual(answer.headers["access-control-allow-methods"], "GET, HEAD, POST, OPTIONS")
        self.assertIn("Authorization", answer.headers["access-control-allow-headers"])


class Settings(unittest.TestCase):
    def test_disabled_it_is_not_there(self):
        other = Service({"API": {"enabled": "no"}})
        self.addCleanup(other.stop)
        for path in (BASE + CONTACTS, "/openapi.json", "/api/v1/"):
            self.assertEqual(other.client("alice")("GET", path).status, 404)

    def test_a_star_is_every_origin_and_a_bad_one_stops_the_start(self):
        other = Service({"API": {"cors_origins": "*"}})
        self.addCleanup(other.stop)
        answer = other.client(None)("GET", "/openapi.json", origin="https://any.example")
        self.assertEqual(answer.headers["access-control-allow-origin"], "*")
        other.write_config({"API": {"cors_origins": "a.example, https://a.example/"}})
        done = other.command("check")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr.count("expected * or origins"), 2)
