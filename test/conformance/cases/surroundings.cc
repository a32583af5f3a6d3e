#include "conformance/cases/surroundings.h"

namespace conformance {

const std::vector<Surroundings>& all_surroundings() {
    static const std::vector<Surroundings> all = {
        {"nothing", "", ""},
        {"white space", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "\n   "},
        {"comments", "<!-- <%proot> -->", "<!-- a < & \xC3\xA9 <el1 att=\"first\"/> -->"},
        {"CDATA", "", "<![CDATA[</%proot><el1 att=\"third\"/>]]>"},
        {"processing instructions", "<?style x='>'?>\n", "<?el1 att=\"first\" </root> ?>"},
        {"text of many bytes", "<?xml version='1.0'?>",
         "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 &lt;el1&gt; &#233;"},
        {"prefixes", "", "\n\t", true},
        {"CR LF and a tag with white space", "", "\r\n\t", false,
         "\n   quoted='\"&gt;\"' other = \"it's\"\n "},
    };
    return all;
}

std::string Dressed::text(std::string pattern) const {
    const std::string prefix = surroundings_.has_prefix ? "t:" : "";
    for (const auto& [mark, value] : {std::pair<std::string, std::string>{"%p", prefix},
                                      std::pair<std::string, std::string>{"%n", ns_}})
        for (auto at = pattern.find(mark); at != pattern.npos;
             at = pattern.find(mark, at + value.size()))
            pattern.replace(at, mark.size(), value);
    return pattern;
}

std::string Dressed::query() const {
    return surroundings_.has_prefix ? "xmlns(t=" + ns_ + ")" : "";
}

std::string Dressed::open() const {
    const std::string declaration = surroundings_.has_prefix ? " xmlns:t=\"%n\"" : " xmlns=\"%n\"";
    return text(surroundings_.prolog + "<%proot" + declaration + surroundings_.root_attributes +
                ">");
}

std::string Dressed::document(const std::vector<std::string>& children) const {
    std::string out = open();
    for (const auto& pattern : children) out += child(pattern);
    return out + close();
}

}  // namespace conformance
