#include "http/preconditions.h"

namespace xcapd::http {

Result<Preconditions, std::string> Preconditions::parse(const Request& request) {
    Preconditions conditions;
    if (const auto header = request.header("if-match")) {
        conditions.if_match_ = parse_entity_tags(*header);
        if (!conditions.if_match_)
            return fail(std::string("If-Match is neither \"*\" nor a list of entity tags."));
    }
    if (const auto header = request.header("if-none-match")) {
        conditions.if_none_match_ = parse_entity_tags(*header);
        if (!conditions.if_none_match_)
            return fail(std::string("If-None-Match is neither \"*\" nor a list of entity tags."));
    }
    return conditions;
}

Verdict Preconditions::evaluate(std::optional<std::string_view> etag, bool is_read) const {
    if (if_match_ && (!etag || !if_match_->matches_strongly(*etag))) return Verdict::failed;
    if (if_none_match_ && etag && if_none_match_->matches_weakly(*etag))
        return is_read ? Verdict::not_modified : Verdict::failed;
    return Verdict::go_on;
}

std::string Preconditions::deciding_tags() const {
    if (if_match_) return "*";
    if (!if_none_match_) return {};
    if (if_none_match_->any) return "*";
    std::string tags = " ";
    for (const auto& known : if_none_match_->tags) tags.append(known.tag).append(" ");
    return tags;
}

}  // namespace xcapd::http
