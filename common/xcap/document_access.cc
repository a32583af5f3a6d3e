#include "xcap/document_access.h"

#include <random>
#include <thread>

#include "base/percent.h"
#include "usages/content_tag.h"
#include "usages/validation.h"
#include "xcap/conflict.h"

namespace xcapd {

DocumentAccess::DocumentAccess(const Config& config, const XcapRoots& roots,
                               const Registry& registry)
    : config_(config), roots_(roots), registry_(registry), limits_(limits_of(config)) {}

DocumentKey DocumentAccess::key_of(const XcapRequest& request) const {
    const auto& document = request.uri.document;
    const auto& usage = request.usage;
    auto name =
        usage.only_document.empty() ? document.document_uri() : std::string(usage.only_document);
    if (!config_.is_kamailio())
        return {document.user.username, document.user.domain, usage.doc_type, std::move(name)};
    auto canonical = document;
    canonical.auid = usage.stored_auid();
    return {document.user.username, document.user.domain,
            usage.kamailio_doc_type.value_or(usage.doc_type),
            roots_.primary_path() + canonical.home() + name};
}

const StoredDocument* DocumentAccess::default_of(const XcapRequest& request) const {
    return request.uri.document.tree == Tree::users ? registry_.default_of(request.usage) : nullptr;
}

std::optional<StoredDocument> DocumentAccess::fetch(const XcapRequest& request,
                                                    Store& store) const {
    if (request.usage.compute == nullptr) {
        auto stored = store.find_document(key_of(request));
        if (const auto* fallback = default_of(request); !stored && fallback != nullptr)
            return *fallback;
        return stored;
    }
    auto bytes = request.usage.compute({registry_, request.uri.document, store});
    if (!bytes) return std::nullopt;
    std::string etag = content_tag(*bytes);
    return StoredDocument{std::move(*bytes), std::move(etag)};
}

Result<xml::Document, xml::ParseError> DocumentAccess::parse(const XcapRequest& request,
                                                             std::string bytes) const {
    return xml::Document::parse(std::move(bytes), limits_, registry_.schema_of(request.usage));
}

Result<xml::Document, xml::ParseError> DocumentAccess::parse_stored(std::string bytes) {
    static constexpr xml::Limits limits{250, 10'000'000, 1000, 250'000};
    return xml::Document::parse(std::move(bytes), limits);
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
    // OpenXCAP's fields are absolute XPath, not percent-encoded.
    if (config_.is_openxcap())
        for (auto& field : violation->fields) field = "/" + percent_decode(field).value_or(field);
    return conflict_response(conflict_of(*violation));
}

http::Response DocumentAccess::no_directory(const XcapRequest& request, std::string phrase) const {
    return conflict_response({ConflictKind::no_parent, std::move(phrase),
                              absolute(request, request.uri.home_path) + "/"});
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
