// Hostile and awkward requests: refused or served, but never a failure of the server (RFC 4825
// 8.2.2, section 14; RFC 9110 10.1.1).
#include "conformance/session.h"

namespace conformance {
namespace {

std::string sample(const Session& session) {
    return "<root xmlns=\"" + session.app_namespace() + "\"><a/></root>";
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    out.reserve(text.size() * static_cast<std::size_t>(times));
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string many_attributes(int count) {
    std::string out = "<root xmlns=\"test-app\"";
    for (int i = 0; i < count; ++i) out += " a" + std::to_string(i) + "=\"\"";
    return out + "/>";
}

struct Attack {
    const char* rule;
    std::string (*body)();
};
const Attack attacks[] = {
    {"entities that multiply",
     [] {
         std::string dtd = "<!DOCTYPE r [<!ENTITY e0 \"ha\">";
         for (int i = 1; i < 30; ++i)
             dtd += "<!ENTITY e" + std::to_string(i) + " \"" +
                    repeated("&e" + std::to_string(i - 1) + ";", 10) + "\">";
         return dtd + "]><r>&e29;</r>";
     }},
    {"an external entity",
     [] {
         return std::string("<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><r>&e;</r>");
     }},
    {"a depth of 100,000", [] { return repeated("<a>", 100'000) + repeated("</a>", 100'000); }},
    {"100,000 attributes", [] { return many_attributes(100'000); }},
    {"a tag that never ends", [] { return "<root " + repeated("a", 1'000'000); }},
    {"a million of <", [] { return repeated("<", 1'000'000); }},
};

}  // namespace

void add_robustness_cases(std::vector<Case>& cases) {
    Group group(cases, "robustness");
    for (const auto& attack : attacks)
        group.add("14", std::string("refused in bounds: ") + attack.rule,
                  [&attack](Session& session) {
                      const auto start = sample(session);
                      const auto document = session.start(start);
                      const auto reply =
                          session.put(document, session.target().app.media_type, attack.body());
                      expect_status(reply, {400, 409, 413}, "PUT");
                      expect_body(session, document, start);
                  });
    for (const auto& attack : attacks)
        group.add("14", std::string("refused in bounds as an element: ") + attack.rule,
                  [&attack](Session& session) {
                      const auto start = sample(session);
                      const auto document = session.start(start);
                      const auto reply = session.put(Session::node(document, "root/b"),
                                                     element_type, attack.body());
                      expect_status(reply, {400, 409, 413}, "PUT");
                      expect_body(session, document, start);
                  });
    group.add("14", "a selector of 4,000 steps", [](Session& session) {
        const auto document = session.start(sample(session));
        expect_status(session.get(document + "/~~/" + repeated("*/", 3'000) + "*"), {404, 414},
                      "GET");
    });
    group.add("14", "hundreds of bindings", [](Session& session) {
        const auto document = session.start(sample(session));
        expect_status(session.get(document + "/~~/root?" + repeated("xmlns(a=u)", 400)),
                      {200, 400, 414}, "GET");
    });
    group.add("9110 10.1.1", "Expect: 100-continue is answered", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto body =
            "<root xmlns=\"" + session.app_namespace() + "\">" + std::string(4000, ' ') + "</root>";
        expect_status(session.put(document, session.target().app.media_type, body,
                                  {{"Expect", "100-continue"}}),
                      {200, 417}, "PUT");
    });
    group.add("9112 9.6", "a client that closes after each request is served",
              [](Session& session) {
                  const auto document = session.start(sample(session));
                  for (int i = 0; i < 3; ++i)
                      expect_status(session.get(document, {{"Connection", "close"}}), {200}, "GET");
              });
}

}  // namespace conformance
