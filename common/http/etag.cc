#include "http/etag.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/hex.h"

namespace xcapd::http {
namespace {

// etagc of RFC 9110 8.8.3: %x21 / %x23-7E / obs-text.
bool is_etagc(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

// Takes one tag off the front of `rest`.
std::optional<EntityTag> take_tag(std::string_view& rest) {
    EntityTag tag;
    if (rest.starts_with("W/\"")) {
        tag.weak = true;
        rest.remove_prefix(2);
    }
    const bool with_quotes = rest.starts_with('"');
    if (with_quotes) rest.remove_prefix(1);
    const auto ends = [&](char c) { return with_quotes ? !is_etagc(c) : !is_etagc(c) || c == ','; };
    const auto end = std::find_if(rest.begin(), rest.end(), ends);
    tag.tag.assign(rest.begin(), end);
    rest.remove_prefix(tag.tag.size());
    if (with_quotes) {
        if (!rest.starts_with('"')) return std::nullopt;
        rest.remove_prefix(1);
    } else if (tag.tag.empty()) {
        return std::nullopt;
    }
    return tag;
}

}  // namespace

std::string new_etag() { return to_hex(crypto::random_bytes(16)); }

std::string quoted(std::string_view tag) {
    std::string out = "\"";
    out += tag;
    out += '"';
    return out;
}

bool EntityTagList::matches_strongly(std::string_view tag) const {
    return any || std::any_of(tags.begin(), tags.end(),
                              [&](const EntityTag& t) { return !t.weak && t.tag == tag; });
}

bool EntityTagList::matches_weakly(std::string_view tag) const {
    return any ||
           std::any_of(tags.begin(), tags.end(), [&](const EntityTag& t) { return t.tag == tag; });
}

std::optional<EntityTagList> parse_entity_tags(std::string_view header) {
    EntityTagList list;
    auto rest = ascii::trim(header);
    if (rest == "*") {
        list.any = true;
        return list;
    }
    while (!rest.empty()) {
        if (rest.front() == ',') {  // RFC 9110 5.6.1.2: empty list elements are ignored
            rest = ascii::trim(rest.substr(1));
            continue;
        }
        const bool is_star = rest.front() == '*';  // "*" in quotes is a tag like any other
        auto tag = take_tag(rest);
        if (!tag || is_star) return std::nullopt;
        list.tags.push_back(std::move(*tag));
        rest = ascii::trim(rest);
        if (!rest.empty() && rest.front() != ',') return std::nullopt;
    }
    return list;
}

}  // namespace xcapd::http
