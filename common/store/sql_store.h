// Store over any SqlConnection: the only place that knows which statement does what.
#pragma once

#include <memory>
#include <optional>

#include "config/config.h"
#include "store/sql_session.h"
#include "store/sql_statements.h"
#include "store/store.h"
#include "store/write_turns.h"

namespace xcapd {

class SqlStore final : public Store {
  public:
    SqlStore(const Config& config, std::shared_ptr<WriteTurns> turns);

    std::optional<Credentials> find_credentials(const std::string& username,
                                                const std::string& domain) override;
    std::optional<FoundDocument> find(const DocumentQuery& query) override;
    void expect(DocumentQuery query) override;
    void expect_nothing() noexcept override;
    Commit commit(const Change& change) override;
    bool hold_turn() override;
    void release_turn() noexcept override { held_turn_.reset(); }
    std::vector<std::string> taken_uris(const DocumentKey& key,
                                        const std::vector<std::string>& uris) override;
    std::vector<std::string> owned_uris(const DocumentKey& key) override;
    std::vector<DocumentKey> owners_of_uris() override;
    std::vector<std::string> claim_uris(const DocumentKey& key,
                                        const std::vector<std::string>& uris) override;
    std::vector<ListedDocument> documents_of(const std::string& username,
                                             const std::string& domain) override;
    void visit_documents(int doc_type, const Visit& visit) override;
    std::int64_t remove_documents_of(const std::string& username,
                                     const std::string& domain) override;
    std::vector<Watcher> find_watchers(const std::string& presentity_uri) override;
    std::chrono::microseconds take_time_spent() override;

  private:
    struct Arrived {
        DocumentQuery query;
        std::optional<FoundDocument> found;
    };

    std::optional<Credentials> find_credentials_and_expected(const std::string& username,
                                                             const std::string& domain);
    SqlStatement* ask_for_expected();
    void take_expected(SqlStatement& asked);
    SteadyClock::time_point turn_deadline() const;
    template <class Work>
    auto run(SqlSession& session, Stmt name, Work work);
    template <class Work>
    auto read(SqlSession& session, Stmt name, Work work);
    Commit attempt(const Change& change);
    Commit explain_conflict(const Change& change, bool was_lost);
    std::optional<std::string> read_back(const DocumentKey& key, SteadyClock::time_point deadline);
    bool fits(const DocumentKey& key) const;
    std::size_t lane_of(const DocumentKey& key) const;

    const Config config_;
    SqlSession storage_;
    std::unique_ptr<SqlSession> authentication_;  // nullptr: the accounts are in storage_
    const Dialect dialect_;                       // the documents'
    const Dialect accounts_dialect_;
    const std::shared_ptr<WriteTurns> turns_;    // nullptr: nobody to wait for
    std::size_t lane_ = 0;                       // of the document that was last written
    std::optional<WriteTurns::Turn> held_turn_;  // otherwise each commit takes one
    std::optional<DocumentQuery> expected_;      // read with the next account
    std::optional<Arrived> arrived_;             // came with an account, not yet asked for
    int phantoms_ = 0;  // inserts in a row that failed on a key which nobody has
    std::chrono::microseconds time_spent_{0};
};

}  // namespace xcapd
