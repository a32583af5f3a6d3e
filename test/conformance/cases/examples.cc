// The walk through RFC 4825 section 13, figure by figure, and the one of 8.2.3.
#include "conformance/session.h"

namespace conformance {
namespace {

const std::string before =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\">\n"
    "  <list name=\"friends\">\n  ";
const std::string after = "</list>\n</resource-lists>\n";
const std::string bob =
    "<entry uri=\"sip:bob@example.com\">\n    <display-name>Bob Jones</display-name>\n  </entry>";

std::string friend_entry(const std::string& uri, const std::string& name) {
    return "<entry uri=\"" + uri + "\">\n     <display-name>" + name +
           "</display-name>\n   </entry>";
}

const std::string joe = friend_entry("sip:joe@example.com", "Joe Smith");
const std::string nancy = friend_entry("sip:nancy@example.com", "Nancy Gross");
const std::string petri = friend_entry("sip:petri@example.com", "Petri Aukia");

std::string close_friends(const std::string& last) {
    return "<list name=\"close-friends\">\n   " + joe + "\n   " + nancy + "\n   " + last +
           "\n</list>";
}

void walk(Session& session) {
    const auto document = session.start_lists(before + after);  // figure 24
    const auto entry = Session::node(document, "resource-lists/list[@name=\"friends\"]/entry");
    expect_status(session.put(entry, element_type, bob), {201}, "figure 26");
    expect_body(session, document, before + bob + after);  // figure 28
    const auto inner = document +
                       "/~~/resource-lists/list%5b@name=%22friends%22%5d/"
                       "list%5b@name=%22close-friends%22%5d";
    expect_status(session.put(inner, element_type, close_friends(petri)), {201}, "figure 29");
    expect_body(session, document, before + bob + close_friends(petri) + after);
    expect_status(session.remove(document + "/~~/resource-lists/list/list/"
                                            "entry%5b@uri=%22sip:petri@example.com%22%5d"),
                  {200}, "figure 30");
    expect_body(session, document, before + bob + close_friends("") + after);
    const auto uri = session.get(document + "/~~/resource-lists/list/list/entry%5b2%5d/@uri");
    expect_status(uri, {200}, "figure 31");
    expect(uri.body == "\"sip:nancy@example.com\"" || uri.body == "sip:nancy@example.com",
           "figure 32: " + uri.body);
}

// The document of 8.2.3, byte for byte.
const std::string first = "<?xml version=\"1.0\"?>\n";
const std::string lines[] = {"\n <el1 att=\"first\"/>", "\n <el1 att=\"second\"/>",
                             "\n <!-- comment -->", "\n <el2 att=\"first\"/>", "\n"};

struct Row {
    const char* selector;
    const char* body;
    std::size_t behind;  // the line behind which it stands
};
const Row rows[] = {
    {"root/el1[@att=\"third\"]", "<el1 att=\"third\"/>", 1},
    {"root/el1[3][@att=\"third\"]", "<el1 att=\"third\"/>", 1},
    {"root/*[3][@att=\"third\"]", "<el1 att=\"third\"/>", 1},
    {"root/el3", "<el3 att=\"first\"/>", 4},
    {"root/el2[@att=\"2\"]", "<el2 att=\"2\"/>", 3},
    {"root/el2[2][@att=\"2\"]", "<el2 att=\"2\"/>", 3},
    {"root/*[2][@att=\"2\"]", "<el2 att=\"2\"/>", 0},
};

}  // namespace

void add_example_cases(std::vector<Case>& cases) {
    Group group(cases, "examples");
    group.add("13", "figures 24 to 32", walk);
    const auto document_of = [](const Session& session, const Row* row) {
        std::string out = first + "<root xmlns=\"" + session.app_namespace() + "\">";
        for (std::size_t i = 0; i < std::size(lines); ++i) {
            out += lines[i];
            if (row != nullptr && row->behind == i) out += row->body;
        }
        return out + "</root>\n";
    };
    for (const auto& row : rows)
        group.add("8.2.3", std::string("the example of the text: ") + row.selector,
                  [&row, document_of](Session& session) {
                      const auto document = session.start(document_of(session, nullptr));
                      expect_status(session.put(Session::node(document, row.selector), element_type,
                                                row.body),
                                    {201}, "PUT");
                      expect_body(session, document, document_of(session, &row));
                  });
    group.add("8.2.3", "the example of the text: root/el2[1][@att=\"2\"]",
              [document_of](Session& session) {
                  const auto start = document_of(session, nullptr);
                  const auto document = session.start(start);
                  const std::string body = "<el2 att=\"2\"/>";
                  expect_status(session.put(Session::node(document, "root/el2[1][@att=\"2\"]"),
                                            element_type, body),
                                {201}, "PUT");
                  auto wanted = start;
                  wanted.insert(wanted.find("<el2"), body);
                  expect_body(session, document, wanted);
              });
}

}  // namespace conformance
