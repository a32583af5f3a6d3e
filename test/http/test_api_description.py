"""The OpenAPI description: of exactly what is served, in OpenXCAP's names."""

import json
import re
import unittest

from harness import Service

METHODS = {"get", "put", "post", "delete", "patch"}
# Of OpenXCAP's own description.
OPERATIONS = {
    "get_icon_api_v1_users__user__icon_get", "add_icon_api_v1_users__user__icon_post",
    "delete_icon_api_v1_users__user__icon_delete",
    "read_addressbook_api_v1_users__user__addressbook_get"} | {
        f"{name}_api_v1_users__user__addressbook_{path}" for name, path in (
            ("get_contacts", "contacts_get"), ("add_contact", "contacts_post"),
            ("get_contact", "contacts__contact_id__get"),
            ("update_contact", "contacts__contact_id__put"),
            ("delete_contact", "contacts__contact_id__delete"),
            ("get_policies", "policies_get"), ("add_policy", "policies_post"),
            ("get_policy", "policies__policy_id__get"),
            ("update_policy", "policies__policy_id__put"),
            ("delete_policy", "policies__policy_id__delete"),
            ("get_groups", "groups_get"), ("add_group", "groups_post"),
            ("get_group", "groups__group_id__get"), ("update_group", "groups__group_id__put"),
            ("delete_group", "groups__group_id__delete"),
            ("add_group_member", "groups__group_id__members_post"),
            ("delete_group_member", "groups__group_id__members__member_id__delete"))}
OURS = {"import_addressbook", "patch_contact", "patch_policy", "patch_group"}
OBJECTS = {"AddressbookModel", "BaseContactModel", "BasePolicyModel", "ContactModel",
           "ContactURIModel", "DefaultContactURIModel", "ErrorResponse", "EventHandlingModel",
           "GroupAddModel", "GroupContactModel", "GroupModel", "HTTPValidationError",
           "PolicyModel", "UserIconModel", "ValidationError"}


def setUpModule():
    global service, answer, description
    service = Service()
    answer = service.client(None)("GET", "/openapi.json")
    description = json.loads(answer.body)


def tearDownModule():
    service.stop()


def operations():
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def walk(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


class Description(unittest.TestCase):
    def test_it_is_for_everybody_and_has_a_tag(self):
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/json"))
        same = service.client(None)("GET", "/openapi.json", if_none_match=answer.etag)
        self.assertEqual((same.status, same.body), (304, b""))
        self.assertEqual(service.client(None)("POST", "/openapi.json").headers["allow"],
                         "GET, HEAD, OPTIONS")

    def test_it_says_which_server_it_is_of(self):
        self.assertEqual(description["openapi"], "3.1.0")
        self.assertRegex(description["info"]["version"], r"^\d+\.\d+")
        self.assertEqual(description["servers"], [{"url": "/"}])
        schemes = description["components"]["securitySchemes"]
        self.assertEqual({(s["type"], s["scheme"]) for s in schemes.values()},
                         {("http", "digest")})

    def test_openxcaps_operations_and_objects_have_their_names(self):
        ids = [operation["operationId"] for _, _, operation in operations()]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual(OPERATIONS, set(ids))
        self.assertEqual({re.sub("_api_v1_.*", "", name) for name in set(ids) - OPERATIONS}, OURS)
        self.assertEqual(set(description["components"]["schemas"]) - OBJECTS,
                         {"AddressbookAddModel", "StoredContactModel", "StoredContactURIModel",
                          "StoredGroupModel", "StoredPolicyModel"})
        self.assertLessEqual(OBJECTS, set(description["components"]["schemas"]))

    def test_what_it_describes_is_what_is_served(self):
        client = service.client(None)
        for path, item in description["paths"].items():
            target = re.sub(r"{\w+}", "x", path.replace("{user}", "alice@example.com"))
            allow = client("OPTIONS", target).headers["allow"]
            self.assertEqual({m.lower() for m in allow.split(", ")} - {"head", "options"}, set(item))

    def test_its_parts_are_those_of_openapi(self):
        """OpenAPI 3.1: what a reader relies on."""
        for path, method, operation in operations():
            self.assertIn(method, METHODS)
            names = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            self.assertEqual(names, set(re.findall(r"{(\w+)}", path)))
            for parameter in operation["parameters"]:
                self.assertIn(parameter["in"], ("path", "query", "header"))
                self.assertIn("schema", parameter)
                self.assertTrue(parameter["in"] != "path" or parameter["required"])
            self.assertTrue(operation["tags"] and operation["summary"])
            for code, response in operation["responses"].items():
                self.assertRegex(code, r"^\d{3}$")
                self.assertIn("description", response)
            self.assertLessEqual({"401", "403", "404", "422"},
                                 set(operation["responses"]) | ({"404"} if method == "get" else set()))
        declared = {tag["name"] for tag in description["tags"]}
        self.assertEqual({t for _, _, o in operations() for t in o["tags"]}, declared)

    def test_every_reference_leads_somewhere(self):
        names = set()
        for part in walk(description):
            if "$ref" in part:
                head, _, name = part["$ref"].rpartition("/")
                self.assertEqual(head, "#/components/schemas")
                names.add(name)
        self.assertLessEqual(names, set(description["components"]["schemas"]))

    def test_examples_are_what_the_schemas_say(self):
        client = service.client("alice")
        book = "/api/v1/users/alice@example.com/addressbook"
        for kind in ("contacts", "groups", "policies"):
            body = description["paths"]["/api/v1/users/{user}/addressbook/" + kind]["post"]["requestBody"]
            example = body["content"]["application/json"]["example"]
            done = client("POST", f"{book}/{kind}", json.dumps(example).encode(),
                          content_type="application/json")
            self.assertEqual(done.status, 200, done.text)
