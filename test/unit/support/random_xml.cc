#include "unit/support/random_xml.h"

#include <iterator>
#include <vector>

namespace xcapd::test {
namespace {

const char* const names[] = {"a", "b", "p:a", "p:b", "\xC3\xA9"};
const char* const values[] = {"1", "2", "\xC3\xA9\xE2\x82\xAC", "a/b]", " x  y "};
const char* const fillers[] = {"",
                               "",
                               "",
                               "\n  ",
                               "text \xC3\xA9\xF0\x9F\x98\x80",
                               "<!-- <a x=\"1\"/> \xE2\x82\xAC -->",
                               "<?pi <b> ?>",
                               "<![CDATA[</a><b/>]]>",
                               "&lt;&#233;&amp;",
                               "\r\n\t"};
const char* const declarations[] = {" xmlns:p=\"urn:other\"", " xmlns=\"urn:q\"", " xmlns=\"\"",
                                    " xmlns:p='urn:p'", " xmlns=\"test-app\""};

std::string qname_in_selector(const xml::Document& document, const xml::Element& element) {
    const auto ns = document.namespace_uri(element.ns);
    const std::string local(element.local());
    if (ns == "test-app") return local;
    if (ns == "urn:p") return "p:" + local;
    if (ns == "urn:q") return "q:" + local;
    return "*";
}

}  // namespace

std::string RandomXml::any_name() { return names[below(std::size(names))]; }
std::string RandomXml::filler() { return fillers[below(std::size(fillers))]; }

std::string RandomXml::attributes() {
    std::string out;
    for (const char* name : {"x", "y", "p:x"}) {
        if (once_in(2)) continue;
        const char* const gaps[] = {" ", " ", "  ", "\n\t"};
        out += gaps[below(std::size(gaps))];
        const std::string quote = once_in(3) ? "'" : "\"";
        out += name + std::string(once_in(5) ? " = " : "=") + quote +
               values[below(std::size(values))] + quote;
    }
    return out;
}

std::string RandomXml::element(const std::string& name, const std::string& attributes, int depth) {
    std::string out = "<" + name + attributes;
    if (once_in(12)) out += declarations[below(std::size(declarations))];
    if (once_in(6)) out += " ";
    std::size_t children = depth == 0 ? 0 : below(4);
    if (children == 0 && !once_in(4)) return out + "/>";
    out += ">";
    for (; children > 0; --children)
        out += filler() + element(any_name(), this->attributes(), depth - 1);
    return out + filler() + "</" + name + (once_in(8) ? " >" : ">");
}

std::string RandomXml::document() {
    std::string out = once_in(2) ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "";
    if (once_in(4)) out += "<!-- \xC3\xA9 -->";
    out += "<r xmlns=\"test-app\" xmlns:p=\"urn:p\"" + attributes() + ">";
    for (std::size_t children = 1 + below(5); children > 0; --children)
        out += filler() + element(any_name(), attributes(), 2);
    return out + filler() + "</r>" + (once_in(2) ? "\n" : "");
}

std::string RandomXml::step(const xml::Document& document, xml::ElementId id) {
    const auto& element = document.element(id);
    const std::string qname = qname_in_selector(document, element);
    std::size_t among_all = 0;
    std::size_t among_name = 0;
    for (xml::ElementId other = 0; other <= id; ++other) {
        const auto& sibling = document.element(other);
        if (sibling.parent != element.parent) continue;
        ++among_all;
        if (sibling.local() == element.local() && sibling.ns == element.ns) ++among_name;
    }
    const bool by_all = qname == "*" || once_in(3);
    std::string step = by_all ? "*" : qname;
    if (once_in(15)) step = any_name();
    std::size_t position = by_all ? among_all : among_name;
    if (once_in(12)) position += below(3);
    if (once_in(20)) position = below(3);
    const bool with_position = !once_in(3);
    if (with_position) step += "[" + std::to_string(position) + "]";
    if (with_position && !once_in(4)) return step;
    const char* attribute = once_in(2) ? "x" : "y";
    const auto* found = document.attribute(element, attribute);
    std::string value = found != nullptr ? std::string(found->value) : "1";
    if (once_in(10)) value = values[below(std::size(values))];
    if (found != nullptr || once_in(6))
        step += "[@" + std::string(attribute) + "=\"" + value + "\"]";
    return step;
}

std::string RandomXml::selector(const xml::Document& document) {
    const auto count = document.elements().size();
    std::vector<xml::ElementId> path;
    for (auto id = static_cast<xml::ElementId>(below(count)); id != xml::no_element;
         id = document.element(id).parent)
        path.insert(path.begin(), id);
    std::string selector;
    for (const auto id : path) selector += (selector.empty() ? "" : "/") + step(document, id);
    // A new last step now and then: a creation.
    if (once_in(3)) {
        static const char* const lasts[] = {"/a",      "/b[1]",           "/*[@x=\"n\"]",
                                            "/new",    "/a[@x=\"n\"]",    "/*[1][@y=\"n\"]",
                                            "/p:b[2]", "/a[2][@x=\"n\"]", "/*[3][@x=\"n\"]"};
        selector += lasts[below(std::size(lasts))];
    }
    return selector;
}

std::string RandomXml::body_for(const std::string& selector) {
    // Selectors of this class hold a slash in values too, but never in names.
    auto begin = std::string::npos;
    char quote = 0;
    for (std::size_t i = 0; i < selector.size(); ++i) {
        if (selector[i] == '"') quote = quote == 0 ? '"' : 0;
        if (selector[i] == '/' && quote == 0) begin = i;
    }
    const std::string last = begin == std::string::npos ? selector : selector.substr(begin + 1);
    std::string name = last.substr(0, last.find('['));
    if (name == "*" || once_in(12)) name = any_name();
    std::string attributes;
    if (const auto at = last.find("[@"); at != last.npos && !once_in(12))
        attributes = " " + last.substr(at + 2, last.size() - at - 3);
    if (name.starts_with("q:")) attributes += " xmlns:q='urn:q'";
    return element(name, attributes, 1);
}

}  // namespace xcapd::test
