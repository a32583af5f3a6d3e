// Namespace bindings of the selector (RFC 4825 6.4): xmlns() in the query.
#include "conformance/session.h"

namespace conformance {
namespace {

// The document of RFC 4825 6.4, in the application's default namespace.
std::string figure(const Session& session) {
    return "<?xml version=\"1.0\"?>\n<foo xmlns=\"" + session.app_namespace() +
           "\">\n"
           "  <ns1:bar xmlns:ns1=\"urn:test:namespace1-uri\"\n"
           "           xmlns=\"urn:test:namespace1-uri\">\n"
           "    <baz/>\n"
           "    <ns2:baz xmlns:ns2=\"urn:test:namespace2-uri\"/>\n"
           "  </ns1:bar>\n"
           "  <ns3:hi xmlns:ns3=\"urn:test:namespace3-uri\" ns3:at=\"3\" at=\"0\">\n"
           "    <there/>\n"
           "  </ns3:hi>\n"
           "  <odd xmlns=\"urn:x)y(z\"/><q xmlns:p=\"urn:a&amp;b%20c\"><p:r/></q>\n"
           "</foo>\n";
}

struct Row {
    const char* selector;
    const char* query;  // decoded; %n: the application's namespace
    const char* selected;
    const char* rule;
};

const char* const second = "<ns2:baz xmlns:ns2=\"urn:test:namespace2-uri\"/>";
const Row rows[] = {
    {"foo/a:bar/b:baz", "xmlns(a=urn:test:namespace1-uri)xmlns(b=urn:test:namespace1-uri)",
     "<baz/>", "the first example: the default namespace of the document plays no part"},
    {"foo/a:bar/b:baz", "xmlns(a=urn:test:namespace1-uri)xmlns(b=urn:test:namespace2-uri)", second,
     "the second example"},
    {"d:foo/a:bar/b:baz",
     "xmlns(a=urn:test:namespace1-uri)xmlns(b=urn:test:namespace2-uri)xmlns(d=%n)", second,
     "the third example: the default namespace by a prefix"},
    {"foo/a:bar/b:baz", "xmlns(a=urn:test:namespace1-uri) xmlns(b=urn:test:namespace2-uri)", second,
     "white space between two parts"},
    {"foo/a:bar/b:baz", "xmlns( a = urn:test:namespace1-uri )xmlns(b= urn:test:namespace2-uri)",
     second, "white space around the equals sign"},
    {"foo/ns2:bar/ns1:baz", "xmlns(ns2=urn:test:namespace1-uri)xmlns(ns1=urn:test:namespace2-uri)",
     second, "prefixes of the query mean nothing to those of the document"},
    {"foo/a:bar/*[2]", "xmlns(a=urn:test:namespace1-uri)", second, "a wildcard in any namespace"},
    {"foo/h:hi/there", "xmlns(h=urn:test:namespace3-uri)", "<there/>",
     "a child without prefix in the default namespace again"},
    {"foo/h:hi/@h:at", "xmlns(h=urn:test:namespace3-uri)", "3", "an attribute with a prefix"},
    {"foo/h:hi/@at", "xmlns(h=urn:test:namespace3-uri)", "0",
     "an attribute without prefix is in no namespace"},
    {"foo/*[@h:at=\"3\"]/there", "xmlns(h=urn:test:namespace3-uri)", "<there/>",
     "a prefix in a predicate"},
    {"foo/a:odd", "xmlns(a=urn:x^)y^(z)", "<odd xmlns=\"urn:x)y(z\"/>",
     "unbalanced parentheses escaped with ^"},
    {"foo/a:bar/b:baz",
     "foo(bar(baz))xmlns(a=urn:test:namespace1-uri)xpointer(//x[(1)])"
     "xmlns(b=urn:test:namespace2-uri)",
     second, "parts of other schemes are ignored"},
    {"foo/q/p:r", "xmlns(p=urn:a&b%20c)", "<p:r/>", "a URI with characters that are encoded"},
};

const Row unbound[] = {
    {"foo/a:bar", "", "", "there is no query"},
    {"foo/a:bar", "xmlns(b=urn:test:namespace1-uri)", "", "the query binds another prefix"},
    {"foo/*[@a:x=\"1\"]", "", "", "the prefix stands in a predicate"},
    {"foo/h:hi/@a:at", "xmlns(h=urn:test:namespace3-uri)", "", "the prefix is an attribute's"},
    {"foo/ns3:hi", "", "", "only the document binds it"},
};

std::string with_namespace(std::string text, const Session& session) {
    const auto at = text.find("%n");
    return at == text.npos ? text : text.replace(at, 2, session.app_namespace());
}

}  // namespace

void add_binding_cases(std::vector<Case>& cases) {
    Group group(cases, "bindings");
    for (const auto& row : rows)
        group.add("6.4", std::string(row.rule) + ": " + row.selector + "?" + row.query,
                  [&row](Session& session) {
                      const auto document = session.start(figure(session));
                      expect_body(
                          session,
                          Session::node(document, row.selector, with_namespace(row.query, session)),
                          row.selected);
                  });
    for (const auto& row : unbound)
        group.add("8", std::string("400 for an unbound prefix, ") + row.rule + ": " + row.selector,
                  [&row](Session& session) {
                      const auto start = figure(session);
                      const auto document = session.start(start);
                      const auto node = Session::node(document, row.selector, row.query);
                      expect_status(session.get(node), {400}, "GET");
                      const bool is_attribute =
                          std::string(row.selector).find("/@") != std::string::npos;
                      expect_status(session.put(node, is_attribute ? attribute_type : element_type,
                                                is_attribute ? "1" : "<a/>"),
                                    {400}, "PUT");
                      expect_status(session.remove(node), {400}, "DELETE");
                      expect_body(session, document, start);
                  });
    for (const char* query : {"xmlns(a=urn:x", "xmlns(=urn:x)", "xmlns(a)", "xmlns(a=urn:^x)",
                              "xmlns(1=urn:x)", ")xmlns(a=urn:x)"})
        group.add("6.4", std::string("no XPointer expression: ") + query,
                  [query](Session& session) {
                      const auto document = session.start(figure(session));
                      expect_status(session.get(Session::node(document, "foo/a:bar", query)), {400},
                                    "GET");
                  });
    group.add("6.4", "a ^ in a namespace URI is escaped with another", [](Session& session) {
        const auto& type = session.target().app.media_type;
        const auto document = session.start("<foo xmlns=\"" + session.app_namespace() + "\"/>");
        const auto body =
            "<foo xmlns=\"" + session.app_namespace() + "\"><a xmlns=\"urn:^x\"/></foo>";
        if (session.put(document, type, body).status != 200)
            throw Skipped("the server's parser refuses a namespace that is no URI reference");
        expect_body(session, Session::node(document, "foo/x:a", "xmlns(x=urn:^^x)"),
                    "<a xmlns=\"urn:^x\"/>");
    });
    group.add("6.4", "a namespace of the wrong name selects nothing", [](Session& session) {
        const auto document = session.start(figure(session));
        expect_status(
            session.get(Session::node(document, "foo/a:bar", "xmlns(a=urn:test:namespace2-uri)")),
            {404}, "GET");
        expect_status(session.get(Session::node(document, "foo/bar")), {404}, "GET");
    });
    group.add(
        "6.4", "an encoded question mark before xmlns(), as phones send it", [](Session& session) {
            const auto document = session.start(figure(session));
            const auto reply =
                session.get(document + "/~~/foo/a:bar%3Fxmlns(a=%22urn:test:namespace1-uri%22)");
            // The RFC calls it an unknown extension or a broken request.
            expect_status(reply, {200, 400, 404}, "GET");
        });
    group.add("6.4", "an element is created, replaced and deleted by its prefix",
              [](Session& session) {
                  const auto start = figure(session);
                  const auto document = session.start(start);
                  const auto node = Session::node(document, "foo/a:bar/b:baz[2]",
                                                  "xmlns(a=urn:test:namespace1-uri)"
                                                  "xmlns(b=urn:test:namespace2-uri)");
                  const std::string body = "<x:baz xmlns:x=\"urn:test:namespace2-uri\">1</x:baz>";
                  expect_status(session.put(node, element_type, body), {201}, "PUT");
                  expect_body(session, node, body);
                  const std::string other = "<baz xmlns=\"urn:test:namespace2-uri\"/>";
                  expect_status(session.put(node, element_type, other), {200}, "PUT");
                  expect_body(session, node, other);
                  expect_status(session.remove(node), {200}, "DELETE");
                  expect_body(session, document, start);
              });
}

}  // namespace conformance
