#include "xcap/document_access.h"

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "base/percent.h"
#include "base/utf8.h"
#include "http/etag.h"
#include "uri/sip_uri.h"
#include "usages/field_path.h"
#include "usages/user_uri.h"
#include "usages/validation.h"
#include "xcap/conflict.h"

namespace xcapd {
namespace {

// One finding is enough to refuse; a few more help.
constexpr std::size_t most_findings = 10;

// A SIP URI with something more in its user part, that nobody has; empty: none was found at once,
// none fits, or it is of another scheme, whose grammar would not take it (digits of a number).
std::string free_uri_like(const std::string& uri, const DocumentKey& key, const UserId& owner,
                          Store& store) {
    if (!has_scheme(uri, "sip:") && !has_scheme(uri, "sips:")) return {};
    auto other = uri;
    const auto mark = http::new_etag().substr(0, 6);
    if (const auto at = uri.find('@'); at != uri.npos) {
        other.insert(at, "-" + mark);
    } else {
        other.insert(uri.find(':') + 1, "service-" + mark + "@");
    }
    const auto other_key = canonical_uri(other);
    const bool is_free = utf8_length(other) <= longest_service_uri &&
                         store.taken_uris(key, {other_key}).empty() &&
                         !names_user(other_key, owner, store);
    return is_free ? other : std::string();
}

}  // namespace

DocumentAccess::DocumentAccess(const Config& config, const XcapRoots& roots,
                               const Registry& registry)
    : config_(config), roots_(roots), registry_(registry), limits_(limits_of(config)) {}

DocumentKey DocumentAccess::key_of(const XcapRequest& request) const {
    const auto& document = request.uri.document;
    const auto& usage = request.usage;
    auto name =
        usage.only_document.empty() ? document.document_uri() : std::string(usage.only_document);
    if (config_.is_kamailio()) {
        auto canonical = document;
        canonical.auid = usage.stored_auid();
        name = roots_.primary_path() + canonical.home() + name;
    }
    return {document.user.username, document.user.domain, usage.row_type(config_), std::move(name)};
}

const StoredDocument* DocumentAccess::default_of(const XcapRequest& request) const {
    return request.uri.document.tree == Tree::users ? registry_.default_of(request.usage) : nullptr;
}

std::optional<StoredDocument> DocumentAccess::fetch(const XcapRequest& request,
                                                    Store& store) const {
    const auto compute = computed_by(request.usage, request.uri.document);
    if (compute == nullptr) {
        auto stored = store.find_document(key_of(request));
        if (const auto* fallback = default_of(request); !stored && fallback != nullptr)
            return *fallback;
        return stored;
    }
    return compute({registry_, request.uri.document, absolute(request, request.uri.root), roots_,
                    config_, store});
}

Result<xml::Document, xml::ParseError> DocumentAccess::parse(const XcapRequest& request,
                                                             std::string bytes) const {
    return xml::Document::parse(std::move(bytes), limits_, registry_.schema_of(request.usage));
}

Result<xml::Document, xml::ParseError> DocumentAccess::parse_stored(std::string bytes) {
    return xml::Document::parse(std::move(bytes), xml::stored_limits);
}

std::optional<http::Response> DocumentAccess::refuse_edit(const XcapRequest& request,
                                                          const xml::Document* before,
                                                          const xml::Document* after) const {
    if (request.is_trusted || request.usage.refuse_edit == nullptr) return std::nullopt;
    auto sentence = request.usage.refuse_edit(before, after);
    if (sentence.empty()) return std::nullopt;
    return http::text_response(http::Status::forbidden, "forbidden-edit", std::move(sentence));
}

std::optional<http::Response> DocumentAccess::check(const XcapRequest& request,
                                                    const xml::Document& document) const {
    if (auto fault = schema_fault_of(request.usage, document, config_); !fault.empty())
        return conflict_response({ConflictKind::schema_validation_error, std::move(fault)});
    auto violation = violation_of(request.usage, document, {request.uri.document, roots_, config_});
    if (!violation) return std::nullopt;
    return refuse(std::move(*violation));
}

http::Response DocumentAccess::refuse(Violation violation) const {
    // OpenXCAP's fields are absolute XPath, not percent-encoded.
    if (config_.is_openxcap())
        for (auto& field : violation.fields) field = "/" + percent_decode(field).value_or(field);
    return conflict_response(conflict_of(violation));
}

std::optional<std::vector<std::string>> DocumentAccess::service_uris_of(
    const XcapRequest& request, const xml::Document& document) const {
    if (request.usage.owned_uris == nullptr || !is_validated(request.usage, config_))
        return std::nullopt;
    return keys_of_owned_uris(request.usage, document);
}

std::optional<http::Response> DocumentAccess::commit(const XcapRequest& request, Store& store,
                                                     const Change& change,
                                                     http::Response done) const {
    if (auto refused = existing(request, store, change)) return refused;
    switch (store.commit(change)) {
        case Commit::done: return done;
        case Commit::conflict: return std::nullopt;
        case Commit::taken: return taken(request, store, change);
        case Commit::unfit: break;
    }
    return unfit();
}

std::optional<http::Response> DocumentAccess::taken(const XcapRequest& request, Store& store,
                                                    const Change& change) const {
    const auto others = store.taken_uris(change.key, *change.service_uris);
    if (others.empty()) return std::nullopt;
    return refuse_uris(request, store, change, others, "Another document has the service URI ");
}

// One look for what the document has, and one for each URI that is new to it.
std::optional<http::Response> DocumentAccess::existing(const XcapRequest& request, Store& store,
                                                       const Change& change) const {
    if (!change.bytes || !change.service_uris || change.service_uris->empty()) return std::nullopt;
    const auto uris = store.owned_uris(change.key);
    const std::set<std::string> owned(uris.begin(), uris.end());
    std::vector<std::string> existing;
    for (const auto& uri : *change.service_uris) {
        if (owned.count(uri) == 0 && names_user(uri, request.uri.document.user, store))
            existing.push_back(uri);
        if (existing.size() == most_findings) break;
    }
    if (existing.empty()) return std::nullopt;
    return refuse_uris(request, store, change, existing,
                       "A service cannot have the URI of a user: ");
}

http::Response DocumentAccess::refuse_uris(const XcapRequest& request, Store& store,
                                           const Change& change,
                                           const std::vector<std::string>& refused,
                                           const std::string& why) const {
    const auto document = parse(request, *change.bytes);
    if (!document) return conflict_response(conflict_of(document.error()));
    Violation violation{Violation::Kind::uniqueness, why + refused.front(), {}, {}};
    for (const auto& owned : request.usage.owned_uris(*document)) {
        if (std::find(refused.begin(), refused.end(), owned.key) == refused.end()) continue;
        if (violation.fields.size() == most_findings) break;
        violation.fields.push_back(field_path(*document, owned.element, "uri"));
        violation.alternatives.push_back(
            free_uri_like(owned.uri, change.key, request.uri.document.user, store));
    }
    return refuse(std::move(violation));
}

http::Response DocumentAccess::no_directory(const XcapRequest& request, std::string phrase) const {
    return conflict_response({ConflictKind::no_parent, std::move(phrase),
                              absolute(request, request.uri.home_path()) + "/"});
}

std::string DocumentAccess::absolute(const XcapRequest& request, std::string_view path) const {
    const auto& root = request.uri.root;
    return roots_.uri_of(root, request.http.scheme) + std::string(path.substr(root.size()));
}

// A few milliseconds, different for each of the workers that just collided.
void DocumentAccess::pause_before_retry() {
    static thread_local std::minstd_rand random(std::random_device{}());
    std::this_thread::sleep_for(
        microseconds(std::uniform_int_distribution<int>(200, 5000)(random)));
}

}  // namespace xcapd
