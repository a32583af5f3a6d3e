// The server's capabilities (RFC 4825 section 12).
#include <algorithm>

#include "conformance/session.h"
#include "conformance/xml_check.h"

namespace conformance {

void add_capability_cases(std::vector<Case>& cases) {
    Group group(cases, "capabilities");
    static const auto url = [](const Session& session) {
        return session.target().root + "/xcap-caps/global/index";
    };
    group.add("12", "the capabilities are valid by their schema", [](Session& session) {
        const auto reply = session.get(url(session));
        expect_status(reply, {200}, "GET");
        expect(reply.header("content-type").starts_with("application/xcap-caps+xml"),
               "12.4: the type is application/xcap-caps+xml");
        expect(!reply.etag().empty(), "8.3: GET carries an entity tag");
        const auto error = xml::validate(reply.body, "xcap-caps.xsd");
        expect(error.empty(), error + reply.body);
    });
    group.add("12", "xcap-caps lists itself and its namespace", [](Session& session) {
        const auto reply = session.get(url(session));
        expect(session.auids().contains("xcap-caps"), "the AUID: " + reply.body);
        const auto namespaces =
            xml::texts(reply.body, "/*/*[local-name()='namespaces']/*[local-name()='namespace']");
        expect(std::count(namespaces.begin(), namespaces.end(),
                          "urn:ietf:params:xml:ns:xcap-caps") == 1,
               "the namespace, once: " + reply.body);
    });
    group.add("12", "parts of it can be fetched", [](Session& session) {
        const auto reply = session.get(Session::node(url(session), "xcap-caps/auids"));
        expect_status(reply, {200}, "GET of an element");
        expect(session.get(url(session)).body.find(reply.body) != std::string::npos,
               "the element's own bytes");
        expect_status(session.get(Session::node(url(session), "xcap-caps/none")), {404}, "GET");
    });
    group.add("12.7", "there is one instance, in the global tree", [](Session& session) {
        expect_status(session.get(session.target().root + "/xcap-caps/users/" +
                                  session.target().xui + "/index"),
                      {403, 404}, "GET in the user's tree");
        expect_status(session.get(session.target().root + "/xcap-caps/global/other"), {404},
                      "GET of another name");
    });
    group.add("5.7", "users cannot write it", [](Session& session) {
        const auto before = session.get(url(session)).body;
        expect_status(session.put(url(session), "application/xcap-caps+xml", before),
                      {401, 403, 405}, "PUT");
        expect_status(session.remove(url(session)), {401, 403, 405}, "DELETE");
        expect_status(
            session.put(Session::node(url(session), "xcap-caps/auids"), element_type, "<auids/>"),
            {401, 403, 405}, "PUT of an element");
        expect_equal(session.get(url(session)).body, before, "the capabilities");
    });
    group.add("12", "it can be asked for conditionally", [](Session& session) {
        const auto etag = session.get(url(session)).etag();
        expect_status(session.get(url(session), {{"If-None-Match", etag}}), {304}, "GET");
    });
}

}  // namespace conformance
