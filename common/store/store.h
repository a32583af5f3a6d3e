// What the server keeps: documents and credentials. For callers; drivers see sql_driver.h.
//
// Knows no XML, no AUID names and no HTTP status. One Store belongs to one worker.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

struct Config;
class WriteTurns;

/// The unique key of the xcap table. The global tree has empty username and domain.
struct DocumentKey {
    std::string username;
    std::string domain;
    int doc_type = 0;
    std::string doc_uri;

    bool operator==(const DocumentKey&) const = default;
};

struct StoredDocument {
    std::string bytes;
    std::string etag;  // without quotes
};

/// A read of one document, as narrow as the request allows.
struct DocumentQuery {
    static constexpr std::string_view tag_only = "*";

    DocumentKey key;
    /// Tags with which the bytes are of no use, each between blanks (" a b "), or tag_only.
    std::string without_bytes;

    bool operator==(const DocumentQuery&) const = default;
};

/// What a DocumentQuery found.
struct FoundDocument {
    std::string etag;
    std::optional<std::string> bytes;  // nothing: not fetched, the tag tells enough
};

/// One write, decided by one compare-and-swap. RFC 4825 8.2.6: the tag is the document's.
struct Change {
    DocumentKey key;
    std::optional<std::string> expected_etag;  // nothing: the document must not exist yet
    std::optional<std::string> bytes;          // nothing: the document is removed
    std::string new_etag;                      // ignored for a removal

    // What is true together with it, or not at all; each costs nothing where there is none.
    /// A row of the outbox, for whoever tells others of changes.
    std::optional<std::string> notice = {};
    /// The URIs that are this document's from now on, and nobody else's (RFC 4826 4.4.5). Nobody
    /// looks where the database has no table for them.
    std::optional<std::vector<std::string>> service_uris = {};
};

enum class Commit {
    done,
    conflict,  // the stored etag is not the expected one (any more); nothing was written
    unfit,     // the database cannot hold it: another name equals this one under its collation, or
               // a column is too narrow; nothing was written
    taken,     // a service URI is in another document; nothing was written
};

/// What is known of a statement that failed.
enum class Fate {
    not_done,    // nothing was written, and now is no time to try again
    refused,     // nothing was written, by this session; a new one may be allowed to
    repeatable,  // nothing was written; another transaction was in the way
    unknown,     // the connection is gone, or the answer took too long
};

/// The database did not do it, or did not say so: it is away, or was busy for longer than
/// write_timeout.
class StoreError : public std::runtime_error {
  public:
    explicit StoreError(const std::string& what, Fate fate = Fate::not_done)
        : std::runtime_error(what), fate_(fate) {}

    Fate fate() const { return fate_; }

  private:
    Fate fate_;
};

/// What a subscriber row keeps of a password; empty where the table has no such column, or the row
/// nothing in it. Hashes are in hex.
struct Credentials {
    std::string password;  // in clear; with cleartext_passwords only
    std::string ha1;
    std::string ha1b;
    std::string ha1_sha256;
    std::string ha1_sha512t256;
};

/// Somebody who subscribed to a user's presence, as OpenSIPS keeps it.
struct Watcher {
    std::string username;
    std::string domain;
    int status = 0;  // 1 active, 2 pending, 3 terminated, 4 waiting
    bool is_online = false;
};

/// A document as a directory lists it.
struct ListedDocument {
    int doc_type = 0;
    std::string doc_uri;
    std::string etag;
    std::int64_t size = 0;  // bytes
};

/// In characters: what can be a service URI (sql/own.*.sql).
inline constexpr std::size_t longest_service_uri = 700;

class Store {
  public:
    using Visit = std::function<void(const DocumentKey&, const std::string& bytes)>;

    virtual ~Store() = default;

    // All of these THROW StoreError.
    virtual std::optional<Credentials> find_credentials(const std::string& username,
                                                        const std::string& domain) = 0;
    virtual std::optional<FoundDocument> find(const DocumentQuery& query) = 0;
    std::optional<StoredDocument> find_document(const DocumentKey& key);
    std::optional<std::string> find_etag(const DocumentKey& key);
    /// What this request will ask for when its user is known: a database with accounts and
    /// documents answers both at once. Only a hint, for the next find_credentials() and the first
    /// read behind it; a document found so is of the moment when the account was read.
    virtual void expect(DocumentQuery) {}
    /// No longer: the request is answered.
    virtual void expect_nothing() noexcept {}
    virtual Commit commit(const Change& change) = 0;
    /// Until release_turn(), no other writer of this host overtakes this one, where writers take
    /// turns: for an edit that lost too many races. Safe to repeat. RETURNS whether they do.
    virtual bool hold_turn() { return false; }
    virtual void release_turn() noexcept {}
    /// Those of `uris` that are in another document than this.
    virtual std::vector<std::string> taken_uris(const DocumentKey& key,
                                                const std::vector<std::string>& uris) = 0;
    /// Those that this document has. None where the database has no table for them.
    virtual std::vector<std::string> owned_uris(const DocumentKey& key) = 0;
    /// All that have any, whether there is such a document or not.
    virtual std::vector<DocumentKey> owners_of_uris() = 0;
    /// Makes `uris` those of a document that somebody else wrote. RETURNS those that cannot be,
    /// because another document has them, or no column can hold them.
    virtual std::vector<std::string> claim_uris(const DocumentKey& key,
                                                const std::vector<std::string>& uris) = 0;
    /// Ordered by type and name.
    virtual std::vector<ListedDocument> documents_of(const std::string& username,
                                                     const std::string& domain) = 0;
    /// All documents of a type, of all users, each as it is when its turn comes.
    virtual void visit_documents(int doc_type, const Visit& visit) = 0;
    /// All documents of a user, whatever others write meanwhile. Safe to repeat. RETURNS how many
    /// there were.
    virtual std::int64_t remove_documents_of(const std::string& username,
                                             const std::string& domain) = 0;
    /// In the order they subscribed. Nobody where the database has no table of watchers.
    virtual std::vector<Watcher> find_watchers(const std::string& presentity_uri) = 0;

    /// Time spent waiting for the database since the last call.
    virtual std::chrono::microseconds take_time_spent() = 0;
};

/// A store on the databases `config` names. Connects at the first use, not now, and again after a
/// StoreError. Where the database has one writer at a time, writers with the same `turns` queue up.
std::unique_ptr<Store> open_store(const Config& config, std::shared_ptr<WriteTurns> turns = {});

}  // namespace xcapd
