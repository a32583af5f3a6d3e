#include "base/xml_text.h"

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "xml/escape.h"

using namespace xcapd;

TEST_SUITE("base/xml_text") {
    TEST_CASE("NCName (Namespaces in XML, production 4)") {
        for (const char* name : {"a", "_a", "a-b.c1", "\xC3\xA9t\xC3\xA9", "\xE4\xB8\xAD",
                                 "\xF0\x90\x80\x80", "a\xC2\xB7"}) {
            CAPTURE(name);
            CHECK(is_ncname(name));
        }
        for (const char* name : {"", "1a", "-a", "a:b", "a b", "\xC2\xB7", "\xC3\x97",
                                 "a\xE2\x80\x8B", "a\xFF", ".a"}) {
            CAPTURE(name);
            CHECK_FALSE(is_ncname(name));
        }
        CHECK(ncname_prefix("ab[1]") == 2);
        CHECK(ncname_prefix("\xC3\xA9:x") == 2);
    }

    TEST_CASE("AttValue (XML 1.0, production 10 and 3.3.3)") {
        CHECK(expand_att_value("") == "");
        CHECK(expand_att_value("a&lt;&gt;&amp;&apos;&quot;b") == "a<>&'\"b");
        CHECK(expand_att_value("&#233;&#xe9;&#x1F600;") == "\xC3\xA9\xC3\xA9\xF0\x9F\x98\x80");
        CHECK(expand_att_value("a\tb\nc\r\nd\re") == "a b c d e");
        CHECK(expand_att_value("&#10;&#xD;") == "\n\r");
        for (const char* text :
             {"<", "&", "&;", "&a;", "&#;", "&#x;", "&#0;", "&#xD800;", "&#xFFFE;", "&#x110000;",
              "&#99999999999;", "&#1 ;", "&#-1;", "&lt", "\x01", "\xEF\xBF\xBE", "\xC3"}) {
            CAPTURE(text);
            CHECK_FALSE(expand_att_value(text));
        }
    }

    TEST_CASE("a prefix ends between characters and before what is no UTF-8") {
        CHECK(utf8_prefix("a\xC3\xA9z", 2) == "a");
        CHECK(utf8_prefix("a\xC3\xA9z", 3) == "a\xC3\xA9");
        CHECK(utf8_prefix("a\xC3\xA9z", 99) == "a\xC3\xA9z");
        CHECK(utf8_prefix("a\xC3", 99) == "a");
        CHECK(xml::escape("a\xC3<\xEF\xBF\xBE\x01\n\xC3\xA9") == "a?&lt;??&#10;\xC3\xA9");
    }

    TEST_CASE("code points survive UTF-8 and back") {
        for (const std::uint32_t code_point : {0x24U, 0xE9U, 0x20ACU, 0x10348U, 0x10FFFFU}) {
            std::string text;
            utf8_append(text, code_point);
            const auto back = utf8_first(text + "x");
            CHECK(back.value == code_point);
            CHECK(back.length == text.size());
        }
    }
}
