#include "xml/start_tag.h"

namespace xcapd::xml {

std::optional<StartTag> tokenize_start_tag(std::string_view bytes, std::uint32_t begin,
                                           std::vector<AttributeToken>& attributes) {
    return StartTagReader(bytes, begin).read([&](const AttributeToken& attribute) {
        attributes.push_back(attribute);
        return true;
    });
}

}  // namespace xcapd::xml
