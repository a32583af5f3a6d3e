// If-Match and If-None-Match in the order of RFC 9110 13.2.2.
//
// If-(Un)Modified-Since are ignored: xcapd sends no Last-Modified (RFC 9110 13.1.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/etag.h"
#include "http/request.h"

namespace xcapd::http {

enum class Verdict {
    go_on,
    not_modified,  // 304: a read whose If-None-Match matched
    failed,        // 412
};

class Preconditions {
  public:
    /// Fails with a sentence for a 400 when a header is no list of entity tags.
    static Result<Preconditions, std::string> parse(const Request& request);

    /// `etag` is the current tag of the resource (without quotes), nothing when it does not exist.
    Verdict evaluate(std::optional<std::string_view> etag, bool is_read) const;

    /// The tags with which a read may be answered without the bytes: those of If-None-Match, each
    /// between blanks (" a b "), "*" for any tag; empty without a condition.
    std::string deciding_tags() const;

  private:
    std::optional<EntityTagList> if_match_;
    std::optional<EntityTagList> if_none_match_;
};

}  // namespace xcapd::http
