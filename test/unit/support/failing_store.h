// A Store that fails at its k-th call, and otherwise is another.
#pragma once

#include <utility>

#include "store/store.h"

namespace xcapd::test {

class FailingStore : public Store {
  public:
    explicit FailingStore(Store& inner) : inner_(inner) {}

    /// Call number `first` fails, counted from 1; 0: none.
    void fail_at(int first) {
        left_ = first;
        has_failed_ = false;
    }
    bool has_failed() const { return has_failed_; }

    std::optional<Credentials> find_credentials(const std::string& username,
                                                const std::string& domain) override {
        count();
        return inner_.find_credentials(username, domain);
    }
    std::optional<FoundDocument> find(const DocumentQuery& query) override {
        count();
        return inner_.find(query);
    }
    void expect(DocumentQuery query) override { inner_.expect(std::move(query)); }
    void expect_nothing() noexcept override { inner_.expect_nothing(); }
    Commit commit(const Change& change) override {
        count();
        return inner_.commit(change);
    }
    bool hold_turn() override {
        count();
        return inner_.hold_turn();
    }
    void release_turn() noexcept override { inner_.release_turn(); }
    std::vector<std::string> taken_uris(const DocumentKey& key,
                                        const std::vector<std::string>& uris) override {
        count();
        return inner_.taken_uris(key, uris);
    }
    std::vector<std::string> owned_uris(const DocumentKey& key) override {
        count();
        return inner_.owned_uris(key);
    }
    std::vector<DocumentKey> owners_of_uris() override {
        count();
        return inner_.owners_of_uris();
    }
    std::vector<std::string> claim_uris(const DocumentKey& key,
                                        const std::vector<std::string>& uris) override {
        count();
        return inner_.claim_uris(key, uris);
    }
    std::vector<ListedDocument> documents_of(const std::string& username,
                                             const std::string& domain) override {
        count();
        return inner_.documents_of(username, domain);
    }
    void visit_documents(int doc_type, const Visit& visit) override {
        count();
        inner_.visit_documents(doc_type, visit);
    }
    std::int64_t remove_documents_of(const std::string& username,
                                     const std::string& domain) override {
        count();
        return inner_.remove_documents_of(username, domain);
    }
    std::vector<Watcher> find_watchers(const std::string& presentity_uri) override {
        count();
        return inner_.find_watchers(presentity_uri);
    }
    std::chrono::microseconds take_time_spent() override { return inner_.take_time_spent(); }

  private:
    void count() {
        if (left_ == 0 || --left_ > 0) return;
        has_failed_ = true;
        throw StoreError("this call fails");
    }

    Store& inner_;
    int left_ = 0;
    bool has_failed_ = false;
};

}  // namespace xcapd::test
