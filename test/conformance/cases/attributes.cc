// Attributes (RFC 4825 7.7 to 7.9, 8.2.3, 8.2.4, 8.4). Values may come with or without their
// quotes, in both directions: the RFC's text and its servers differ.
#include "conformance/session.h"
#include "conformance/xml_check.h"

namespace conformance {
namespace {

// "%n": the application's namespace.
const char* const sample =
    "<?xml version='1.0'?>\n<root xmlns=\"%n\">\n"
    " <!-- \xC3\xA9 --><a one=\"1\"   two = 'zwei'\n\tthree=\"&quot;3&amp;\"/>\n"
    " <b xmlns:o=\"urn:o\" o:c=\"oc\" c=\"c\"><empty></empty></b>\n</root>";

std::string start_bytes(const Session& session) {
    std::string text = sample;
    return text.replace(text.find("%n"), 2, session.app_namespace());
}

std::string without_quotes(const std::string& value) {
    const bool is_quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                           value.back() == value.front();
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
    return text.replace(text.find(old), old.size(), with);
}

Reply expect_value(Session& session, const std::string& url, const std::string& value) {
    auto reply = session.get(url);
    expect_status(reply, {200}, "GET of an attribute");
    expect(reply.header("content-type").starts_with(attribute_type),
           "8.3: an attribute is application/xcap-att+xml");
    expect_equal(without_quotes(reply.body), value, "the value");
    return reply;
}

struct Read {
    const char* selector;
    const char* query;
    const char* value;
};
const Read reads[] = {
    {"root/a/@one", "", "1"},
    {"root/a/@two", "", "zwei"},
    {"root/a/@three", "", "&quot;3&amp;"},
    {"root/*[2]/@c", "", "c"},
    {"root/b/@x:c", "xmlns(x=urn:o)", "oc"},
    {"root/*[@x:c=\"oc\"]/@c", "xmlns(x=urn:o)", "c"},
};

struct Write {
    const char* selector;
    const char* query;
    const char* body;   // without quotes
    const char* old;    // these bytes of the sample
    const char* bytes;  // become these
    const char* rule;
};
const Write replacements[] = {
    {"root/a/@one", "", "uno", "one=\"1\"", "one=\"uno\"", "between quotes"},
    {"root/a/@two", "", "2", "two = 'zwei'", "two = '2'", "between apostrophes"},
    {"root/a/@three", "", "&lt;&#233;", "\"&quot;3&amp;\"", "\"&lt;&#233;\"", "references"},
    {"root/a/@two", "", "\xC3\xA9\xF0\x9F\x98\x80", "'zwei'", "'\xC3\xA9\xF0\x9F\x98\x80'",
     "beyond ASCII"},
    {"root/a/@one", "", "", "one=\"1\"", "one=\"\"", "by nothing"},
    {"root/b/@x:c", "xmlns(x=urn:o)", "new", "o:c=\"oc\"", "o:c=\"new\"", "with a prefix"},
    {"root/*[1]/@one", "", "a > b", "one=\"1\"", "one=\"a > b\"", "by wildcard"},
};

struct NotValue {
    const char* body;
    const char* rule;
};
const NotValue not_values[] = {
    {"a<b", "a <"},
    {"a&b", "a & alone"},
    {"&bogus;", "an entity nobody declared"},
    {"&#0;", "a reference to no character"},
    {"\"a\"b\"", "a quote inside quotes"},
    {"a\x01", "a control character"},
};

void add_reads(Group& group) {
    for (const auto& row : reads)
        group.add("7.9", std::string("fetched: ") + row.selector, [&row](Session& session) {
            const auto document = session.start(start_bytes(session));
            const auto reply =
                expect_value(session, Session::node(document, row.selector, row.query), row.value);
            expect_equal(reply.etag(), session.get(document).etag(), "8.5: the entity tag");
        });
}

void add_writes(Group& group) {
    for (const bool with_quotes : {false, true})
        for (const auto& row : replacements)
            group.add("8.2.4",
                      std::string("an attribute is replaced ") + row.rule +
                          (with_quotes ? ", sent with quotes: " : ": ") + row.selector,
                      [&row, with_quotes](Session& session) {
                          const auto start = start_bytes(session);
                          const auto document = session.start(start);
                          const auto node = Session::node(document, row.selector, row.query);
                          const std::string body =
                              with_quotes ? "\"" + std::string(row.body) + "\"" : row.body;
                          const auto reply = session.put(node, attribute_type, body);
                          expect_status(reply, {200}, "PUT of an existing attribute");
                          expect(!reply.etag().empty(), "8.2.7: PUT carries an entity tag");
                          expect_value(session, node, row.body);
                          expect_body(session, document, replaced(start, row.old, row.bytes));
                      });
    struct Creation {
        const char* selector;
        const char* before;  // the new attribute may stand anywhere in this tag
        const char* name;
    };
    static const Creation creations[] = {
        {"root/a/@new", "<a one=\"1\"   two = 'zwei'\n\tthree=\"&quot;3&amp;\"/>", "new"},
        {"root/b/empty/@new", "<empty>", "new"},
        {"root/@new", "", "new"},
    };
    for (const auto& row : creations)
        group.add(
            "8.2.3",
            std::string("an attribute is created, and deleted without a trace: ") + row.selector,
            [&row](Session& session) {
                const auto start = start_bytes(session);
                const auto document = session.start(start);
                const auto node = Session::node(document, row.selector);
                expect_status(session.get(node), {404}, "GET before");
                const auto created = session.put(node, attribute_type, "v\xC3\xA9");
                expect_status(created, {201}, "PUT of a new attribute");
                expect_value(session, node, "v\xC3\xA9");
                // Where in the tag it stands is the server's choice; the rest is not.
                const auto whole = session.get(document).body;
                const std::string text = std::string(row.name) + "=\"v\xC3\xA9\"";
                expect(whole.find(text) != whole.npos ||
                           whole.find(std::string(row.name) + "='v\xC3\xA9'") != whole.npos,
                       "the attribute stands in the document: " + whole);
                expect_equal(whole.substr(0, 40), start.substr(0, 40), "the bytes before");
                expect_status(session.put(node, attribute_type, "v\xC3\xA9"), {200},
                              "the same PUT again");
                expect_status(session.remove(node), {200}, "DELETE");
                expect_body(session, document, start);
            });
    struct Quoted {
        const char* body;
        const char* value;
    };
    static const Quoted quoted[] = {{"\"it's\"", "it's"}, {"'say \"x\"'", "say \"x\""}};
    for (const auto& row : quoted)
        for (const char* name : {"one", "two", "new"})
            group.add(
                "8.2.4",
                std::string("a quote in a value, whatever quotes the document has: ") + row.body +
                    " as " + name,
                [&row, name](Session& session) {
                    const auto document = session.start(start_bytes(session));
                    const auto node = Session::node(document, std::string("root/a/@") + name);
                    expect_status(session.put(node, attribute_type, row.body), {200, 201}, "PUT");
                    const auto values =
                        xml::texts(session.get(document).body, "/*/*[1]/@" + std::string(name));
                    expect(values.size() == 1, "the document is well-formed");
                    expect_equal(values.front(), row.value, "the value");
                });
    group.add("8.2.3", "a new attribute gets a prefix that is bound in the document",
              [](Session& session) {
                  const auto document = session.start(start_bytes(session));
                  const auto node = Session::node(document, "root/b/@x:fresh", "xmlns(x=urn:o)");
                  expect_status(session.put(node, attribute_type, "1"), {201}, "PUT");
                  expect_value(session, node, "1");
                  expect_status(session.remove(node), {200}, "DELETE");
              });
    group.add("8.2.3", "a new attribute of a namespace that nothing binds can be fetched",
              [](Session& session) {
                  const auto document = session.start(start_bytes(session));
                  const auto node =
                      Session::node(document, "root/a/@x:fresh", "xmlns(x=urn:new&\")");
                  expect_status(session.put(node, attribute_type, "1"), {201}, "PUT");
                  expect_value(session, node, "1");
              });
    group.add("8.2.3", "an attribute of the namespace that is the default one has a prefix",
              [](Session& session) {
                  const auto document = session.start(start_bytes(session));
                  const auto node = Session::node(document, "root/a/@x:fresh",
                                                  "xmlns(x=" + session.app_namespace() + ")");
                  expect_status(session.put(node, attribute_type, "1"), {201}, "PUT");
                  expect_value(session, node, "1");
                  expect_status(session.get(Session::node(document, "root/a/@fresh")), {404},
                                "GET without the prefix");
              });
    group.add("8.2.3", "xml:lang needs no binding in the document", [](Session& session) {
        const auto document = session.start(start_bytes(session));
        const auto node = Session::node(document, "root/a/@l:lang",
                                        "xmlns(l=http://www.w3.org/XML/1998/namespace)");
        const auto reply = session.put(node, attribute_type, "de");
        // Binding the xml namespace to another prefix is an error of Namespaces in XML 3.
        expect_status(reply, {201, 400}, "PUT");
        if (reply.status == 201) expect_value(session, node, "de");
    });
}

void add_refusals(Group& group) {
    for (const auto& row : not_values)
        group.add("8.2.2", std::string("409 not-xml-att-value for ") + row.rule,
                  [&row](Session& session) {
                      const auto start = start_bytes(session);
                      const auto document = session.start(start);
                      for (const char* selector : {"root/a/@one", "root/a/@new"})
                          expect_conflict(session.put(Session::node(document, selector),
                                                      attribute_type, row.body),
                                          "not-xml-att-value");
                      expect_body(session, document, start);
                  });
    group.add("8.2.2", "409 for an attribute value that is not UTF-8", [](Session& session) {
        const auto start = start_bytes(session);
        const auto document = session.start(start);
        const auto reply =
            session.put(Session::node(document, "root/a/@one"), attribute_type, "caf\xE9");
        expect_status(reply, {409}, "PUT");
        if (reply.body.find("not-xml-att-value") == std::string::npos)
            expect_conflict(reply, "not-utf-8");
        expect_body(session, document, start);
    });
    for (const char* type : {"text/plain", "application/xcap-el+xml", "application/xml"})
        group.add("8.2.2", std::string("415 for an attribute of type ") + type,
                  [type](Session& session) {
                      const auto start = start_bytes(session);
                      const auto document = session.start(start);
                      expect_status(session.put(Session::node(document, "root/a/@one"), type, "2"),
                                    {415}, "PUT");
                      expect_body(session, document, start);
                  });
    struct Refusal {
        const char* selector;
        const char* body;
    };
    static const Refusal selves[] = {{"root/a[@one=\"1\"]/@one", "2"},
                                     {"root/*[@two=\"zwei\"]/@two", "drei"},
                                     {"root/a[1][@one=\"1\"]/@one", "\"2\""}};
    for (const auto& row : selves)
        group.add(
            "7.7",
            std::string("cannot-insert where the value selects the element: ") + row.selector,
            [&row](Session& session) {
                const auto start = start_bytes(session);
                const auto document = session.start(start);
                expect_conflict(
                    session.put(Session::node(document, row.selector), attribute_type, row.body),
                    "cannot-insert");
                expect_body(session, document, start);
                expect_status(
                    session.put(
                        Session::node(document, row.selector), attribute_type,
                        std::string(row.selector).find("two") != std::string::npos ? "zwei" : "1"),
                    {200}, "PUT of the value it has");
            });
    for (const char* selector : {"root/none/@a", "root/*/@a", "root/a[2]/@a", "none/@a"})
        group.add("8.2.1", std::string("409 no-parent for an attribute: ") + selector,
                  [selector](Session& session) {
                      const auto start = start_bytes(session);
                      const auto document = session.start(start);
                      expect_conflict(
                          session.put(Session::node(document, selector), attribute_type, "1"),
                          "no-parent");
                      expect_body(session, document, start);
                  });
    group.add("6.3", "a namespace declaration cannot be PUT as an attribute", [](Session& session) {
        const auto start = start_bytes(session);
        const auto document = session.start(start);
        expect_status(
            session.put(Session::node(document, "root/a/@xmlns"), attribute_type, "urn:x"),
            {400, 404, 409}, "PUT");
        expect_body(session, document, start);
    });
}

void add_deletions(Group& group) {
    struct Deletion {
        const char* selector;
        const char* query;
        const char* old;
        const char* bytes;
    };
    static const Deletion deletions[] = {
        {"root/a/@one", "", "<a one=\"1\"   two", "<a   two"},
        {"root/a/@three", "", "'zwei'\n\tthree=\"&quot;3&amp;\"/>", "'zwei'/>"},
        {"root/a[@two=\"zwei\"]/@two", "", "\"1\"   two = 'zwei'\n\tthree", "\"1\"\n\tthree"},
        {"root/b/@x:c", "xmlns(x=urn:o)", " o:c=\"oc\"", ""},
        {"root/b/@c", "", " c=\"c\"", ""},
    };
    for (const auto& row : deletions)
        group.add("7.8", std::string("an attribute is deleted: ") + row.selector,
                  [&row](Session& session) {
                      const auto start = start_bytes(session);
                      const auto document = session.start(start);
                      const auto node = Session::node(document, row.selector, row.query);
                      const auto reply = session.remove(node);
                      expect_status(reply, {200}, "DELETE");
                      expect(!reply.etag().empty(), "8.4: DELETE carries the entity tag");
                      expect_status(session.get(node), {404}, "GET after DELETE");
                      expect_status(session.remove(node), {404}, "DELETE again");
                      // The white space of the tag is nobody's; all else stays.
                      const auto strip = [](std::string text) {
                          std::erase_if(text,
                                        [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
                          return text;
                      };
                      expect_equal(strip(session.get(document).body),
                                   strip(replaced(start, row.old, row.bytes)), "the document");
                  });
}

}  // namespace

void add_attribute_cases(std::vector<Case>& cases) {
    Group group(cases, "attributes");
    add_reads(group);
    add_writes(group);
    add_refusals(group);
    add_deletions(group);
}

}  // namespace conformance
