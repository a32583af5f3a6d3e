// Replacement of elements (RFC 4825 8.2.4) and the checks of element bodies (8.2.1, 8.2.2).
#include "conformance/cases/surroundings.h"

namespace conformance {
namespace {

const std::vector<std::string> children = {"<%pel1 att=\"first\">\xC3\xA9<x/></%pel1>",
                                           "<%pel1 att=\"second\"/>", "<%pel2 att=\"first\"/>"};
struct Row {
    const char* selector;
    std::size_t replaced;
    const char* body;
};
const Row rows[] = {
    {"%proot/%pel1[@att=\"first\"]", 0, "<%pel1 att=\"first\"/>"},
    {"%proot/%pel1[1]", 0, "<%pel1 other=\"1\">text</%pel1>"},
    {"%proot/%pel1[2]", 1, "<%pel1>\n <y a='1'/> </%pel1>"},
    {"%proot/*[2]", 1, "<%pel3/>"},
    {"%proot/*[@att=\"second\"]", 1, "<%pel3 att=\"second\"/>"},
    {"%proot/*[3][@att=\"first\"]", 2, "<%pel4 att=\"first\"/>"},
    {"%proot/%pel2", 2, "<%pel2 att='&quot;&#233;'/>"},
};

void add_rows(Group& group) {
    for (const auto& surroundings : all_surroundings())
        for (const auto& row : rows)
            group.add(
                "8.2.4",
                std::string("replaced in its place: ") + row.selector + " among " +
                    surroundings.name,
                [&surroundings, &row](Session& session) {
                    const Dressed dressed(surroundings, session);
                    const auto document = session.start(dressed.document(children));
                    const auto node =
                        Session::node(document, dressed.text(row.selector), dressed.query());
                    auto result = children;
                    result[row.replaced] = row.body;
                    const auto reply = session.put(node, element_type, dressed.text(row.body));
                    expect_status(reply, {200}, "PUT of an existing element");
                    expect(reply.body.empty(), "8.2.7: a 200 to PUT has no content");
                    const auto whole = expect_body(session, document, dressed.document(result));
                    expect_equal(whole.etag(), reply.etag(), "8.5: the entity tag");
                    expect_body(session, node, dressed.text(row.body));
                });
}

struct Body {
    const char* body;
    const char* error;  // "|" between those the RFC leaves to choose
    const char* rule;
};
const Body bodies[] = {
    {"", "not-xml-frag", "nothing"},
    {"text", "not-xml-frag", "text alone"},
    {"<el1>", "not-xml-frag", "an element that is not closed"},
    {"<el1></el2>", "not-xml-frag", "tags that do not match"},
    {"</root><root>", "not-xml-frag", "tags that close the parent"},
    {"<el1/><el1/>", "not-xml-frag", "two elements"},
    {"<el1/>text", "not-xml-frag", "an element and text"},
    {"text<el1/>", "not-xml-frag", "text and an element"},
    {"<el1 a=1/>", "not-xml-frag", "an attribute without quotes"},
    {"<el1 a=\"1\" a=\"2\"/>", "not-xml-frag", "an attribute twice"},
    {"<el1 a=\"<\"/>", "not-xml-frag", "a < in an attribute"},
    {"<el1>&bogus;</el1>", "not-xml-frag", "an entity nobody declared"},
    {"<el1>&</el1>", "not-xml-frag", "a & that begins no reference"},
    {"<!DOCTYPE el1 []><el1/>", "not-xml-frag", "a document type declaration"},
    {"<!-- c -->", "not-xml-frag", "a comment alone"},
    {"<el1>\x01</el1>", "not-xml-frag", "a control character"},
    {"<el1 xmlns:q=\"\"/>", "not-xml-frag", "a prefix that is bound to nothing"},
    {"<q:el1 xmlns:r=\"\"/>", "not-xml-frag", "another such prefix"},
    {"<a:b:el1 xmlns:a=\"a\"/>", "not-xml-frag", "a name with two colons"},
};

void add_bodies(Group& group) {
    for (const auto& row : bodies)
        for (const char* selector : {"root/el1[1]", "root/el9"})
            group.add("8.2.2", std::string("409 not-xml-frag for ") + row.rule + " at " + selector,
                      [&row, selector](Session& session) {
                          const Dressed dressed(all_surroundings()[1], session);
                          const auto start = dressed.document(children);
                          const auto document = session.start(start);
                          expect_conflict(session.put(Session::node(document, selector),
                                                      element_type, row.body),
                                          row.error);
                          expect_body(session, document, start);
                      });
    for (const char* body : {"<el1>\xE9</el1>", "<el1 a=\"\xC0\x80\"/>", "<el1>\xED\xA0\x80</el1>"})
        group.add("8.2.2", std::string("409 for an element body that is not UTF-8: ") + body,
                  [body](Session& session) {
                      const Dressed dressed(all_surroundings()[1], session);
                      const auto start = dressed.document(children);
                      const auto document = session.start(start);
                      const auto reply =
                          session.put(Session::node(document, "root/el1[1]"), element_type, body);
                      expect_status(reply, {409}, "PUT");
                      if (reply.body.find("not-xml-frag") == std::string::npos)
                          expect_conflict(reply, "not-utf-8");
                      expect_body(session, document, start);
                  });
    for (const char* type : {"text/plain", "application/xml", "application/xcap-att+xml",
                             "application/xcap-ns+xml", "application/json"})
        group.add(
            "8.2.2", std::string("415 for an element of type ") + type, [type](Session& session) {
                const Dressed dressed(all_surroundings()[1], session);
                const auto start = dressed.document(children);
                const auto document = session.start(start);
                expect_status(session.put(Session::node(document, "root/el1[1]"), type, "<el1/>"),
                              {415}, "PUT");
                expect_body(session, document, start);
            });
    group.add("8.2.2", "parameters and case of the media type do not matter", [](Session& session) {
        const Dressed dressed(all_surroundings()[1], session);
        const auto document = session.start(dressed.document(children));
        for (const char* type :
             {"Application/XCAP-EL+xml", "application/xcap-el+xml; charset=utf-8"})
            expect_status(session.put(Session::node(document, "root/el2"), type, "<el2/>"), {200},
                          std::string("PUT as ") + type);
    });
}

void add_no_parents(Group& group) {
    struct Missing {
        const char* selector;
        const char* query;
        const char* ancestor;  // selector of the closest one; empty: the document
    };
    static const Missing missing[] = {
        {"root/none/el1", "", "root"},
        {"root/none/none/el1", "", "root"},
        {"root/el1[1]/none/el1", "", "root/el1[1]"},
        {"root/el1[@att=\"none\"]/x", "", "root"},
        {"root/el1/x", "", "root"},
        {"none/el1", "", ""},
        {"root/u:none/el1", "xmlns(u=urn:u)", "root"},
        {"root/el1[1]/x/u:y/z", "xmlns(u=urn:u)", "root/el1[1]/x"},
    };
    for (const auto& row : missing)
        group.add("8.2.1", std::string("409 no-parent: ") + row.selector, [&row](Session& session) {
            const Dressed dressed(all_surroundings()[1], session);
            const auto start = dressed.document(children);
            const auto document = session.start(start);
            const auto reply = session.put(Session::node(document, row.selector, row.query),
                                           element_type, "<el1/>");
            const auto conflict = expect_conflict(reply, "no-parent");
            expect_body(session, document, start);
            if (const auto ancestor = ancestor_of(conflict, document); !ancestor.empty()) {
                const auto found = session.get(ancestor);
                expect_status(found, {200}, "GET of the ancestor " + ancestor);
                const auto wanted = *row.ancestor == '\0'
                                        ? document
                                        : Session::node(document, row.ancestor, row.query);
                expect_equal(found.body, session.get(wanted).body, "the closest ancestor");
            }
        });
    // Where the server takes such a name at all.
    for (const char* name : {"a[1]", "a%5B1%5D", "a\"b", "a%20b", "%C3%A9", "a'b", "a^b", "a{b}"})
        group.add(
            "11.1", std::string("the ancestor is a URI, whatever the document's name: ") + name,
            [name](Session& session) {
                const auto bytes = "<root xmlns=\"" + session.app_namespace() + "\"/>";
                session.start(bytes);
                const auto document = session.app_document(name);
                const auto stored = session.put(document, session.target().app.media_type, bytes);
                if (stored.status >= 400) throw Skipped("the server refuses the name");
                const auto conflict =
                    expect_conflict(session.put(document + "/~~/root/none/x?xmlns(p=urn:[^^])",
                                                element_type, "<x/>"),
                                    "no-parent");
                if (const auto ancestor = ancestor_of(conflict, document); !ancestor.empty())
                    expect_body(session, ancestor, bytes);
                expect_status(session.remove(document), {200, 204}, "DELETE");
            });
    group.add("8.2.1", "409 no-parent where there is no document", [](Session& session) {
        const auto document = session.start("<root xmlns=\"x\"/>");
        expect_status(session.remove(document), {200, 204}, "DELETE of the document");
        expect_conflict(session.put(Session::node(document, "root/a"), element_type, "<a/>"),
                        "no-parent");
        expect_conflict(session.put(Session::node(document, "root/@a"), attribute_type, "1"),
                        "no-parent");
        expect_status(session.get(document), {404}, "GET");
    });
}

}  // namespace

void add_replacement_cases(std::vector<Case>& cases) {
    Group group(cases, "replacement");
    add_rows(group);
    add_bodies(group);
    add_no_parents(group);
    struct Refusal {
        const char* selector;
        const char* body;
        const char* rule;
    };
    static const Refusal refusals[] = {
        {"root/el1[@att=\"first\"]", "<el1 att=\"new\"/>", "the body has another value"},
        {"root/el1[@att=\"first\"]", "<el1/>", "the body lacks the attribute"},
        {"root/el1[1]", "<el3/>", "the body has another name"},
        {"root/el2", "<el2 xmlns=\"urn:other\"/>", "the body has another namespace"},
        {"root/el1[2][@att=\"second\"]", "<el2 att=\"second\"/>", "the body has another name"},
        {"root", "<other/>", "the root element has another name"},
    };
    for (const auto& refusal : refusals)
        group.add("8.2.4",
                  std::string("cannot-insert, since ") + refusal.rule + ": " + refusal.selector,
                  [&refusal](Session& session) {
                      const Dressed dressed(all_surroundings()[1], session);
                      const auto start = dressed.document(children);
                      const auto document = session.start(start);
                      expect_conflict(session.put(Session::node(document, refusal.selector),
                                                  element_type, refusal.body),
                                      "cannot-insert");
                      expect_body(session, document, start);
                  });
    group.add("8.2.4", "the root element is replaced, and what is around it stays",
              [](Session& session) {
                  const auto& ns = session.app_namespace();
                  const std::string before = "<?xml version='1.0'?>\n<!-- \xC3\xA9 -->\n";
                  const auto document =
                      session.start(before + "<root xmlns=\"" + ns + "\"><a/></root>\n<?end?>\n");
                  const std::string body = "<root xmlns=\"" + ns + "\" b=\"1\"/>";
                  expect_status(session.put(Session::node(document, "root"), element_type, body),
                                {200}, "PUT");
                  expect_body(session, document, before + body + "\n<?end?>\n");
              });
    group.add("7.4", "the text's example: a body that its selector denies", [](Session& session) {
        const auto& ns = session.app_namespace();
        const auto start = "<services xmlns=\"" + ns +
                           "\"><service uri=\"sip:good-friends@example.com\"/></services>";
        const auto document = session.start(start);
        expect_conflict(
            session.put(
                Session::node(document, "services/service[@uri=\"sip:good-friends@example.com\"]"),
                element_type, "<service uri=\"sip:mybuddies@example.com\"/>"),
            "cannot-insert");
        expect_body(session, document, start);
    });
}

}  // namespace conformance
