// What operations on documents and on their nodes have in common: where the document lies, how it
// is read and checked, and the loop that ends in one compare-and-swap.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "config/config.h"
#include "http/response.h"
#include "store/store.h"
#include "usages/registry.h"
#include "xcap/conflict.h"
#include "xcap/request.h"
#include "xml/document.h"

namespace xcapd {

class DocumentAccess {
  public:
    DocumentAccess(const Config& config, const XcapRoots& roots, const Registry& registry);

    /// The row of the document, as doc_uri_style names it.
    DocumentKey key_of(const XcapRequest& request) const;

    /// What stands where a user has stored nothing; nullptr: no document.
    const StoredDocument* default_of(const XcapRequest& request) const;

    /// The stored, default or computed document. THROWS StoreError.
    std::optional<StoredDocument> fetch(const XcapRequest& request, Store& store) const;

    /// Bytes as they shall be stored: within limits, well-formed, valid by the schema. A schema
    /// fault is left for check(), so that what comes before it can be judged.
    Result<xml::Document, xml::ParseError> parse(const XcapRequest& request,
                                                 std::string bytes) const;
    /// Bytes as they were stored, perhaps before the limits were lowered, or by others.
    static Result<xml::Document, xml::ParseError> parse_stored(std::string bytes);

    /// The 403 where the usage keeps this user from making `after` of `before` (nullptr: none).
    std::optional<http::Response> refuse_edit(const XcapRequest& request,
                                              const xml::Document* before,
                                              const xml::Document* after) const;
    /// The 409 where schema or constraints of the usage refuse a document (RFC 4825 8.2.5).
    std::optional<http::Response> check(const XcapRequest& request,
                                        const xml::Document& document) const;

    /// The 409 for a parent directory that does not exist (8.2.1).
    http::Response no_directory(const XcapRequest& request, std::string phrase) const;

    /// Absolute URI of a path on this server, under the root of the request.
    std::string absolute(const XcapRequest& request, std::string_view path) const;

    /// `attempt` answers, or returns nothing when another writer was faster; then everything that
    /// depends on the stored state is decided again, until write_timeout. THROWS StoreError.
    template <class Attempt>
    http::Response until_committed(Store& store, Attempt attempt) const {
        const auto deadline = SteadyClock::now() + milliseconds(config_.write_timeout);
        const ReleaseTurn release{store};
        int losses = 0;
        do {
            if (auto response = attempt()) return std::move(*response);
            // A large document among many writers would lose for ever.
            if (++losses < most_losses || !store.hold_turn()) pause_before_retry();
        } while (SteadyClock::now() < deadline);
        throw StoreError("the document is being written by others without pause");
    }

    /// What only this document may have from now on; nothing where its usage has no such thing.
    std::optional<std::vector<std::string>> service_uris_of(const XcapRequest& request,
                                                            const xml::Document& document) const;

    /// One attempt's last step. `done` is the answer, made before, so that nothing can fail behind
    /// the write; nothing when another writer was faster. THROWS StoreError.
    std::optional<http::Response> commit(const XcapRequest& request, Store& store,
                                         const Change& change, http::Response done) const;

    const Config& config() const { return config_; }
    const xml::Limits& limits() const { return limits_; }
    std::size_t max_size() const { return static_cast<std::size_t>(config_.max_document_size); }

  private:
    static constexpr int most_losses = 3;
    struct ReleaseTurn {
        Store& store;
        ~ReleaseTurn() { store.release_turn(); }
    };
    static void pause_before_retry();
    /// The 409 for service URIs that others have; nothing if they have them no more.
    std::optional<http::Response> taken(const XcapRequest& request, Store& store,
                                        const Change& change) const;
    /// The 409 for service URIs, new to the document, that are users' (RFC 4826 4.4.5).
    std::optional<http::Response> existing(const XcapRequest& request, Store& store,
                                           const Change& change) const;
    /// `refused`: keys of some of the document's URIs; `why` stands before the first of them.
    http::Response refuse_uris(const XcapRequest& request, Store& store, const Change& change,
                               const std::vector<std::string>& refused,
                               const std::string& why) const;
    http::Response refuse(Violation violation) const;

    const Config& config_;
    const XcapRoots& roots_;
    const Registry& registry_;
    xml::Limits limits_;
};

}  // namespace xcapd
