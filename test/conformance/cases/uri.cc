// The XCAP URI: root and document selector (RFC 4825 6.1, 6.2, section 8).
#include "conformance/session.h"

namespace conformance {
namespace {

std::string sample(const Session& session) {
    return "<root xmlns=\"" + session.app_namespace() + "\"><a/></root>";
}

struct Row {
    const char* path;  // below the root; %a: the application, %x: the user
    const char* rule;
};
const Row nowhere[] = {
    {"", "the root itself"},
    {"/", "the root itself with a slash"},
    {"/%a", "an application alone"},
    {"/%a/", "an application with a slash"},
    {"/%a/users", "no user"},
    {"/%a/users/", "an empty user"},
    {"/%a/users/%x", "a user without a document"},
    {"/%a/users/%x/", "a user without a document, with a slash"},
    {"/%a/global", "the global tree without a document"},
    {"/%a/user/%x/index", "a context that is neither users nor global"},
    {"/%a/USERS/%x/index", "a context of another case"},
    {"/%a/other/index", "a reserved context"},
    {"/no-such-application/users/%x/index", "an unknown application"},
    {"/no-such-application/global/index", "an unknown application in the global tree"},
    {"/%a/users/%x/no-such-document", "a document that is not there"},
    {"/%a/users/%x/no-such-document/~~/root", "an element of a document that is not there"},
    {"/%a//users/%x/index", "an empty segment"},
};

std::string expand(std::string path, const Session& session) {
    for (const auto& [mark, value] :
         {std::pair<std::string, std::string>{"%a", session.target().app.auid},
          std::pair<std::string, std::string>{"%x", session.target().xui}})
        if (const auto at = path.find(mark); at != path.npos) path.replace(at, mark.size(), value);
    return session.target().root + path;
}

}  // namespace

void add_uri_cases(std::vector<Case>& cases) {
    Group group(cases, "uri");
    for (const auto& row : nowhere)
        group.add("6.2", std::string("404 for ") + row.rule + ": " + row.path,
                  [&row](Session& session) {
                      session.start(sample(session));
                      expect_status(session.get(expand(row.path, session)), {404}, "GET");
                      expect_status(session.head(expand(row.path, session)), {404}, "HEAD");
                  });
    group.add("8", "404 for a PUT to an unknown application", [](Session& session) {
        const auto url = expand("/no-such-application/users/%x/index", session);
        expect_status(session.put(url, "application/xml", "<a/>"), {404}, "PUT");
        expect_status(session.remove(url), {404}, "DELETE");
    });
    group.add("6.2", "a user id may be encoded", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto& xui = session.target().xui;
        for (const char* unescaped : {"", "-._~", "@", ":"}) {
            std::string url = document;
            url.replace(url.find(xui), xui.size(), percent_encode(xui, unescaped));
            expect_body(session, url, sample(session));
        }
    });
    group.add("6", "an encoded question mark is part of the name", [](Session& session) {
        session.start(sample(session));
        const auto url = session.app_document("a%3Fb");
        expect_status(session.put(url, session.target().app.media_type, sample(session)),
                      {200, 201}, "PUT");
        expect_body(session, url, sample(session));
        expect_status(session.get(session.app_document("a")), {404}, "GET of the part before it");
        expect_status(session.remove(url), {200, 204}, "DELETE");
    });
    for (const char* name : {"with%20space", "%C3%A9t%C3%A9.xml", "plus+and%2Bplus", "100%25",
                             "a;b=c", "quote%22and%27apostrophe", "index.xml"})
        group.add("6.2", std::string("a document name is decoded once: ") + name,
                  [name](Session& session) {
                      session.start(sample(session));
                      const auto url = session.app_document(name);
                      session.remove(url);
                      expect_status(
                          session.put(url, session.target().app.media_type, sample(session)), {201},
                          "PUT");
                      expect_body(session, url, sample(session));
                      expect_body(session, Session::node(url, "root/a"), "<a/>");
                      expect_status(session.remove(url), {200, 204}, "DELETE");
                      expect_status(session.get(url), {404}, "GET after DELETE");
                  });
    group.add(
        "6.2", "names that differ in their spelling only are one document", [](Session& session) {
            session.start(sample(session));
            const auto url = session.app_document("%6eame");
            session.put(url, session.target().app.media_type, sample(session));
            expect_body(session, session.app_document("name"), sample(session));
            expect_status(session.remove(session.app_document("n%61me")), {200, 204}, "DELETE");
            expect_status(session.get(url), {404}, "GET");
        });
    group.add("6.2", "names differ by case", [](Session& session) {
        session.start(sample(session));
        expect_status(session.get(session.app_document("INDEX")), {404}, "GET");
    });
    group.add("6.2", "two applications are two worlds", [](Session& session) {
        session.start(sample(session));
        const auto lists = session.lists_document();
        session.remove(lists);
        expect_status(session.get(lists), {404}, "GET of the same name elsewhere");
        expect_body(session, session.app_document(), sample(session));
    });
    group.add("8", "a request body that ends early changes nothing", [](Session& session) {
        const auto document = session.start(sample(session));
        expect_conflict(session.put(document, session.target().app.media_type, "<root"),
                        "not-well-formed");
        expect_body(session, document, sample(session));
    });
}

}  // namespace conformance
