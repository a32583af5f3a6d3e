// Creation of elements (RFC 4825 8.2.1, 8.2.3): where each kind of selector puts a new element.
#include "conformance/cases/surroundings.h"

namespace conformance {
namespace {

const std::vector<std::string> children = {"<%pel1 att=\"first\"/>",
                                           "<%pel1 att=\"second\">\xC3\xA9<el1/></%pel1>",
                                           "<%pel2 att=\"first\"/>"};

enum class Side { before, after, end };
struct Place {
    Side side;
    std::size_t child = 0;
};

struct Row {
    const char* selector;
    const char* body;
    Place place;
    const char* rule;
};

constexpr Place behind(std::size_t child) { return {Side::after, child}; }
constexpr Place before(std::size_t child) { return {Side::before, child}; }
constexpr Place at_end{Side::end};

const Row rows[] = {
    {"%proot/%pel1[@att=\"third\"]", "<%pel1 att=\"third\"/>", behind(1), "by-attr: earliest last"},
    {"%proot/%pel1[3][@att=\"third\"]", "<%pel1 att=\"third\"/>", behind(1), "n-th of its name"},
    {"%proot/%pel1[3]", "<%pel1 att=\"third\"/>", behind(1), "n-th of its name, without a test"},
    {"%proot/*[3][@att=\"third\"]", "<%pel1 att=\"third\"/>", behind(1), "n-th of all"},
    {"%proot/%pel3", "<%pel3 att=\"first\"/>", at_end, "a new name is last"},
    {"%proot/%pel3[@att=\"x\"]", "<%pel3 att=\"x\">t</%pel3>", at_end, "a new name by attribute"},
    {"%proot/%pel3[1]", "<%pel3 att=\"first\"/>", at_end, "a new name at position 1"},
    {"%proot/%pel3[1][@att=\"x\"]", "<%pel3 att=\"x\"/>", at_end, "a new name at 1 by attribute"},
    {"%proot/%pel2[@att=\"2\"]", "<%pel2 att=\"2\"/>", behind(2), "by-attr behind the last one"},
    {"%proot/%pel2[2]", "<%pel2 att=\"2\"/>", behind(2), "second of its name"},
    {"%proot/%pel2[2][@att=\"2\"]", "<%pel2 att=\"2\"/>", behind(2), "second by attribute"},
    {"%proot/*[2][@att=\"2\"]", "<%pel2 att=\"2\"/>", behind(0), "second of all, another name"},
    {"%proot/%pel2[1][@att=\"2\"]", "<%pel2 att=\"2\"/>", before(2), "before the first of a name"},
    {"%proot/%pel1[1][@att=\"0\"]", "<%pel1 att=\"0\"><x/></%pel1>", before(0),
     "before the first of a name that is first of all"},
    {"%proot/%pel1[2][@att=\"x\"]", "<%pel1 att=\"x\"/>", behind(0), "pushes the second down"},
    {"%proot/*[1][@att=\"0\"]", "<%pel3 att=\"0\"/>", before(0), "before all elements"},
    {"%proot/*[4]", "<%pel1 att=\"4\"/>", behind(2), "fourth of all, without a test"},
    {"%proot/*[4][@att=\"4\"]", "<%pel3 att=\"4\"/>", behind(2), "fourth of all"},
    {"%proot/*[@att=\"third\"]", "<%pel1 att=\"third\"/>", behind(1),
     "wildcard by attribute: behind the body's own name (el1)"},
    {"%proot/*[@att=\"third\"]", "<%pel2 att=\"third\"/>", behind(2),
     "wildcard by attribute: behind the body's own name (el2)"},
    {"%proot/*[@att=\"third\"]", "<%pel3 att=\"third\"/>", at_end,
     "wildcard by attribute: a new name is last"},
};

std::string expected(const Dressed& dressed, const std::vector<std::string>& before_it,
                     const std::string& body, const Place& place) {
    std::string out = dressed.open();
    for (std::size_t i = 0; i < before_it.size(); ++i) {
        const bool is_here = place.side != Side::end && place.child == i;
        std::string child = dressed.child(before_it[i]);
        if (is_here && place.side == Side::before)
            child.insert(child.size() - dressed.text(before_it[i]).size(), body);
        if (is_here && place.side == Side::after) child += body;
        out += child;
    }
    std::string close = dressed.close();
    if (place.side == Side::end) close.insert(close.rfind("</"), body);
    return out + close;
}

// 404 before; 201 and an etag; the document as expected; GET is what was PUT; PUT again is 200 and
// changes nothing; DELETE restores what was there.
void creates(Session& session, const std::string& document, const std::string& start,
             const std::string& node, const std::string& body, const std::string& result) {
    expect_status(session.get(node), {404}, "GET before the creation");
    const auto created = session.put(node, element_type, body);
    expect_status(created, {201}, "PUT of a new element");
    expect(!created.etag().empty(), "8.2.7: a successful PUT carries an entity tag");
    const auto whole = expect_body(session, document, result);
    expect_equal(whole.etag(), created.etag(), "8.5: the document's entity tag");
    const auto element = expect_body(session, node, body);
    expect_equal(element.etag(), created.etag(), "8.5: the element's entity tag");
    expect(element.header("content-type").starts_with(element_type),
           "8.3: an element is application/xcap-el+xml");
    expect_status(session.put(node, element_type, body), {200}, "the same PUT again");
    expect_body(session, document, result);
    expect_status(session.remove(node), {200, 204}, "DELETE of what was created");
    expect_body(session, document, start);
}

void add_rows(Group& group) {
    for (const auto& surroundings : all_surroundings())
        for (const auto& row : rows)
            group.add("8.2.3",
                      std::string(row.rule) + ": " + row.selector + " among " + surroundings.name,
                      [&surroundings, &row](Session& session) {
                          const Dressed dressed(surroundings, session);
                          const auto start = dressed.document(children);
                          const auto document = session.start(start);
                          const auto body = dressed.text(row.body);
                          creates(
                              session, document, start,
                              Session::node(document, dressed.text(row.selector), dressed.query()),
                              body, expected(dressed, children, body, row.place));
                      });
}

// A parent without any element.
void add_empty_parents(Group& group) {
    static const char* const parents[] = {
        "<root xmlns=\"%n\">|</root>", "<root xmlns=\"%n\"> \xC3\xA9 <!--c-->|</root >",
        "<root xmlns=\"%n\">\n<![CDATA[<el1/>]]>|</root>", "<root xmlns=\"%n\"><in>|</in></root>"};
    static const char* const selectors[] = {
        "root/el1",           "root/el1[1]",          "root/*",
        "root/*[1]",          "root/el1[@att=\"a\"]", "root/el1[1][@att=\"a\"]",
        "root/*[@att=\"a\"]", "root/*[1][@att=\"a\"]"};
    for (const char* parent : parents)
        for (const char* selector : selectors)
            group.add(
                "8.2.3", std::string("the only element is last: ") + selector + " in " + parent,
                [parent, selector](Session& session) {
                    const Dressed dressed(all_surroundings().front(), session);
                    const std::string pattern = dressed.text(parent);
                    const auto bar = pattern.find('|');
                    std::string start = pattern;
                    start.erase(bar, 1);
                    const std::string body = "<el1 att=\"a\">b</el1>";
                    std::string result = pattern;
                    result.replace(bar, 1, body);
                    // The parent is the root, or <in>, whose end tag the root's follows.
                    std::string path = selector;
                    if (start.find("<in>") != start.npos) path.insert(5, "in/");
                    const auto document = session.start(start);
                    creates(session, document, start, Session::node(document, path), body, result);
                });
}

// <a/> has no place for a child; it must get one, and nothing else may change.
void add_self_closing(Group& group) {
    struct Parent {
        const char* start;
        const char* result;
        const char* selector;
    };
    static const Parent parents[] = {
        {"<root xmlns=\"%n\"/>", "<root xmlns=\"%n\"><el1/></root>", "root/el1"},
        {"<root xmlns=\"%n\"><list name=\"x\"/><list/></root>",
         "<root xmlns=\"%n\"><list name=\"x\"><el1/></list><list/></root>",
         "root/list[@name=\"x\"]/el1"},
        {"<root xmlns=\"%n\"><b a='/>'/><!-- c --></root>",
         "<root xmlns=\"%n\"><b a='/>'><el1/></b><!-- c --></root>", "root/b/*[1]"},
        {"<root xmlns=\"%n\"><t:b xmlns:t=\"%n\"/></root>",
         "<root xmlns=\"%n\"><t:b xmlns:t=\"%n\"><el1/></t:b></root>", "root/b/el1[1]"},
    };
    for (const auto& parent : parents)
        group.add("8.2.3", std::string("a self-closing parent is opened: ") + parent.start,
                  [&parent](Session& session) {
                      const Dressed dressed(all_surroundings().front(), session);
                      const auto document = session.start(dressed.text(parent.start));
                      const auto node = Session::node(document, parent.selector);
                      expect_status(session.put(node, element_type, "<el1/>"), {201}, "PUT");
                      expect_body(session, document, dressed.text(parent.result));
                      expect_body(session, node, "<el1/>");
                  });
}

struct Refusal {
    const char* selector;
    const char* body;
    const char* rule;
};
const Refusal refusals[] = {
    {"root/el1[4]", "<el1 att=\"4\"/>", "there are not n-1 of the name"},
    {"root/el1[4][@att=\"third\"]", "<el1 att=\"third\"/>", "there are not n-1 of the name"},
    {"root/el3[2]", "<el3/>", "the first of a name cannot be the second"},
    {"root/*[5]", "<el1/>", "there are not n-1 elements"},
    {"root/*[5][@att=\"x\"]", "<el1 att=\"x\"/>", "there are not n-1 elements"},
    {"root/*[0][@att=\"x\"]", "<el1 att=\"x\"/>", "there is no position 0"},
    {"root/el3[0]", "<el3/>", "there is no position 0"},
    {"root/el1", "<el1/>", "the selector selects several elements"},
    {"root/*", "<el1/>", "the selector selects several elements"},
    {"root/*[@att=\"first\"]", "<el1 att=\"first\"/>", "siblings of two names have the attribute"},
    {"root/el3", "<el4/>", "the body has another name"},
    {"root/el3", "<el3 xmlns=\"urn:other\"/>", "the body has another namespace"},
    {"root/el1[@att=\"new\"]", "<el1 att=\"other\"/>", "the body has another attribute value"},
    {"root/el1[@att=\"new\"]", "<el1/>", "the body lacks the attribute"},
    {"root/el1[@att=\"new\"]", "<el1 x:att=\"new\" xmlns:x=\"urn:x\"/>",
     "the body's attribute is in a namespace"},
    {"root/*[2][@att=\"new\"]", "<el1 att=\"other\"/>", "the body has another attribute value"},
    {"root/el1[@xmlns=\"urn:x\"]", "<el1 xmlns=\"urn:x\"/>", "a declaration is no attribute"},
    {"other", "<other/>", "a document has one root element"},
    {"*[2]", "<other/>", "a document has one root element"},
};

void add_refusals(Group& group) {
    for (const auto& surroundings : {0U, 1U})
        for (const auto& refusal : refusals)
            group.add("8.2.3",
                      std::string("cannot-insert, since ") + refusal.rule + ": " +
                          refusal.selector + " among " + all_surroundings()[surroundings].name,
                      [surroundings, &refusal](Session& session) {
                          const Dressed dressed(all_surroundings()[surroundings], session);
                          const auto start = dressed.document(children);
                          const auto document = session.start(start);
                          expect_conflict(session.put(Session::node(document, refusal.selector),
                                                      element_type, refusal.body),
                                          "cannot-insert");
                          expect_body(session, document, start);
                      });
}

void add_bodies(Group& group) {
    group.add("8.2.3", "wildcard by attribute: behind the body's name, its namespace included",
              [](Session& s) {
                  const auto open = "<root xmlns=\"" + s.app_namespace() + "\" xmlns:o=\"urn:o\">";
                  const std::string own = "<a n=\"1\"/>", other = "<o:a n=\"2\"/>";
                  const std::string new_own = "<a n=\"3\"/>", new_other = "<o:a n=\"3\"/>";
                  const auto node = Session::node(s.app_document(), "root/*[@n=\"3\"]");
                  const auto start = open + own + other + "<b/></root>";
                  creates(s, s.start(start), start, node, new_own,
                          open + own + new_own + other + "<b/></root>");
                  creates(s, s.start(start), start, node, new_other,
                          open + own + other + new_other + "<b/></root>");
                  const auto turned = open + other + own + "</root>";
                  creates(s, s.start(turned), turned, node, new_other,
                          open + other + new_other + own + "</root>");
              });
    group.add("8.2.3", "declarations of the body are kept, redundant ones too", [](Session& s) {
        const auto& ns = s.app_namespace();
        const auto start = "<root xmlns=\"" + ns + "\"><a/></root>";
        const auto document = s.start(start);
        const auto body =
            "<b xmlns=\"" + ns + "\" xmlns:u=\"urn:unused\"><c xmlns=\"" + ns + "\"/></b>";
        creates(s, document, start, Session::node(document, "root/b"), body,
                "<root xmlns=\"" + ns + "\"><a/>" + body + "</root>");
    });
    group.add("8.2.2", "a prefix of the body may be bound by an ancestor", [](Session& s) {
        const auto start = "<root xmlns=\"" + s.app_namespace() +
                           "\" xmlns:u=\"urn:u\"><a xmlns:v=\"urn:v\"/></root>";
        const auto document = s.start(start);
        const auto node = Session::node(document, "root/a/w:b", "xmlns(w=urn:v)");
        expect_status(s.put(node, element_type, "<v:b u:c=\"1\"/>"), {201}, "PUT");
        expect_body(s, node, "<v:b u:c=\"1\"/>");
    });
    group.add(
        "7.4", "white space around the element of the body is not part of it", [](Session& s) {
            const auto document = s.start("<root xmlns=\"" + s.app_namespace() + "\"><a/></root>");
            const auto node = Session::node(document, "root/b");
            expect_status(s.put(node, element_type, "\n  <b/>\r\n"), {201}, "PUT");
            const auto reply = s.get(node);
            expect_status(reply, {200}, "GET");
            expect(reply.body.find("<b/>") != std::string::npos, "GET returns the element");
        });
    group.add("6.3", "white space inside the element is kept", [](Session& s) {
        const auto start = "<root xmlns=\"" + s.app_namespace() + "\"><a/></root>";
        const auto document = s.start(start);
        const std::string body = "<b\n c = 'x'\t>\n  <d />\r\n \xC3\xA9</b  >";
        creates(s, document, start, Session::node(document, "root/b"), body,
                "<root xmlns=\"" + s.app_namespace() + "\"><a/>" + body + "</root>");
    });
}

}  // namespace

void add_creation_cases(std::vector<Case>& cases) {
    Group group(cases, "creation");
    add_rows(group);
    add_empty_parents(group);
    add_self_closing(group);
    add_refusals(group);
    add_bodies(group);
}

}  // namespace conformance
