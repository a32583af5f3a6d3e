// Deletion of elements (RFC 4825 7.5, 8.4): only the element's own octets go, and only where the
// request could be repeated.
#include "conformance/cases/surroundings.h"

namespace conformance {
namespace {

// The second el1 and the el2 share their value, for the rows on attributes.
const std::vector<std::string> children = {
    "<%pel1 att=\"first\"/>", "<%pel1 att=\"second\">\xC3\xA9<x/></%pel1>",
    "<%pel2 att=\"second\"/>", "<%pel2 att=\"last\"></%pel2>"};

struct Row {
    const char* selector;
    std::size_t removed;
    const char* rule;
};
const Row deletions[] = {
    {"%proot/%pel1[@att=\"first\"]", 0, "by attribute"},
    {"%proot/%pel1[@att=\"second\"]", 1, "by attribute, with content"},
    {"%proot/%pel1[2]", 1, "the last of its name by position"},
    {"%proot/%pel2[2]", 3, "the last of all by position in its name"},
    {"%proot/*[4]", 3, "the last of all by position"},
    {"%proot/%pel1[1][@att=\"first\"]", 0, "by position and an attribute the next one lacks"},
    {"%proot/*[1][@att=\"first\"]", 0, "by position in all and attribute"},
    {"%proot/*[3][@att=\"second\"]", 2, "by position in all and attribute, in the middle"},
    {"%proot/*[@att=\"last\"]", 3, "by wildcard and attribute"},
    {"%proot/*[@att=\"first\"]", 0, "by wildcard and attribute, the first"},
};
const Row refusals[] = {
    {"%proot/%pel1[1]", 0, "the next of its name would be selected"},
    {"%proot/*[1]", 0, "the next element would be selected"},
    {"%proot/*[3]", 2, "the next element would be selected"},
    {"%proot/%pel2[1]", 2, "the next of its name would be selected"},
    {"%proot/*[2][@att=\"second\"]", 1, "the next element has the same attribute"},
};

void add_rows(Group& group) {
    for (const auto& surroundings : all_surroundings()) {
        for (const auto& row : deletions)
            group.add("8.4",
                      std::string("deleted ") + row.rule + ": " + row.selector + " among " +
                          surroundings.name,
                      [&surroundings, &row](Session& session) {
                          const Dressed dressed(surroundings, session);
                          const auto document = session.start(dressed.document(children));
                          const auto node =
                              Session::node(document, dressed.text(row.selector), dressed.query());
                          const auto reply = session.remove(node);
                          expect_status(reply, {200}, "DELETE of an element");
                          expect(!reply.etag().empty(),
                                 "8.4: a DELETE that leaves the document carries its entity tag");
                          auto left = children;
                          left[row.removed] = "";
                          const auto whole = expect_body(session, document, dressed.document(left));
                          expect_equal(whole.etag(), reply.etag(), "8.5: the entity tag");
                          expect_status(session.get(node), {404}, "GET after DELETE");
                          expect_status(session.remove(node), {404}, "DELETE again");
                      });
        for (const auto& row : refusals)
            group.add("8.4",
                      std::string("cannot-delete, since ") + row.rule + ": " + row.selector +
                          " among " + surroundings.name,
                      [&surroundings, &row](Session& session) {
                          const Dressed dressed(surroundings, session);
                          const auto start = dressed.document(children);
                          const auto document = session.start(start);
                          expect_conflict(
                              session.remove(Session::node(document, dressed.text(row.selector),
                                                           dressed.query())),
                              "cannot-delete");
                          expect_body(session, document, start);
                      });
    }
}

}  // namespace

void add_deletion_cases(std::vector<Case>& cases) {
    Group group(cases, "deletion");
    add_rows(group);
    const auto no_match = [&](const char* rule, const char* selector) {
        group.add("8.4", std::string("404 where ") + rule + ": " + selector,
                  [selector](Session& session) {
                      const Dressed dressed(all_surroundings()[1], session);
                      const auto start = dressed.document(children);
                      const auto document = session.start(start);
                      expect_status(session.remove(Session::node(document, selector)), {404},
                                    "DELETE");
                      expect_body(session, document, start);
                  });
    };
    no_match("nothing is selected", "root/el3");
    no_match("nothing is selected", "root/el1[3]");
    no_match("nothing is selected", "root/el1[0]");
    no_match("nothing is selected", "root/el1[@att=\"none\"]");
    no_match("nothing is selected", "other");
    no_match("a step before the last selects nothing", "root/none/el1");
    no_match("several elements are selected", "root/el1");
    no_match("several elements are selected", "root/*");
    no_match("several elements of two names are selected", "root/*[@att=\"second\"]");
    no_match("a step before the last selects several", "root/el1/x");

    group.add("8.4", "cannot-delete, since the next of its name has the same attribute",
              [](Session& session) {
                  const auto open = "<root xmlns=\"" + session.app_namespace() + "\">";
                  const std::string first = "<a v=\"1\" n=\"1\"/>", second = "<a v=\"1\" n=\"2\"/>";
                  const auto start = open + first + "<b/>" + second + "</root>";
                  const auto document = session.start(start);
                  const auto node = Session::node(document, "root/a[1][@v=\"1\"]");
                  expect_conflict(session.remove(node), "cannot-delete");
                  expect_body(session, document, start);
                  expect_status(session.remove(Session::node(document, "root/a[2][@v=\"1\"]")),
                                {200}, "DELETE of the last");
                  expect_body(session, document, open + first + "<b/></root>");
                  expect_status(session.remove(node), {200}, "DELETE of the only one");
                  expect_body(session, document, open + "<b/></root>");
              });
    group.add("8.4", "the root element cannot be deleted alone", [](Session& session) {
        const Dressed dressed(all_surroundings()[1], session);
        const auto start = dressed.document(children);
        const auto document = session.start(start);
        expect_status(session.remove(Session::node(document, "root")), {404, 405, 409}, "DELETE");
        expect_body(session, document, start);
    });
    group.add("8.4", "the only child is deleted by its name alone", [](Session& session) {
        const auto& ns = session.app_namespace();
        const auto document = session.start("<root xmlns=\"" + ns + "\"> <a><b/></a> </root>");
        expect_status(session.remove(Session::node(document, "root/*")), {200}, "DELETE");
        expect_body(session, document, "<root xmlns=\"" + ns + "\">  </root>");
    });
    group.add("8.4", "404 where there is no document", [](Session& session) {
        const auto document = session.start("<root xmlns=\"x\"/>");
        expect_status(session.remove(document), {200, 204}, "DELETE of the document");
        expect_status(session.remove(Session::node(document, "root/a")), {404}, "DELETE");
    });
}

}  // namespace conformance
