#include "xml/self_test.h"

#include <libxml/globals.h>

#include <exception>
#include <string_view>
#include <vector>

#include "xml/document.h"

namespace xcapd::xml {
namespace {

struct Expected {
    std::string document;
    std::vector<std::string> elements;  // in document order
};

// Each row is a way for positions to go wrong: multi-byte text before the element, white space in
// tags, `>` in values, CDATA that looks like markup, line ends, references, self-closing tags.
std::vector<Expected> prepared() {
    std::vector<Expected> rows = {
        {"<a/>", {"<a/>"}},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- \xC3\xA9<x> -->\n<a  b = '>'\n/>\n",
         {"<a  b = '>'\n/>"}},
        {"<r>\xE2\x82\xAC\xF0\x9F\x98\x80<e x='1'><f>\xC3\xA9</f ></e></r >\n",
         {"<r>\xE2\x82\xAC\xF0\x9F\x98\x80<e x='1'><f>\xC3\xA9</f ></e></r >",
          "<e x='1'><f>\xC3\xA9</f ></e>", "<f>\xC3\xA9</f >"}},
        {"<r>\r\n<![CDATA[</r><b>]]>&lt;<p:b xmlns:p=\"u\" p:c=\"&quot;/&gt;\"/>\r\n<?pi <q>?></r>",
         {"<r>\r\n<![CDATA[</r><b>]]>&lt;<p:b xmlns:p=\"u\" p:c=\"&quot;/&gt;\"/>\r\n<?pi "
          "<q>?></r>",
          "<p:b xmlns:p=\"u\" p:c=\"&quot;/&gt;\"/>"}},
    };
    // Larger than any internal buffer, so that libxml2 has dropped consumed input before the end.
    Expected large{"<r>", {""}};
    for (int i = 0; i < 3000; ++i) {
        large.elements.push_back("<e n=\"" + std::to_string(i) + "\">\xC3\xBC &amp; more</e>");
        large.document += "\n " + large.elements.back();
    }
    large.document += "</r>";
    large.elements.front() = large.document;
    rows.push_back(std::move(large));
    return rows;
}

}  // namespace

std::string self_test() {
    const std::string version = std::string("libxml2 ") + xmlParserVersion;
    try {
        for (const auto& row : prepared()) {
            const auto parsed = Document::parse(row.document, Limits{});
            if (!parsed)
                return version + " rejects a document of the self-test: " + parsed.error().message;
            if (parsed->elements().size() != row.elements.size())
                return version + " reports other elements than the self-test expects";
            for (std::size_t i = 0; i < row.elements.size(); ++i)
                if (parsed->elements()[i].span.of(parsed->bytes()) != row.elements[i])
                    return version + " reports other positions than the self-test expects";
        }
    } catch (const std::exception& error) {
        return version + ": " + error.what();
    }
    return {};
}

}  // namespace xcapd::xml
