// Entity tags and conditional requests (RFC 4825 7.11, 8.2.6, 8.5; RFC 9110 8.8.3, 13.1).
#include "conformance/session.h"

namespace conformance {
namespace {

std::string sample(const Session& session) {
    return "<root xmlns=\"" + session.app_namespace() + "\"><a b=\"1\"/><c/></root>";
}

const char* const nodes[] = {"", "root", "root/a", "root/a/@b", "root/a/namespace::*"};

std::string url_of(const std::string& document, const std::string& node) {
    return node.empty() ? document : Session::node(document, node);
}

struct Write {
    const char* method;
    const char* node;
    const char* type;
    const char* body;
    long success;
};
const Write writes[] = {
    {"PUT", "root/a", element_type, "<a b=\"2\"/>", 200},
    {"PUT", "root/new", element_type, "<new/>", 201},
    {"PUT", "root/a/@b", attribute_type, "2", 200},
    {"PUT", "root/a/@new", attribute_type, "2", 201},
    {"DELETE", "root/c", "", "", 200},
    {"DELETE", "root/a/@b", "", "", 200},
};

Reply perform(Session& session, const Write& write, const std::string& document,
              const Headers& headers) {
    const auto node = Session::node(document, write.node);
    return *write.method == 'P' ? session.put(node, write.type, write.body, headers)
                                : session.remove(node, headers);
}

void add_reads(Group& group) {
    for (const char* node : nodes) {
        const std::string what = *node == '\0' ? "the document" : node;
        group.add("8.5", "one entity tag for all resources of a document: " + what,
                  [node](Session& session) {
                      const auto document = session.start(sample(session));
                      const auto etag = session.get(document).etag();
                      expect(etag.size() > 2 && etag.front() == '"' && etag.back() == '"',
                             "a strong entity tag in quotes, not " + etag);
                      expect_equal(session.get(url_of(document, node)).etag(), etag, "the tag");
                      expect_equal(session.head(url_of(document, node)).etag(), etag,
                                   "the tag of HEAD");
                  });
        group.add("7.11", "304 where If-None-Match holds the tag: " + what,
                  [node](Session& session) {
                      const auto document = session.start(sample(session));
                      const auto url = url_of(document, node);
                      const auto etag = session.get(document).etag();
                      for (const auto& header :
                           {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
                          const auto reply = session.get(url, {{"If-None-Match", header}});
                          expect_status(reply, {304}, "GET with If-None-Match: " + header);
                          expect(reply.body.empty(), "a 304 has no body");
                          expect_equal(reply.etag(), etag, "the tag of a 304");
                      }
                      expect_status(session.get(url, {{"If-None-Match", "\"other\""}}), {200},
                                    "GET with another tag");
                  });
        group.add(
            "7.11", "412 where If-Match does not hold the tag: " + what, [node](Session& session) {
                const auto document = session.start(sample(session));
                const auto url = url_of(document, node);
                const auto etag = session.get(document).etag();
                expect_status(session.get(url, {{"If-Match", "\"other\""}}), {412}, "GET");
                expect_status(session.get(url, {{"If-Match", "\"x\", " + etag}}), {200}, "GET");
                expect_status(session.get(url, {{"If-Match", "*"}}), {200}, "GET");
            });
    }
}

void add_writes(Group& group) {
    for (const auto& write : writes) {
        const std::string what = std::string(write.method) + " " + write.node;
        group.add("8.2.6", "done where If-Match holds the document's tag: " + what,
                  [&write](Session& session) {
                      const auto document = session.start(sample(session));
                      const auto etag = session.get(document).etag();
                      const auto reply = perform(session, write, document, {{"If-Match", etag}});
                      expect_status(reply, {write.success}, write.method);
                      expect(reply.etag() != etag && !reply.etag().empty(),
                             "8.5: a change has a new entity tag");
                      expect_equal(session.get(document).etag(), reply.etag(), "the tag");
                      // What the winner had is too old now.
                      expect_status(session.put(Session::node(document, "root/z"), element_type,
                                                "<z/>", {{"If-Match", etag}}),
                                    {412}, "PUT with the tag of before");
                  });
        group.add("8.2.6", "412 and no change where If-Match holds another tag: " + what,
                  [&write](Session& session) {
                      const auto document = session.start(sample(session));
                      for (const char* header : {"\"other\"", "W/\"other\"", "\"a\", \"b\""})
                          expect_status(perform(session, write, document, {{"If-Match", header}}),
                                        {412}, write.method);
                      expect_body(session, document, sample(session));
                  });
        group.add("8.2.6", "If-Match compares strongly: " + what, [&write](Session& session) {
            const auto document = session.start(sample(session));
            const auto etag = session.get(document).etag();
            expect_status(perform(session, write, document, {{"If-Match", "W/" + etag}}), {412},
                          write.method);
            expect_body(session, document, sample(session));
        });
        group.add("8.2.6", "If-None-Match: * always fails where the document exists: " + what,
                  [&write](Session& session) {
                      const auto document = session.start(sample(session));
                      expect_status(perform(session, write, document, {{"If-None-Match", "*"}}),
                                    {412}, write.method);
                      expect_body(session, document, sample(session));
                  });
        group.add("8.2.6", "done where If-None-Match holds another tag: " + what,
                  [&write](Session& session) {
                      const auto document = session.start(sample(session));
                      expect_status(
                          perform(session, write, document, {{"If-None-Match", "\"other\""}}),
                          {write.success}, write.method);
                  });
    }
}

void add_documents(Group& group) {
    group.add("8.2.6", "If-None-Match: * creates a document once", [](Session& session) {
        const auto document = session.start(sample(session));
        session.remove(document);
        const auto& type = session.target().app.media_type;
        const Headers headers = {{"If-None-Match", "*"}};
        expect_status(session.put(document, type, sample(session), headers), {201}, "PUT");
        expect_status(session.put(document, type, sample(session), headers), {412},
                      "the same PUT again, of the same bytes");
    });
    group.add("8.2.6", "If-Match on a document that is not there", [](Session& session) {
        const auto document = session.start(sample(session));
        session.remove(document);
        const auto& type = session.target().app.media_type;
        for (const char* header : {"*", "\"x\""}) {
            const Headers headers = {{"If-Match", header}};
            expect_status(session.put(document, type, sample(session), headers), {412}, "PUT");
            expect_status(session.get(document, headers), {404, 412}, "GET");
            expect_status(session.remove(document, headers), {404, 412}, "DELETE");
        }
        expect_status(session.get(document), {404}, "GET");
    });
    group.add("8.5", "a PUT with an old tag fails, of the same bytes too", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto& type = session.target().app.media_type;
        const auto first = session.get(document).etag();
        const auto changed = session.put(document, type, "<root xmlns=\"x\"/>");
        expect(changed.etag() != first, "8.5: a change has a new entity tag");
        expect_status(session.put(document, type, "<root xmlns=\"x\"/>", {{"If-Match", first}}),
                      {412}, "PUT");
    });
    group.add("8.5", "a tag never comes back", [](Session& session) {
        const auto document = session.start(sample(session));
        std::set<std::string> seen;
        for (int turn = 0; turn < 5; ++turn) {
            const auto node = Session::node(document, "root/a/@b");
            const auto reply = session.put(node, attribute_type, turn % 2 == 0 ? "x" : "y");
            expect(seen.insert(reply.etag()).second, "8.5: the tag is new: " + reply.etag());
        }
        session.remove(document);
        const auto again = session.put(document, session.target().app.media_type, sample(session));
        expect(seen.insert(again.etag()).second, "8.5: the tag is new: " + again.etag());
    });
    group.add("8.5", "a refused request changes no tag", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto etag = session.get(document).etag();
        session.put(Session::node(document, "root/a"), element_type, "<broken");
        session.put(Session::node(document, "root/none/x"), element_type, "<x/>");
        session.remove(Session::node(document, "root/none"));
        expect_equal(session.get(document).etag(), etag, "the tag");
    });
    group.add("9110 13.2.2", "If-Match is judged before If-None-Match", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto etag = session.get(document).etag();
        expect_status(session.get(document, {{"If-Match", "\"x\""}, {"If-None-Match", etag}}),
                      {412}, "GET");
        expect_status(session.get(document, {{"If-Match", etag}, {"If-None-Match", etag}}), {304},
                      "GET");
    });
}

}  // namespace

void add_condition_cases(std::vector<Case>& cases) {
    Group group(cases, "conditions");
    add_reads(group);
    add_writes(group);
    add_documents(group);
}

}  // namespace conformance
