"""The JSON API on contacts, groups, policies and the whole addressbook (FACTS 4.7)."""

import unittest

from harness import Service
from harness.api import Api, contact, detail_of, faults_of, value_of

LIST = "/xcap-root/resource-lists/users/sip:{}@example.com/index"
CONTACTS, GROUPS = "/addressbook/contacts", "/addressbook/groups"
POLICIES = "/addressbook/policies"
HANDLING = {"policy": "default", "subscribe": False}


def setUpModule():
    global service
    service = Service()


def tearDownModule():
    service.stop()


class Case(unittest.TestCase):
    """Each test has a user without a document."""

    def setUp(self):
        self.client = service.client("alice")
        self.client("DELETE", LIST.format("alice"))
        self.api = Api(self.client)

    def add(self, path=CONTACTS, body=None):
        return self.api.value("POST", path, body or contact())


class FreshUser(Case):
    def test_an_addressbook_that_nobody_wrote_is_empty(self):
        self.assertEqual(self.api.value("GET", "/addressbook"),
                         {"contacts": [], "groups": [], "policies": []})
        for path in (CONTACTS, GROUPS, POLICIES):
            answer = self.api("GET", path)
            self.assertEqual((answer.status, answer.body, answer.etag), (200, b"[]", None))
        self.assertEqual(self.client("GET", LIST.format("alice")).status, 404)

    def test_what_is_not_there_is_404_in_openxcaps_words(self):
        for path, words in ((CONTACTS + "/x", "Contact not found"),
                            (GROUPS + "/x", "Group not found"),
                            (POLICIES + "/x", "Policy not found")):
            for method, body in (("GET", None), ("DELETE", None),
                                 ("PATCH", {}), ("PUT", {"name": "x", "uri": "x", "uris": []})):
                answer = self.api(method, path, body)
                self.assertEqual((answer.status, detail_of(answer)), (404, words), (method, path))
        for method, path, body in (("POST", GROUPS + "/x/members", {"id": "y"}),
                                   ("DELETE", GROUPS + "/x/members/y", None)):
            self.assertEqual(detail_of(self.api(method, path, body)), "Group not found")
        self.assertEqual(self.client("GET", LIST.format("alice")).status, 404)

    def test_the_first_write_makes_the_lists_of_a_clients_first_start(self):
        self.add()
        document = self.client("GET", LIST.format("alice"))
        self.assertEqual(document.status, 200)
        for name in ("oma_buddylist", "oma_grantedcontacts", "sipsimple_presence_rls",
                     "sipsimple_addressbook"):
            self.assertIn(f'name="{name}"', document.text)


class Contacts(Case):
    def test_a_contact_is_answered_whole_with_what_it_did_not_say(self):
        answer = self.api("POST", CONTACTS, contact())
        self.assertEqual(answer.status, 200)
        added = value_of(answer)
        self.assertRegex(added["id"], r"^id\d{22}$")
        self.assertRegex(added["uris"][0].pop("id"), r"^id\d{22}$")
        self.assertEqual(added, {
            "id": added["id"], "name": "Bob", "dialog": HANDLING, "presence": HANDLING,
            "uris": [{"uri": "sip:bob@example.net", "type": None, "attributes": {},
                      "default": False}],
            "attributes": {}, "default_uri": None})
        self.assertEqual(answer.headers["content-location"],
                         "/api/v1/users/alice@example.com/addressbook/contacts/" + added["id"])

    def test_it_is_read_alone_and_in_the_list_and_the_whole(self):
        added = self.add()
        self.assertEqual(self.api.value("GET", f"{CONTACTS}/{added['id']}"), added)
        self.assertEqual(self.api.value("GET", CONTACTS), [added])
        self.assertEqual(self.api.value("GET", "/addressbook")["contacts"], [added])

    def test_an_id_that_exists_is_409(self):
        for path, body in ((CONTACTS, contact(id="one")), (GROUPS, {"id": "one", "name": "g"}),
                           (POLICIES, {"id": "one", "name": "p", "uri": "sip:p@x.example"})):
            self.assertEqual(self.add(path, body)["id"], "one")
            answer = self.api("POST", path, body)
            self.assertEqual((answer.status, detail_of(answer)), (409, "Conflict"))

    def test_the_default_uri_is_shown_beside_the_uris(self):
        added = self.add(body={"name": "B", "uris": [
            {"uri": "sip:a@x.example"},
            {"uri": "sip:b@x.example", "default": True, "type": "SIP", "id": "u2"}]})
        self.assertEqual(added["default_uri"], {"id": "u2", "uri": "sip:b@x.example",
                                                "type": "SIP", "attributes": {}})
        self.assertEqual([uri["default"] for uri in added["uris"]], [False, True])

    def test_more_than_one_default_is_422(self):
        answer = self.api("POST", CONTACTS, {"name": "B", "uris": [
            {"uri": "sip:a@x.example", "default": True},
            {"uri": "sip:b@x.example", "default": True}]})
        self.assertEqual(faults_of(answer), {"body.uris": "value_error"})

    def test_put_replaces_the_uris_and_merges_the_attributes(self):
        added = self.add(body={"name": "Bob", "attributes": {"a": "1", "b": "2"},
                               "presence": {"policy": "allow", "subscribe": True},
                               "uris": [{"uri": "sip:a@x.example"}, {"uri": "sip:b@x.example"}]})
        changed = self.api.value("PUT", f"{CONTACTS}/{added['id']}", {
            "name": "Robert", "attributes": {"b": "3", "c": "4"}, "uris": [
                {"uri": "sip:b@x.example"}, {"uri": "sip:c@x.example"}, {"uri": "sip:b@x.example"}]})
        self.assertEqual(changed["name"], "Robert")
        self.assertEqual(changed["attributes"], {"a": "1", "b": "3", "c": "4"})
        self.assertEqual(changed["presence"], HANDLING)
        self.assertEqual([uri["uri"] for uri in changed["uris"]],
                         ["sip:b@x.example", "sip:c@x.example"])
        self.assertEqual(changed["uris"][0]["id"], added["uris"][1]["id"])
        self.assertEqual(self.api.value("GET", CONTACTS), [changed])

    def test_attributes_are_texts(self):
        added = self.add(body=contact(attributes={
            "text": "ä<&>\"'\n", "number": 5, "real": 1.5, "yes": True, "no": False, "none": None}))
        self.assertEqual(added["attributes"], {"text": "ä<&>\"'\n", "number": "5", "real": "1.5",
                                               "yes": "true", "no": "false"})
        self.assertEqual(self.api.value("GET", CONTACTS), [added])

    def test_patch_changes_what_it_names(self):
        """RFC 7396."""
        added = self.add(body=contact(attributes={"a": "1", "b": "2"}))
        for media in ("application/merge-patch+json", "application/json"):
            changed = self.api.value("PATCH", f"{CONTACTS}/{added['id']}", {
                "name": "Robert", "presence": {"policy": "block"},
                "attributes": {"a": None, "c": "3"}}, content_type=media)
        added.update(name="Robert", attributes={"b": "2", "c": "3"},
                     presence={"policy": "block", "subscribe": False})
        self.assertEqual(changed, added)
        self.assertEqual(self.api.value("GET", CONTACTS), [added])

    def test_a_patch_is_judged_by_what_it_makes(self):
        added = self.add()
        path = f"{CONTACTS}/{added['id']}"
        self.assertEqual(faults_of(self.api("PATCH", path, {"name": None, "uris": [{}]})),
                         {"body.name": "value_error.missing",
                          "body.uris.0.uri": "value_error.missing"})
        self.assertEqual(faults_of(self.api("PATCH", path, [])), {"body": "type_error.dict"})
        self.assertEqual(self.api.value("GET", path), added)

    def test_a_deleted_contact_is_in_no_group(self):
        one, two = self.add()["id"], self.add()["id"]
        group = self.add(GROUPS, {"name": "g", "contacts": [{"id": one}, {"id": two}]})
        answer = self.api("DELETE", f"{CONTACTS}/{one}")
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertNotIn("content-length", answer.headers)
        self.assertEqual(self.api("GET", f"{CONTACTS}/{one}").status, 404)
        self.assertEqual([c["id"] for c in self.api.value("GET", f"{GROUPS}/{group['id']}")["contacts"]],
                         [two])


class Pages(Case):
    def setUp(self):
        super().setUp()
        for name in ("Ärger", "bob", "Bobby", "Carol"):
            self.add(body=contact(name, f"sip:{name.encode().hex()}@x.example"))

    def names(self, query):
        answer = self.api("GET", CONTACTS + query)
        self.assertEqual(answer.status, 200, answer.text)
        return [c["name"] for c in value_of(answer)], answer.headers

    def test_q_looks_into_names_and_uris_in_any_case(self):
        for query, names in (("?q=BOB", ["bob", "Bobby"]), ("?q=%C3%A4RGER", ["Ärger"]),
                             ("?q=X.example", ["Ärger", "bob", "Bobby", "Carol"]), ("?q=+", []),
                             ("?q=" + "carol".encode().hex(), []),
                             ("?q=" + "Carol".encode().hex().upper(), ["Carol"])):
            found, headers = self.names(query)
            self.assertEqual((found, headers["x-total-count"]), (names, str(len(names))), query)

    def test_pages_lead_to_each_other(self):
        """RFC 8288."""
        found, headers = self.names("?limit=2&offset=1")
        self.assertEqual(found, ["bob", "Bobby"])
        path = "</api/v1/users/alice@example.com/addressbook/contacts?limit="
        self.assertEqual(headers["link"],
                         f'{path}1&offset=0>; rel="prev", {path}2&offset=3>; rel="next"')
        self.assertEqual(self.names("?limit=2&offset=20")[1]["link"], f'{path}2&offset=2>; rel="prev"')
        self.assertEqual(headers["x-total-count"], "4")
        self.assertEqual(self.names("?limit=2&offset=9")[0], [])
        self.assertNotIn("link", self.names("?q=b%26&offset=5&limit=1")[1])
        self.add(body=contact("b&+"))
        self.assertIn("?q=b%26%2B&limit=1&offset=0>",
                      self.names("?q=b%26%2b&offset=5&limit=1")[1]["link"])
        self.assertNotIn("link", self.names("?offset=2")[1])

    def test_the_longest_q_is_repeated_by_link_and_a_longer_one_is_422(self):
        longest = "%22" * 1000
        for target in (CONTACTS, CONTACTS + "/"):
            answer = self.api("GET", f"{target}?limit=1&offset=1&q=" + longest)
            self.assertEqual((answer.status, answer.headers["x-total-count"]), (200, "0"))
        self.add(body=contact('"' * 1000))
        for name in ("2", "3"):
            self.add(body=contact('"' * 1000 + name))
        link = self.names("?limit=1&offset=1&q=" + longest)[1]["link"]
        self.assertEqual(link.count("?q=" + longest + "&"), 2)
        for longer in ("x" * 1001, longest + "%22", "%C3%A4" * 501):
            answer = self.api("GET", f"{CONTACTS}?limit=1&q={longer}")
            self.assertEqual(faults_of(answer), {"query.q": "value_error.any_str.max_length"})

    def test_what_is_no_number_is_422(self):
        for query, fault in (("limit=x", "type_error.integer"), ("limit=", "type_error.integer"),
                             ("limit=0", "value_error.number.not_ge"),
                             ("limit=1001", "value_error.number.not_le"),
                             ("offset=-1", "value_error.number.not_ge"),
                             ("q=%00", "value_error.str.xml"), ("q=%ff", "value_error.str.xml")):
            answer = self.api("GET", f"{CONTACTS}?{query}")
            self.assertEqual(faults_of(answer), {"query." + query.split("=")[0]: fault})


class Policies(Case):
    BODY = {"name": "Spam", "uri": "sip:spam@x.example",
            "presence": {"policy": "block", "subscribe": False}, "attributes": {"a": 1}}

    def test_a_policy_lives(self):
        added = self.add(POLICIES, self.BODY)
        self.assertEqual(added, {**self.BODY, "id": added["id"], "dialog": HANDLING,
                                 "attributes": {"a": "1"}})
        path = f"{POLICIES}/{added['id']}"
        changed = self.api.value("PUT", path, {"name": "Ham", "uri": "sip:ham@x.example",
                                               "attributes": {"b": "2"}})
        self.assertEqual((changed["attributes"], changed["presence"]),
                         ({"a": "1", "b": "2"}, HANDLING))
        changed = self.api.value("PATCH", path, {"dialog": {"subscribe": True}})
        self.assertEqual(changed["dialog"], {"policy": "default", "subscribe": True})
        self.assertEqual(self.api.value("GET", path), changed)
        self.assertEqual(self.api.value("GET", POLICIES), [changed])
        self.assertEqual(self.api("DELETE", path).status, 204)
        self.assertEqual(self.api.value("GET", POLICIES), [])


class Groups(Case):
    def test_a_group_shows_its_contacts_and_drops_unknown_ids(self):
        one = self.add()
        added = self.add(GROUPS, {"name": "g", "attributes": {"a": True},
                                  "contacts": [{"id": "nobody"}, {"id": one["id"]}, {"id": one["id"]}]})
        self.assertEqual(added, {"id": added["id"], "name": "g", "attributes": {"a": "true"},
                                 "contacts": [one]})
        self.assertEqual(self.api.value("GET", GROUPS), [added])

    def test_put_replaces_the_members_where_it_names_some(self):
        one, two = self.add(), self.add()
        path = GROUPS + "/" + self.add(GROUPS, {"name": "g", "contacts": [{"id": one["id"]}]})["id"]
        kept = self.api.value("PUT", path, {"name": "h"})
        self.assertEqual((kept["name"], kept["contacts"]), ("h", [one]))
        self.assertEqual(self.api.value("PUT", path, {"name": "h", "contacts": [
            {"id": two["id"]}, {"id": "x"}]})["contacts"], [two])
        self.assertEqual(self.api.value("PATCH", path, {"contacts": []})["contacts"], [])
        self.assertEqual(self.api("DELETE", path).status, 204)
        self.assertEqual(self.api.value("GET", CONTACTS), [one, two])

    def test_members_come_and_go(self):
        one = self.add()
        path = GROUPS + "/" + self.add(GROUPS, {"name": "g"})["id"]
        members = path + "/members"
        self.assertEqual(self.api.value("POST", members, {"id": one["id"]})["contacts"], [one])
        again = self.api("POST", members, {"id": one["id"]})
        self.assertEqual((again.status, detail_of(again)), (409, "Contact already in group"))
        unknown = self.api("POST", members, {"id": "x"})
        self.assertEqual((unknown.status, detail_of(unknown)), (404, "Contact not found"))
        self.assertEqual(self.api("DELETE", f"{members}/{one['id']}").status, 204)
        gone = self.api("DELETE", f"{members}/{one['id']}")
        self.assertEqual((gone.status, detail_of(gone)), (404, "Contact not found"))
        self.assertEqual(self.api.value("GET", path)["contacts"], [])


class Import(Case):
    def fill(self):
        ids = [self.add(body=contact(f"n{n}", f"sip:n{n}@x.example", attributes={"z": n, "a": "b"},
                                     presence={"policy": "allow", "subscribe": True}))["id"]
               for n in range(5)]
        self.add(GROUPS, {"name": "g", "contacts": [{"id": ids[1]}, {"id": ids[0]}]})
        self.add(POLICIES, Policies.BODY)
        return self.api.value("GET", "/addressbook")

    def test_what_was_exported_comes_back_as_it_was(self):
        exported = self.fill()
        before = self.client("GET", LIST.format("alice"))
        self.assertEqual(self.api.value("PUT", "/addressbook", exported), exported)
        after = self.client("GET", LIST.format("alice"))
        self.assertEqual((after.body, after.etag), (before.body, before.etag))
        self.client("DELETE", LIST.format("alice"))
        self.assertEqual(self.api.value("PUT", "/addressbook", exported), exported)
        self.assertEqual(self.api.value("GET", "/addressbook"), exported)

    def test_what_is_not_in_it_goes(self):
        exported = self.fill()
        exported["contacts"].pop(0)
        exported["policies"] = []
        imported = self.api.value("PUT", "/addressbook", exported)
        self.assertEqual(len(imported["contacts"]), 4)
        self.assertEqual(len(imported["groups"][0]["contacts"]), 1)
        self.assertEqual(self.api.value("GET", "/addressbook"), imported)

    def test_an_id_twice_is_422(self):
        body = {"contacts": [contact(id="a"), contact(id="a")], "groups": [], "policies": []}
        self.assertEqual(faults_of(self.api("PUT", "/addressbook", body)),
                         {"body.contacts.1.id": "value_error"})
        self.assertEqual(faults_of(self.api("PUT", "/addressbook", {})), {
            f"body.{name}": "value_error.missing" for name in ("contacts", "groups", "policies")})
