#include "xml/document.h"

#include <doctest/doctest.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

#include <memory>
#include <random>

#include "xml/libxml.h"
#include "xml/self_test.h"

using namespace xcapd::xml;

namespace {

Document parsed(std::string bytes) {
    auto document = Document::parse(std::move(bytes), Limits{});
    REQUIRE(document.ok());
    return std::move(document.value());
}

ParseFault fault_of(std::string bytes, Limits limits = {}) {
    const auto document = Document::parse(std::move(bytes), limits);
    REQUIRE_FALSE(document.ok());
    CAPTURE(document.error().message);
    CHECK_FALSE(document.error().message.empty());
    return document.error().fault;
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

// A random document of every kind of markup, with elements that are easy to confuse.
class Generator {
  public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::string document() {
        std::string out = pick({"", "<?xml version='1.0'?>\n", "\n<!-- <a> \xC3\xA9 -->"});
        element(out, 0, "");
        return out + pick({"", "\n", "<?end?>", "<!-- </a> -->"});
    }

  private:
    std::string pick(std::vector<std::string> choices) {
        return choices[random_() % choices.size()];
    }

    void element(std::string& out, int depth, std::string attributes) {
        const std::string name = pick({"a", "b", "p:a",
                                       "\xC3\xA9"
                                       "l",
                                       "a-b.c"});
        out += "<" + name + pick({"", " ", "\r\n\t"});
        if (depth == 0) out += " xmlns:p='urn:p'";
        if (random_() % 4 == 0)
            out += pick({" xmlns='urn:d'", " xmlns=\"\"", "\txmlns:q=\"urn:&amp;\""});
        if (random_() % 2 == 0)
            out += pick({" x='1'", " x = \"2>\"", " x='&lt;\n&#x20AC;'", " x='/>'"});
        if (random_() % 3 == 0) out += pick({" p:x='p'", " y=''", " y=\"\xE2\x82\xAC ' \""});
        out += attributes + pick({"", " ", "\n"});
        if (random_() % 4 == 0) {
            out += "/>";
            return;
        }
        out += ">";
        const int children = depth > 5 ? 0 : static_cast<int>(random_() % 4);
        for (int i = 0; i <= children; ++i) {
            out += pick({"", " ", "\r\n", "t\xC3\xBC", "<!-- <b x='1'> -->", "<![CDATA[</a><b/>]]>",
                         "<?p <a> ?>", "&amp;&#65;", "]] >", "\xF0\x9F\x98\x80"});
            if (i < children) element(out, depth + 1, "");
        }
        out += "</" + name + pick({"", " ", "\n"}) + ">";
    }

    std::mt19937 random_;
};

std::string_view text(const xmlChar* chars) {
    return chars == nullptr ? "" : reinterpret_cast<const char*>(chars);
}

// `/*[1]/*[2]`: the element by its positions, which libxml2's own XPath must find too.
std::string positions(const Document& document, ElementId id) {
    if (document.element(id).parent == no_element) return "/*[1]";
    std::size_t position = 1;
    for (ElementId before = document.element(id).parent + 1; before < id; ++before)
        if (document.element(before).parent == document.element(id).parent) ++position;
    return positions(document, document.element(id).parent) + "/*[" + std::to_string(position) +
           "]";
}

struct FreeTree {
    void operator()(xmlDoc* tree) const { xmlFreeDoc(tree); }
    void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
    void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};

void check_against_xpath(const Document& document) {
    const auto bytes = document.bytes();
    const std::unique_ptr<xmlDoc, FreeTree> tree(
        xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, 0));
    REQUIRE(tree);
    const std::unique_ptr<xmlXPathContext, FreeTree> context(xmlXPathNewContext(tree.get()));
    for (ElementId id = 0; id < document.elements().size(); ++id) {
        const auto& element = document.element(id);
        const std::string path = positions(document, id);
        CAPTURE(path);
        const std::unique_ptr<xmlXPathObject, FreeTree> found(
            xmlXPathEval(reinterpret_cast<const xmlChar*>(path.c_str()), context.get()));
        REQUIRE(found);
        REQUIRE(found->nodesetval);
        REQUIRE(found->nodesetval->nodeNr == 1);
        const xmlNode* node = found->nodesetval->nodeTab[0];
        CHECK(element.local() == text(node->name));
        CHECK(document.namespace_uri(element.ns) == (node->ns ? text(node->ns->href) : ""));
        CHECK(element.prefix() == (node->ns ? text(node->ns->prefix) : ""));
        std::size_t attributes = 0;
        for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
            ++attributes;
            const auto* ours =
                document.attribute(element, text(attr->name), attr->ns ? text(attr->ns->href) : "");
            REQUIRE(ours != nullptr);
            xmlChar* value = xmlNodeGetContent(reinterpret_cast<const xmlNode*>(attr));
            CHECK(ours->value == text(value));
            xmlFree(value);
        }
        CHECK(element.attribute_count == attributes);
        std::size_t declarations = 0;
        for (const xmlNs* ns = node->nsDef; ns != nullptr; ns = ns->next) ++declarations;
        CHECK(element.declaration_count == declarations);
    }
}

}  // namespace

TEST_SUITE("xml/document") {
    TEST_CASE("this libxml2 reports the positions we need") { CHECK(self_test() == ""); }

    TEST_CASE("an element's span is its exact octets, after multi-byte text too") {
        const auto document = parsed("<r>\xE2\x82\xAC<e x='1'>\xC3\xA9</e ></r>\n");
        REQUIRE(document.elements().size() == 2);
        CHECK(document.element(1).span.of(document.bytes()) == "<e x='1'>\xC3\xA9</e >");
        CHECK(document.element(1).start_tag().of(document.bytes()) == "<e x='1'>");
        CHECK(document.element(1).depth == 1);
        CHECK(document.element(1).parent == 0);
    }

    TEST_CASE("attribute values are normalized and expanded, their spans are raw") {
        const auto document = parsed("<a x='&lt;&#65;\n' p:x=\"2\" xmlns:p='u'/>");
        const auto* x = document.attribute(document.element(0), "x");
        REQUIRE(x != nullptr);
        CHECK(x->value == "<A ");
        CHECK(x->raw_value.of(document.bytes()) == "&lt;&#65;\n");
        const auto* px = document.attribute(document.element(0), "x", "u");
        REQUIRE(px != nullptr);
        CHECK(px->value == "2");
        CHECK(document.attribute(document.element(0), "p") == nullptr);
    }

    TEST_CASE("views survive a move of the document") {
        auto document = parsed("<a x='&amp;'/>");
        const Document moved = std::move(document);
        CHECK(moved.element(0).local() == "a");
        CHECK(moved.attribute(moved.element(0), "x")->value == "&");
    }

    TEST_CASE("a byte-order mark is dropped") {
        CHECK(parsed("\xEF\xBB\xBF<a/>").bytes() == "<a/>");
    }

    TEST_CASE("the index names the same nodes as libxml2's tree and XPath, on random documents") {
        for (unsigned seed = 0; seed < 1500; ++seed) {
            CAPTURE(seed);
            const std::string bytes = Generator(seed).document();
            CAPTURE(bytes);
            auto document = Document::parse(bytes, Limits{});
            if (!document) {  // the generator may declare one prefix twice
                CHECK(document.error().fault == ParseFault::not_well_formed);
                continue;
            }
            check_against_xpath(*document);
        }
    }

    TEST_CASE("what is not well-formed is refused") {
        for (const char* bytes : {"",
                                  "   ",
                                  "xxx",
                                  "<not-well-formed",
                                  "<a>",
                                  "<a></b>",
                                  "<a/><b/>",
                                  "<a b='1' b='2'/>",
                                  "<a b=1/>",
                                  "<a><b</a>",
                                  "<p:a/>",
                                  "<a p:x='1'/>",
                                  "<a>&unknown;</a>",
                                  "<a>\x01</a>",
                                  "<a b='<'/>",
                                  "<?xml version='1.1'?><a/>",
                                  "<!ELEMENT a ANY><a/>",
                                  "text<a/>",
                                  "<a/>text",
                                  "<a xmlns:p='u' xmlns:p='v'/>",
                                  "<a>]]></a>",
                                  "<!-- -- --><a/>"}) {
            CAPTURE(bytes);
            CHECK(fault_of(bytes) == ParseFault::not_well_formed);
        }
    }

    TEST_CASE("a fragment may use prefixes that nothing binds, and break no other rule of names") {
        const auto fault = [](std::string_view bytes) -> std::optional<ParseFault> {
            const auto fragment = Document::parse_fragment(bytes, Limits{});
            return fragment ? std::nullopt : std::optional(fragment.error().fault);
        };
        CHECK_FALSE(fault("<p:a q:x=''><p:b/></p:a>"));
        for (const char* bytes :
             {"<a xmlns:p=''/>", "<p:a><p:b xmlns:p=''/></p:a>", "<a xmlns:xml='urn:x'/>",
              "<a xmlns:xmlns='urn:x'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
              "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", "<a:b:c/>", "<a xmlns:='u'/>",
              "<a xmlns:1='u'/>", "<a xmlns:p:q='u'/>", "<a b='' xmlns:-='u' xmlns:c='v'/>",
              "<:a/>", "<a :b=''/>", "<a b:=''/>", "<a><b xmlns: ='u'/></a>",
              "<a xmlns:p='u' xmlns:q='u' p:x='' q:x=''/>"}) {
            CAPTURE(bytes);
            CHECK(fault(bytes) == ParseFault::not_fragment);
            CHECK(fault_of(bytes) == ParseFault::not_well_formed);
        }
    }

    TEST_CASE("a document type declaration is refused before libxml2 sees it") {
        CHECK(fault_of("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>") == ParseFault::not_well_formed);
        CHECK(fault_of("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>") ==
              ParseFault::not_well_formed);
    }

    TEST_CASE("only UTF-8 is a document (RFC 4825 8.2.2)") {
        CHECK(fault_of("<a>\xE9</a>") == ParseFault::not_utf8);
        CHECK(fault_of("\xFF\xFE<\0a\0") == ParseFault::not_utf8);
        CHECK(fault_of("<?xml version='1.0' encoding='ISO-8859-1'?><a/>") == ParseFault::not_utf8);
        CHECK(fault_of("<?xml version='1.0' encoding=\"us-ascii\"?><a/>") == ParseFault::not_utf8);
        CHECK(fault_of("<a>\xC0\xAF</a>") == ParseFault::not_utf8);
        CHECK(fault_of("<a>\xED\xA0\x80</a>") == ParseFault::not_utf8);
        CHECK(Document::parse("<?xml version='1.0' encoding='utf-8'?><a/>", Limits{}).ok());
    }

    TEST_CASE("a NUL ends no document, and a second byte order mark begins none") {
        using namespace std::string_literals;
        CHECK(fault_of("<a/>\0"s) == ParseFault::not_well_formed);
        CHECK(fault_of("<a/>\0</b>"s) == ParseFault::not_well_formed);
        CHECK(fault_of("\xEF\xBB\xBF\xEF\xBB\xBF<a/>") == ParseFault::not_well_formed);
        CHECK(parsed("\xEF\xBB\xBF<a/>").bytes() == "<a/>");
    }

    TEST_CASE("a fragment may use prefixes that nothing in it binds, and break no other rule") {
        const auto is_fragment = [](const char* bytes) {
            const auto fragment = Document::parse_fragment(bytes, Limits{});
            CHECK((fragment.ok() || fragment.error().fault == ParseFault::not_fragment));
            return fragment.ok();
        };
        CHECK(is_fragment("<p:a q:b='1'><r:c/></p:a>"));
        for (const char* bytes :
             {"<a xmlns:p=''/>", "<p:a xmlns:q=''/>", "<p:a><b xmlns:xmlns='x'/></p:a>",
              "<a xmlns:xml='urn:x'/>", "<a:b:c/>", "<a/><!-- c -->", "<?pi?><a/>", "<a/><b/>",
              "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>"}) {
            CAPTURE(bytes);
            CHECK_FALSE(is_fragment(bytes));
        }
    }

    TEST_CASE("each limit holds at its bound and not before") {
        CHECK(Document::parse(repeated("<a>", 3) + repeated("</a>", 3), Limits{3, 10, 5}).ok());
        CHECK(fault_of(repeated("<a>", 4) + repeated("</a>", 4), {3, 10, 5}) ==
              ParseFault::over_limit);
        CHECK(fault_of("<a><a><a><a/></a></a></a>", {3, 10, 5}) == ParseFault::over_limit);
        CHECK(Document::parse("<a>" + repeated("<b/>", 9) + "</a>", Limits{3, 10, 5}).ok());
        CHECK(fault_of("<a>" + repeated("<b/>", 10) + "</a>", {3, 10, 5}) ==
              ParseFault::over_limit);
        CHECK(Document::parse("<a a='1' b='' c='' d='' e=''/>", Limits{3, 10, 5}).ok());
        CHECK(fault_of("<a a='' b='' c='' d='' e='' f=''/>", {3, 10, 5}) == ParseFault::over_limit);
    }

    TEST_CASE("namespace declarations are counted where they are in scope") {
        const Limits limits{5, 10, 5, 3};
        const std::string two = "<a xmlns='u' xmlns:p = 'v' x='xmlns:q='>";
        CHECK(Document::parse(two + "<b xmlns:q='w'/><b xmlns:q='w'/></a>", limits).ok());
        CHECK(Document::parse(two + "<b xmlns:q='w'><c/></b><b xmlns:r='x'/></a>", limits).ok());
        CHECK(fault_of(two + "<b xmlns:q='w' xmlns:r='x'/></a>", limits) == ParseFault::over_limit);
        CHECK(fault_of(two + "<b xmlns:q='w'><c xmlns:r='x'/></b></a>", limits) ==
              ParseFault::over_limit);
    }

    TEST_CASE("a second byte-order mark is not well-formed") {
        const std::string mark = "\xEF\xBB\xBF";
        CHECK(parsed(mark + "<a/>").bytes() == "<a/>");
        CHECK(fault_of(mark + mark + "<a/>") == ParseFault::not_well_formed);
    }

    TEST_CASE("a zero byte is not well-formed, wherever it stands") {
        for (const char* text : {"<a/>@", "<a>@</a>", "@<a/>", "<a/>@<b/>", "<a b='@'/>"}) {
            std::string bytes = text;
            bytes[bytes.find('@')] = 0;
            CHECK(fault_of(bytes) == ParseFault::not_well_formed);
        }
    }

    TEST_CASE("markup that only looks like elements does not count towards the limits") {
        const std::string comment = "<!--" + repeated("<a>", 50) + "-->";
        CHECK(Document::parse(comment + "<a><![CDATA[" + repeated("<a>", 50) + "]]></a>" + "<?p " +
                                  repeated("<a>", 50) + "?>",
                              Limits{1, 1, 1})
                  .ok());
    }
}
