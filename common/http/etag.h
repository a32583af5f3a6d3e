// Entity tags (RFC 9110 8.8.3) and the lists of them in If-Match and If-None-Match.
//
// xcapd's own tags are strong and never reused; the store keeps them without quotes. Lists are
// read leniently where real clients need it: tags without quotes are accepted (FACTS 1.7).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd::http {

/// A tag for a new version of a document: 32 hex digits, from 128 random bits.
std::string new_etag();

/// `tag` as it stands in an ETag header.
std::string quoted(std::string_view tag);

struct EntityTag {
    std::string tag;  // without quotes
    bool weak = false;
};

struct EntityTagList {
    bool any = false;  // "*"
    std::vector<EntityTag> tags;

    /// Strong comparison (RFC 9110 8.8.3.2), for If-Match: a weak tag never matches.
    bool matches_strongly(std::string_view tag) const;
    /// Weak comparison, for If-None-Match.
    bool matches_weakly(std::string_view tag) const;
};

/// RETURNS nothing when the header is neither `*` nor a list of entity tags.
std::optional<EntityTagList> parse_entity_tags(std::string_view header);

}  // namespace xcapd::http
