// Node selectors (RFC 4825 6.3): what each production selects, and in how many spellings.
#include "conformance/cases/surroundings.h"

namespace conformance {
namespace {

// "%n" stands for the application's namespace.
const char* const sample =
    "<?xml version=\"1.0\"?>\n<!-- \xC3\xA9 -->\n"
    "<root xmlns=\"%n\" xmlns:o=\"urn:o\">\n"
    " <a id=\"1\">\xE2\x82\xAC<b/></a>\n"
    " <o:a id=\"2\"/>\n"
    " <a id='3' o:id=\"30\">two</a><?pi <a id=\"9\"?>\n"
    " <c id=\"3\" v='a/b' w=\"x]y[z\" q='say \"hi\"' r=\"it's\" amp=\"&amp;&lt;&#x22;\"/>\n"
    " <\xC3\xA9t\xC3\xA9 n=\"\xF0\x9F\x98\x80\">summer</\xC3\xA9t\xC3\xA9>\n"
    " <c2 pc=\"100%25\" sp=\" a  b \" ws=\"a\n\tb\" e=\"\"/>\n"
    " <d xmlns=\"\"><a id=\"5\"/></d>\n"
    " <!-- <a id=\"6\"/> --><![CDATA[<a id=\"7\"/>]]>\n"
    "</root>\n";

struct Row {
    const char* selector;
    const char* selected;
    const char* rule;
};
const Row selected[] = {
    {"root/a[1]", "<a id=\"1\">\xE2\x82\xAC<b/></a>", "by position among its name"},
    {"root/a[2]", "<a id='3' o:id=\"30\">two</a>",
     "an element of another namespace does not count"},
    {"root/*[2]", "<o:a id=\"2\"/>", "by position among all"},
    {"root/*[1]/b", "<b/>", "a wildcard in the middle"},
    {"root/a[@id=\"3\"]", "<a id='3' o:id=\"30\">two</a>", "by attribute"},
    {"root/a[@id='3']", "<a id='3' o:id=\"30\">two</a>", "by attribute, apostrophes"},
    {"root/a[2][@id=\"3\"]", "<a id='3' o:id=\"30\">two</a>", "by position and attribute"},
    {"root/*[3][@id=\"3\"]", "<a id='3' o:id=\"30\">two</a>",
     "by position among all and attribute"},
    {"*/a[1]/*", "<b/>", "wildcards at both ends"},
    {"root[1]/a[1]/b[1]", "<b/>", "positions in every step"},
    {"root/a[01]", "<a id=\"1\">\xE2\x82\xAC<b/></a>", "a position is 1*DIGIT"},
    {"root/*[@v=\"a/b\"]/@id", "3", "a slash in a value"},
    {"root/c[@w=\"x]y[z\"]/@id", "3", "brackets in a value"},
    {"root/c[@q='say \"hi\"']/@id", "3", "quotes in a value between apostrophes"},
    {"root/c[@q=\"say &quot;hi&quot;\"]/@id", "3", "quotes in a value as references"},
    {"root/c[@r=\"it's\"]/@id", "3", "an apostrophe in a value"},
    {"root/c[@r='it&apos;s']/@id", "3", "an apostrophe in a value as reference"},
    {"root/c[@amp='&amp;&lt;&quot;']/@id", "3", "references in a value, against others"},
    {"root/c[@amp='&#38;&#x3c;&#34;']/@id", "3", "character references in a value"},
    {"root/c2[@pc=\"100%25\"]/@sp", " a  b ", "a percent sign in a value is data"},
    {"root/c2[@sp=\" a  b \"]/@pc", "100%25", "spaces in a value count"},
    {"root/c2[@ws=\"a  b\"]/@pc", "100%25", "white space in the document's value is normalised"},
    {"root/c2[@e=\"\"]/@pc", "100%25", "an empty value"},
    {"root/\xC3\xA9t\xC3\xA9",
     "<\xC3\xA9t\xC3\xA9 n=\"\xF0\x9F\x98\x80\">summer</\xC3\xA9t\xC3\xA9>", "a name beyond ASCII"},
    {"root/*[@n=\"\xF0\x9F\x98\x80\"]",
     "<\xC3\xA9t\xC3\xA9 n=\"\xF0\x9F\x98\x80\">summer</\xC3\xA9t\xC3\xA9>",
     "a value beyond the basic plane"},
    {"root/*[7]/*", "<a id=\"5\"/>", "an element in no namespace by wildcard"},
    {"root/a[1]/@id", "1", "an attribute"},
};

const Row unselected[] = {
    {"root/a", "", "several elements are selected"},
    {"root/a/b", "", "a step before the last selects several elements"},
    {"root/*", "", "several elements are selected"},
    {"root/*[@id=\"3\"]", "", "elements of two names have the attribute"},
    {"root/a[3]", "", "there is no third of its name"},
    {"root/a[0]", "", "there is no position 0"},
    {"root/a[99999999999999999999]", "", "there is no such position"},
    {"root/a[1][@id=\"3\"]", "", "the first has another value: the position counts first"},
    {"root/a[@id=\"03\"]", "", "values are compared as text"},
    {"root/A[1]", "", "names are compared with case"},
    {"root/a[@ID=\"1\"]", "", "attribute names are compared with case"},
    {"root/a[@id=\"30\"]", "", "an unprefixed attribute is in no namespace"},
    {"root/a[@id=\"6\"]", "", "what stands in a comment is no element"},
    {"root/a[@id=\"7\"]", "", "what stands in CDATA is no element"},
    {"root/a[@id=\"9\"]", "", "what stands in a processing instruction is no element"},
    {"root/d", "", "an element in no namespace is not in the default one"},
    {"b", "", "the first step names the root element"},
    {"root/root", "", "the root element is no child of itself"},
    {"root/a[1]/@none", "", "there is no such attribute"},
    {"root/a[2]/@o", "", "a prefix is no attribute"},
    {"root/@xmlns", "", "a namespace declaration is no attribute"},
    {"root/c/text()", "", "an extension nobody knows"},
    {"root/..", "", "an extension nobody knows"},
    {"root/a[1]/parent::root", "", "an extension nobody knows"},
    {"root/foo(bar)", "", "an extension nobody knows"},
};

// C10: steps that begin like a name and go wrong. An extension nobody knows is 404, a broken
// request 400; the RFC does not draw the line.
const char* const broken[] = {
    "root/a[]",          "root/a[x]",
    "root/a[@id]",       "root/a[@id=1]",
    "root/a[@id=\"1]",   "root/a[1",
    "root/a[-1]",        "root/a[@id=\"1\"][1]",
    "root/a[1][1]",      "root/a[@id=\"1\"][@id=\"1\"]",
    "root/a[@id='1\"]",  "root/a[@id=\"&bogus;\"]",
    "root/a[@id=\"<\"]", "root//a[1]",
    "root/a[1]b",        "root/a[1][@id=\"1\"]/",
};

void add_selected(Group& group) {
    for (const auto& row : selected)
        group.add("6.3", std::string(row.rule) + ": " + row.selector, [&row](Session& session) {
            const Dressed dressed(all_surroundings().front(), session);
            const auto document = session.start(dressed.text(sample));
            auto reply = expect_body(session, Session::node(document, row.selector), row.selected);
            expect(!reply.etag().empty(), "8.3: a successful GET carries an entity tag");
            const bool is_attribute = std::string(row.selector).find("/@") != std::string::npos;
            expect(reply.header("content-type")
                       .starts_with(is_attribute ? attribute_type : element_type),
                   "8.3: the type of the node, not " + reply.header("content-type"));
        });
    for (const auto& row : unselected)
        group.add("6.3", std::string("404 where ") + row.rule + ": " + row.selector,
                  [&row](Session& session) {
                      const Dressed dressed(all_surroundings().front(), session);
                      const auto document = session.start(dressed.text(sample));
                      expect_status(session.get(Session::node(document, row.selector)), {404},
                                    "GET");
                  });
    for (const char* selector : broken)
        group.add("6.3", std::string("no production of the grammar: ") + selector,
                  [selector](Session& session) {
                      const Dressed dressed(all_surroundings().front(), session);
                      const auto start = dressed.text(sample);
                      const auto document = session.start(start);
                      const auto node = Session::node(document, selector);
                      // A trailing slash may be forgiven.
                      const bool is_slash = std::string(selector).ends_with('/');
                      if (is_slash) {
                          expect_status(session.get(node), {200, 400, 404}, "GET");
                      } else {
                          expect_status(session.get(node), {400, 404}, "GET");
                          expect_status(session.put(node, element_type, "<a/>"), {400, 404}, "PUT");
                          expect_status(session.remove(node), {400, 404}, "DELETE");
                      }
                      expect_body(session, document, start);
                  });
}

struct Spelling {
    const char* raw;
    const char* rule;
};
const Spelling spellings[] = {
    {"/~~/root/a%5B@id=%221%22%5D", "percent-encoded as the RFC wants it"},
    {"/~~/root/a%5b@id=%221%22%5d", "percent-encoded in lower case"},
    {"/~~/root/a[@id=\"1\"]", "raw, as many clients send it"},
    {"/~~/root/a%5B%40id%3D%221%22%5D", "more encoded than it must be"},
    {"/~~/%72oot/%61[@id=%27%31%27]", "letters and digits encoded"},
    {"/%7E%7E/root/a%5B@id=%221%22%5D", "the separator encoded"},
    {"/~%7e/root/a%5B1%5D", "the separator half encoded"},
};

void add_spellings(Group& group) {
    for (const auto& spelling : spellings)
        group.add("6", std::string("one selector, ") + spelling.rule + ": " + spelling.raw,
                  [&spelling](Session& session) {
                      const Dressed dressed(all_surroundings().front(), session);
                      const auto document = session.start(dressed.text(sample));
                      expect_body(session, document + spelling.raw,
                                  "<a id=\"1\">\xE2\x82\xAC<b/></a>");
                  });
    group.add("6.3", "the node selector is decoded once, not twice", [](Session& session) {
        const Dressed dressed(all_surroundings().front(), session);
        const auto document = session.start(dressed.text(sample));
        expect_body(session, document + "/~~/root/c2%5B@pc=%22100%2525%22%5D/@sp", " a  b ");
        expect_status(session.get(document + "/~~/root/c2%5B@pc=%22100%25%22%5D"), {404}, "GET");
    });
    group.add("6.3", "an encoded slash in a value is the same as a raw one", [](Session& session) {
        const Dressed dressed(all_surroundings().front(), session);
        const auto document = session.start(dressed.text(sample));
        for (const char* raw : {"/~~/root/c[@v=%22a%2Fb%22]/@id", "/~~/root/c[@v=%22a/b%22]/@id"})
            expect_body(session, document + raw, "3");
    });
    group.add("6.3", "an incomplete percent-coding is a bad request", [](Session& session) {
        const Dressed dressed(all_surroundings().front(), session);
        const auto document = session.start(dressed.text(sample));
        for (const char* raw : {"/~~/root/a%5", "/~~/root/a%zz", "/~~/root/%"})
            expect_status(session.get(document + raw), {400, 404}, std::string("GET of ") + raw);
    });
    group.add("6.3", "figure 3: the example of the text", [](Session& session) {
        const std::string watcher =
            "<watcher status=\"active\"\n             id=\"8ajksjda7s\"\n"
            "             duration-subscribed=\"509\"\n"
            "             event=\"approved\">sip:userA@example.net</watcher>";
        const auto document = session.start(
            "<?xml version=\"1.0\"?>\n<watcherinfo xmlns=\"" + session.app_namespace() +
            "\"\n             version=\"0\" state=\"full\">\n"
            "  <watcher-list resource=\"sip:professor@example.net\"\n"
            "                package=\"presence\">\n    " +
            watcher +
            "\n    <watcher status=\"pending\"\n             id=\"hh8juja87s997-ass7\"\n"
            "             display-name=\"Mr. Subscriber\"\n"
            "             event=\"subscribe\">sip:userB@example.org</watcher>\n"
            "  </watcher-list>\n</watcherinfo>\n");
        expect_body(session,
                    Session::node(document, "watcherinfo/watcher-list/watcher[@id=\"8ajksjda7s\"]"),
                    watcher);
        // 7.4: the insertion of the text's continuation.
        const std::string body = "<watcher id=\"hhggff\"/>";
        const auto node = Session::node(document, "watcherinfo/watcher-list/*[2][@id=\"hhggff\"]");
        expect_status(session.put(node, element_type, body), {201}, "PUT");
        expect(session.get(document).body.find(watcher + body) != std::string::npos,
               "the new watcher stands behind the first");
    });
}

}  // namespace

void add_selector_cases(std::vector<Case>& cases) {
    Group group(cases, "selectors");
    add_selected(group);
    add_spellings(group);
}

}  // namespace conformance
