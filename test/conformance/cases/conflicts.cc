// Validation of results (RFC 4825 8.2.5) and conflict reports (section 11), on resource-lists
// (RFC 4826 3.4.5).
#include "conformance/fields.h"
#include "conformance/session.h"

namespace conformance {
namespace {

const char* const lists_namespace = "urn:ietf:params:xml:ns:resource-lists";

std::string lists(const std::string& content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<resource-lists xmlns=\"" +
           std::string(lists_namespace) + "\">" + content + "</resource-lists>";
}

const std::string sample = lists(
    "<list name=\"friends\"><entry uri=\"sip:a@example.com\"/>"
    "<entry uri=\"sip:b@example.com\"/></list><list name=\"others\"/>");

struct Row {
    const char* selector;
    const char* type;
    const char* body;  // empty: DELETE
    const char* error;
    const char* rule;
};
const Row rows[] = {
    {"resource-lists/list[1]/entry[@uri=\"sip:a@example.com\"]/@uri", "", "",
     "schema-validation-error", "a required attribute is deleted"},
    {"resource-lists/list[1]/unknown", element_type, "<unknown/>", "schema-validation-error",
     "an element the schema does not know"},
    {"resource-lists/entry", element_type, "<entry uri=\"sip:x@example.com\"/>",
     "schema-validation-error", "an element in the wrong place"},
    {"resource-lists/list[1]/@unknown", attribute_type, "x", "schema-validation-error",
     "an attribute the schema does not know"},
    {"resource-lists/list[1]/entry[3]", element_type, "<entry/>", "schema-validation-error",
     "a body without its required attribute"},
    {"resource-lists/list[3]", element_type, "<list name=\"friends\"/>", "uniqueness-failure",
     "two lists of one name"},
    {"resource-lists/list[2]/@name", attribute_type, "friends", "uniqueness-failure",
     "a name becomes that of another list"},
    {"resource-lists/list[1]/entry[3]", element_type, "<entry uri=\"sip:a@example.com\"/>",
     "uniqueness-failure", "two entries of one URI"},
    {"resource-lists/list[1]/entry[2]/@uri", attribute_type, "\"sip:a@example.com\"",
     "uniqueness-failure", "a URI becomes that of another entry"},
    {"resource-lists/list[1]/entry-ref", element_type, "<entry-ref ref=\"http://x/y\"/>",
     "constraint-failure", "an absolute reference where it must be relative"},
    {"resource-lists/list[1]/external", element_type, "<external anchor=\"not/absolute\"/>",
     "constraint-failure", "a relative anchor where it must be absolute"},
};

void add_rows(Group& group) {
    for (const auto& row : rows)
        group.add("8.2.5", std::string(row.error) + " where " + row.rule, [&row](Session& session) {
            const auto document = session.start_lists(sample);
            const auto node = Session::node(document, row.selector);
            expect_conflict(
                *row.body == '\0' ? session.remove(node) : session.put(node, row.type, row.body),
                row.error);
            expect_body(session, document, sample);
        });
}

}  // namespace

void add_conflict_cases(std::vector<Case>& cases) {
    Group group(cases, "conflicts");
    add_rows(group);
    struct Duplicate {
        const char* content;
        const char* field;
    };
    static const Duplicate duplicates[] = {
        {"<list name=\"a\"/><list name=\"b\"/><list name=\"a\"/>", "/*/*[3]/@name"},
        {"<list><entry uri=\"sip:x\"/><!-- c --><entry uri=\"sip:y\"/><entry "
         "uri=\"sip:x\"/></list>",
         "/*/*[1]/*[3]/@uri"},
        {"<list name=\"o\"><list name=\"i\"/><list name=\"&#x69;\"/></list>", "/*/*[1]/*[2]/@name"},
    };
    for (const auto& row : duplicates)
        group.add(
            "11.1", std::string("a uniqueness failure names the field: ") + row.content,
            [&row](Session& session) {
                const auto document = session.start_lists(sample);
                const auto conflict = expect_conflict(
                    session.put(document, "application/resource-lists+xml", lists(row.content)),
                    "uniqueness-failure");
                if (!conflict.empty()) expect_fields(conflict, lists(row.content), {row.field});
                expect_body(session, document, sample);
            });
    group.add("8.2.5", "the same name in two parents is no conflict", [](Session& session) {
        session.start_lists(
            lists("<list name=\"a\"><list name=\"a\"/></list><list><list name=\"a\"/>"
                  "<entry uri=\"sip:x\"/></list><list><entry uri=\"sip:x\"/></list>"));
    });
    group.add("8.2.5", "elements of unknown namespaces are allowed where the schema allows any",
              [](Session& session) {
                  const auto document = session.start_lists(sample);
                  const auto node = Session::node(document, "resource-lists/list[1]/x:any",
                                                  "xmlns(x=urn:unknown)");
                  expect_status(session.put(node, element_type,
                                            "<any xmlns=\"urn:unknown\"><b c=\"d\"/></any>"),
                                {201}, "PUT");
              });
    group.add("8.2.5", "of a namespace in xcap-caps, what no schema has is refused",
              [](Session& session) {
                  const auto document = session.start_lists(sample);
                  const auto node = Session::node(document, "resource-lists/list[1]/x:any",
                                                  "xmlns(x=urn:ietf:params:xml:ns:xcap-caps)");
                  expect_conflict(session.put(node, element_type,
                                              "<any xmlns=\"urn:ietf:params:xml:ns:xcap-caps\"/>"),
                                  "schema-validation-error");
                  expect_body(session, document, sample);
              });
    group.add("8.2.5", "a document that breaks the schema is not stored", [](Session& session) {
        const auto document = session.start_lists(sample);
        for (const char* content :
             {"<entry uri=\"x\"/>", "<list><entry/></list>", "text", "<list unknown=\"1\"/>"})
            expect_conflict(session.put(document, "application/resource-lists+xml", lists(content)),
                            "schema-validation-error");
        expect_conflict(session.put(document, "application/resource-lists+xml", "<other/>"),
                        "schema-validation-error");
        expect_body(session, document, sample);
    });
    group.add("8.2.3", "cannot-insert is judged before the schema", [](Session& session) {
        const auto document = session.start_lists(sample);
        expect_conflict(session.put(Session::node(document, "resource-lists/list[9]"), element_type,
                                    "<list unknown=\"1\"/>"),
                        "cannot-insert");
    });
    group.add("8.2.1", "a directory that does not exist", [](Session& session) {
        const auto document = session.start_lists(sample);
        const auto url = session.lists_document("no/such/directory");
        const auto reply = session.put(url, "application/resource-lists+xml", sample);
        // A server may have directories where the application has none.
        expect_status(reply, {201, 404, 409}, "PUT");
        if (reply.status == 409) expect_conflict(reply, "no-parent");
        if (reply.status == 201) session.remove(url);
    });
}

}  // namespace conformance
