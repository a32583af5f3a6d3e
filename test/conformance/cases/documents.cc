// Whole documents (RFC 4825 7.1 to 7.3, 8.1 to 8.4, 9) and their content (8.2.2).
#include "conformance/session.h"

namespace conformance {
namespace {

std::string root_of(const Session& session, const std::string& content) {
    return "<root xmlns=\"" + session.app_namespace() + "\">" + content + "</root>";
}

struct Bytes {
    const char* content;
    const char* rule;
};
const Bytes kept[] = {
    {"\n  white\t space \r\n", "white space and line ends"},
    {"<!-- a comment -- >-->", "no comment may hold two hyphens"},
    {"<!-- comment --><?pi data?>", "comments and processing instructions"},
    {"<![CDATA[<a>&]]>", "CDATA"},
    {"&lt;&amp;&#233;&#x1F600;", "references"},
    {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "characters of two, three and four bytes"},
    {"<a  b = 'c'\n/><a></a>", "white space in tags and both kinds of empty elements"},
    {"<x:y xmlns:x=\"urn:x\" xmlns:z=\"urn:z\"/>", "unused declarations"},
};

const char* const malformed[] = {"",
                                 "xxx",
                                 "<",
                                 "<not-well-formed",
                                 "<a></b>",
                                 "<a/><b/>",
                                 "<a><b></a></b>",
                                 "<a b=1/>",
                                 "<a b=\"1\" b=\"2\"/>",
                                 "<a>&undeclared;</a>",
                                 "<a>&</a>",
                                 "text<a/>",
                                 "<a/>text",
                                 "<a b=\"<\"/>",
                                 "<?xml version=\"1.0\"?>",
                                 "<1a/>",
                                 "<a>]]></a>",
                                 "<a>\x01</a>"};

void add_bytes(Group& group) {
    for (const auto& row : kept)
        group.add("6.3", std::string("bytes come back as they were PUT: ") + row.rule,
                  [&row](Session& session) {
                      const auto bytes = root_of(session, row.content);
                      const auto document = session.app_document();
                      session.start(root_of(session, ""));
                      const auto reply =
                          session.put(document, session.target().app.media_type, bytes);
                      if (std::string(row.content).find("-- >") != std::string::npos) {
                          expect_conflict(reply, "not-well-formed");
                      } else {
                          expect_status(reply, {200}, "PUT");
                          expect_body(session, document, bytes);
                      }
                  });
    for (const char* body : malformed)
        group.add("8.2.2", std::string("409 not-well-formed: ") + body, [body](Session& session) {
            const auto start = root_of(session, "<a/>");
            const auto document = session.start(start);
            expect_conflict(session.put(document, session.target().app.media_type, body),
                            "not-well-formed");
            expect_body(session, document, start);
        });
    struct Encoding {
        std::string bytes;
        const char* rule;
    };
    static const Encoding encodings[] = {
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9</a>", "declared ISO-8859-1"},
        {"<a>\xE9</a>", "bytes of ISO-8859-1"},
        {std::string("\xFF\xFE<\0a\0/\0>\0", 10), "UTF-16"},
        {"<a>\xC0\xAF</a>", "an overlong form"},
        {"<a>\xED\xA0\x80</a>", "a surrogate"},
        {std::string("<a/>\0", 5), "a NUL behind the root element"},
        {std::string("<a/>\0<", 6), "a NUL, and what a parser does not see behind it"},
    };
    for (const auto& encoding : encodings)
        group.add("8.2.2", std::string("409 for what is not UTF-8: ") + encoding.rule,
                  [&encoding](Session& session) {
                      const auto start = root_of(session, "<a/>");
                      const auto document = session.start(start);
                      const auto reply =
                          session.put(document, session.target().app.media_type, encoding.bytes);
                      expect_status(reply, {409}, "PUT");
                      // Bytes that are no UTF-8 are no well-formed XML either.
                      if (reply.body.find("not-well-formed") == std::string::npos)
                          expect_conflict(reply, "not-utf-8");
                      expect_body(session, document, start);
                  });
    group.add(
        "8.2.2", "a document type declaration is refused or does no harm", [](Session& session) {
            const auto start = root_of(session, "<a/>");
            const auto document = session.start(start);
            const auto reply =
                session.put(document, session.target().app.media_type,
                            "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                            "<r xmlns=\"" +
                                session.app_namespace() + "\">&b;</r>");
            expect_status(reply, {200, 409, 413}, "PUT");
            expect_status(session.get(document), {200}, "GET");
        });
}

void add_methods(Group& group) {
    group.add("7.1", "a document is created, fetched, replaced and deleted", [](Session& session) {
        const auto first = root_of(session, "<a/>");
        const auto document = session.start(first);
        expect_status(session.remove(document), {200, 204}, "DELETE");
        const auto& type = session.target().app.media_type;
        const auto created = session.put(document, type, first);
        expect_status(created, {201}, "PUT of a new document");
        expect(!created.etag().empty(), "8.2.7: PUT carries an entity tag");
        auto reply = expect_body(session, document, first);
        expect(reply.header("content-type").starts_with(type),
               "8.3: the type is that of the application, not " + reply.header("content-type"));
        expect_equal(reply.etag(), created.etag(), "the entity tag");
        const auto second = root_of(session, "<b/>");
        const auto replaced = session.put(document, type, second);
        expect_status(replaced, {200}, "PUT of a document that is there");
        expect(replaced.body.empty(), "8.2.7: a 200 to PUT has no content");
        expect_body(session, document, second);
        expect_status(session.remove(document), {200, 204}, "DELETE");
        expect_status(session.get(document), {404}, "GET after DELETE");
        expect_status(session.remove(document), {404}, "DELETE again");
    });
    group.add("9110 9.3.2", "HEAD answers as GET does, without the body", [](Session& session) {
        const auto document = session.start(root_of(session, "<a b=\"1\"/>"));
        for (const auto& url :
             {document, Session::node(document, "root/a"), Session::node(document, "root/a/@b"),
              Session::node(document, "root/namespace::*")}) {
            const auto get = session.get(url);
            const auto head = session.head(url);
            expect_equal(std::to_string(head.status), std::to_string(get.status), "the status");
            expect(head.body.empty(), "HEAD has no body");
            for (const char* name : {"etag", "content-type", "content-length"})
                expect_equal(head.header(name), get.header(name), std::string(name) + " of " + url);
        }
    });
    for (const char* method : {"POST", "PATCH", "FOO"})
        for (const char* node : {"", "root", "root/a/@b"})
            group.add("8.1", std::string("405 with Allow for ") + method + " of \"" + node + "\"",
                      [method, node](Session& session) {
                          const auto start = root_of(session, "<a b=\"1\"/>");
                          const auto document = session.start(start);
                          const auto url = *node == '\0' ? document : Session::node(document, node);
                          const std::string body = "x";
                          const auto reply = session.request(method, url, {}, &body);
                          // A front end may not know the method at all.
                          if (std::string(method) == "FOO") {
                              expect_status(reply, {400, 405, 501}, method);
                          } else {
                              expect_status(reply, {405}, method);
                          }
                          if (reply.status == 405)
                              expect(reply.header("allow").find("GET") != std::string::npos,
                                     "Allow names GET");
                          expect_body(session, document, start);
                      });
    for (const char* type : {"text/plain", "application/json", "application/xcap-el+xml",
                             "application/xcap-att+xml", "image/png"})
        group.add(
            "8.2.2", std::string("415 for a document of type ") + type, [type](Session& session) {
                const auto start = root_of(session, "<a/>");
                const auto document = session.start(start);
                expect_status(session.put(document, type, root_of(session, "<b/>")), {415}, "PUT");
                expect_body(session, document, start);
            });
    group.add("8.2.2", "parameters and case of the media type do not matter", [](Session& session) {
        const auto document = session.start(root_of(session, "<a/>"));
        std::string upper = session.target().app.media_type;
        for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        for (const auto& type : {session.target().app.media_type + ";charset=utf-8",
                                 session.target().app.media_type + "; charset=\"UTF-8\"", upper})
            expect_status(session.put(document, type, root_of(session, "<b/>")), {200},
                          "PUT as " + type);
    });
    group.add("8.2.2", "types that clients send instead are taken or refused whole",
              [](Session& session) {
                  const auto document = session.start(root_of(session, "<a/>"));
                  const auto body = root_of(session, "<b/>");
                  for (const char* type :
                       {"", "application/x-www-form-urlencoded", "application/xml", "text/xml"}) {
                      const auto before = session.get(document).body;
                      const auto reply = session.put(document, type, body);
                      expect_status(reply, {200, 415}, std::string("PUT as \"") + type + "\"");
                      expect_body(session, document, reply.status == 200 ? body : before);
                  }
              });
    group.add("9", "answers may not be served from a cache unasked", [](Session& session) {
        const auto document = session.start(root_of(session, "<a/>"));
        const auto reply = session.get(document);
        if (!reply.has("cache-control")) throw Skipped("SHOULD: no Cache-Control");
        expect(reply.header("cache-control").find("no-") != std::string::npos,
               "no-cache, not " + reply.header("cache-control"));
    });
    group.add("9112 6", "every answer says how long it is", [](Session& session) {
        const auto document = session.start(root_of(session, "<a/>"));
        for (const auto& reply :
             {session.get(document), session.get(document + "-none"),
              session.put(document, session.target().app.media_type, "<"),
              session.put(document, "text/plain", "x"),
              session.get(document, {{"If-Match", "\"x\""}}), session.request("POST", document),
              session.remove(Session::node(document, "root/none"))})
            expect(reply.has("content-length") || reply.status == 204,
                   "Content-Length of a " + std::to_string(reply.status));
    });
    group.add("9110 8.4", "an answer is not compressed behind the entity tag's back",
              [](Session& session) {
                  const auto document = session.start(root_of(session, std::string(3000, ' ')));
                  const auto reply = session.get(document, {{"Accept-Encoding", "gzip"}});
                  expect(!reply.etag().starts_with("W/"), "the entity tag stays strong");
              });
    group.add("9110 8.4", "Content-Encoding: UTF-8, as a phone sends it, does no harm",
              [](Session& session) {
                  const auto document = session.start(root_of(session, "<a/>"));
                  const auto body = root_of(session, "<b/>");
                  const auto reply = session.put(document, session.target().app.media_type, body,
                                                 {{"Content-Encoding", "UTF-8"}});
                  expect_status(reply, {200, 415}, "PUT");
              });
    group.add("8.2.2", "a large document is stored whole or refused whole", [](Session& session) {
        std::string content;
        for (int i = 0; i < 2000; ++i)
            content += "<e n=\"" + std::to_string(i) + "\">\xC3\xA9</e>\n";
        const auto bytes = root_of(session, content);
        const auto document = session.start(root_of(session, ""));
        const auto reply = session.put(document, session.target().app.media_type, bytes);
        expect_status(reply, {200, 409, 413}, "PUT");
        if (reply.status != 200) throw Skipped("the server takes smaller documents only");
        expect_body(session, document, bytes);
        expect_body(session, Session::node(document, "root/e[1500]"), "<e n=\"1499\">\xC3\xA9</e>");
        expect_status(session.remove(Session::node(document, "root/e[@n=\"1000\"]")), {200},
                      "DELETE");
    });
}

}  // namespace

void add_document_cases(std::vector<Case>& cases) {
    Group group(cases, "documents");
    add_bytes(group);
    add_methods(group);
}

}  // namespace conformance
