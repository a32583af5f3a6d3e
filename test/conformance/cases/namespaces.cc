// Namespace bindings as a resource (RFC 4825 7.10, 8.3, section 10).
#include <algorithm>

#include "conformance/session.h"
#include "conformance/xml_check.h"

namespace conformance {
namespace {

struct Row {
    const char* selector;
    const char* name;                   // QName of the one element
    std::vector<std::string> bindings;  // "prefix=uri", sorted; %n: the application's namespace
};

const std::vector<Row>& rows() {
    static const std::vector<Row> all = {
        {"foo", "foo", {"=%n"}},
        {"foo/d:bar", "ns1:bar", {"=urn:n1", "ns1=urn:n1"}},
        {"foo/d:bar/d:baz", "baz", {"=urn:n1", "ns1=urn:n1"}},
        {"foo/d:bar/e:baz", "ns2:baz", {"=urn:n1", "ns1=urn:n1", "ns2=urn:n2"}},
        {"foo/d:bar/e:baz/d:x", "ns1:x", {"=urn:n1", "ns1=urn:n1", "ns2=urn:other"}},
        {"foo/*[2]", "none", {}},
        {"foo/*[2]/*", "u:in", {"u=urn:a&b\"c"}},
    };
    return all;
}

std::string sample(const Session& session) {
    return "<foo xmlns=\"" + session.app_namespace() +
           "\"><ns1:bar xmlns:ns1=\"urn:n1\" xmlns=\"urn:n1\"> <baz/>"
           "<ns2:baz xmlns:ns2=\"urn:n2\"><ns1:x xmlns:ns2='urn:other'/></ns2:baz></ns1:bar>"
           "<none xmlns=\"\"><u:in xmlns:u=\"urn:a&amp;b&quot;c\"/></none></foo>";
}

const std::string query = "xmlns(d=urn:n1)xmlns(e=urn:n2)";

std::vector<std::string> bindings_of(const std::string& body) {
    std::vector<std::string> found;
    // XPath hides declarations; the namespace axis shows what is in scope.
    for (const auto& prefix : xml::names(body, "/*/namespace::*[name() != 'xml']"))
        found.push_back(prefix + "=");
    return found;
}

}  // namespace

void add_namespace_cases(std::vector<Case>& cases) {
    Group group(cases, "namespaces");
    for (const auto& row : rows())
        group.add(
            "10", std::string("bindings in scope of ") + row.selector, [&row](Session& session) {
                const auto document = session.start(sample(session));
                const auto reply = session.get(
                    Session::node(document, std::string(row.selector) + "/namespace::*", query));
                expect_status(reply, {200}, "GET");
                expect(reply.header("content-type").starts_with("application/xcap-ns+xml"),
                       "8.3: the type is application/xcap-ns+xml");
                expect(!reply.etag().empty(), "8.3: GET carries an entity tag");
                const std::string open = "<" + std::string(row.name);
                expect(reply.body.starts_with(open),
                       "the element has the same QName: " + reply.body);
                expect(xml::names(reply.body, "//*").size() == 1 &&
                           xml::texts(reply.body, "/*/@*").empty() &&
                           xml::texts(reply.body, "/*").front().empty(),
                       "one empty element without attributes: " + reply.body);
                for (const auto& binding : row.bindings) {
                    const auto equals = binding.find('=');
                    std::string uri = binding.substr(equals + 1);
                    if (uri == "%n") uri = session.app_namespace();
                    const std::string prefix = binding.substr(0, equals);
                    const auto uris =
                        xml::texts(reply.body, "/*/namespace::*[name() = '" + prefix + "']");
                    expect(uris.size() == 1, "a binding of \"" + prefix + "\": " + reply.body);
                    expect_equal(uris.front(), uri, "the URI of \"" + prefix + "\"");
                }
                expect(bindings_of(reply.body).size() == row.bindings.size(),
                       "no other binding: " + reply.body);
            });
    for (const char* method : {"PUT", "DELETE"})
        group.add(*method == 'P' ? "8.2" : "8.4",
                  std::string("405 with Allow for ") + method + " of a namespace selector",
                  [method](Session& session) {
                      const auto document = session.start(sample(session));
                      const std::string body = "<foo/>";
                      const auto node = Session::node(document, "foo/namespace::*");
                      const auto reply = *method == 'P'
                                             ? session.put(node, "application/xcap-ns+xml", body)
                                             : session.remove(node);
                      expect_status(reply, {405}, method);
                      expect(reply.header("allow").find("GET") != std::string::npos,
                             "Allow names GET");
                      expect_body(session, document, sample(session));
                  });
    group.add("8.3", "404 for bindings of what is not there", [](Session& session) {
        const auto document = session.start(sample(session));
        for (const char* selector : {"foo/none/x/namespace::*", "foo/*/namespace::*"})
            expect_status(session.get(Session::node(document, selector)), {404}, "GET");
    });
}

}  // namespace conformance
