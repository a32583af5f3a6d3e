// A Store in memory, for tests of what stands above it. Can be told to lose races and to fail.
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "store/store.h"

namespace xcapd::test {

class FakeStore final : public Store {
  public:
    using Key = std::tuple<std::string, std::string, int, std::string>;

    std::map<std::pair<std::string, std::string>, std::string> secrets;
    std::map<Key, StoredDocument> documents;
    std::map<std::string, std::vector<Watcher>> watchers;
    std::set<std::string> others_uris;
    std::map<Key, std::vector<std::string>> owned;  // service URIs
    int accounts_asked = 0;
    int conflicts_to_come = 0;  // so many commits lose the race to nobody
    bool is_down = false;
    int documents_fetched = 0;
    int commits = 0;

    std::optional<Credentials> find_credentials(const std::string& username,
                                                const std::string& domain) override {
        check();
        ++accounts_asked;
        const auto found = secrets.find({username, domain});
        if (found == secrets.end()) return std::nullopt;
        Credentials credentials;
        credentials.ha1 = found->second;
        return credentials;
    }
    std::optional<FoundDocument> find(const DocumentQuery& query) override {
        check();
        const auto stored = documents.find(of(query.key));
        if (stored == documents.end()) return std::nullopt;
        FoundDocument found{stored->second.etag, std::nullopt};
        if (query.without_bytes == DocumentQuery::tag_only ||
            query.without_bytes.find(" " + found.etag + " ") != std::string::npos)
            return found;
        ++documents_fetched;
        found.bytes = stored->second.bytes;
        return found;
    }
    Commit commit(const Change& change) override {
        check();
        ++commits;
        if (conflicts_to_come > 0) {
            --conflicts_to_come;
            return Commit::conflict;
        }
        if (find_etag(change.key) != change.expected_etag) return Commit::conflict;
        if (change.service_uris && !taken_uris(change.key, *change.service_uris).empty())
            return Commit::taken;
        if (change.service_uris) owned[of(change.key)] = *change.service_uris;
        if (change.bytes) {
            documents[of(change.key)] = {*change.bytes, change.new_etag};
        } else {
            documents.erase(of(change.key));
        }
        return Commit::done;
    }
    std::vector<std::string> taken_uris(const DocumentKey&,
                                        const std::vector<std::string>& uris) override {
        check();
        std::vector<std::string> taken;
        for (const auto& uri : uris)
            if (others_uris.count(uri) != 0) taken.push_back(uri);
        return taken;
    }
    std::vector<std::string> owned_uris(const DocumentKey& key) override {
        check();
        return owned[of(key)];
    }
    std::vector<DocumentKey> owners_of_uris() override { return {}; }
    std::vector<std::string> claim_uris(const DocumentKey& key,
                                        const std::vector<std::string>& uris) override {
        return taken_uris(key, uris);
    }
    std::vector<ListedDocument> documents_of(const std::string& username,
                                             const std::string& domain) override {
        check();
        std::vector<ListedDocument> listed;
        for (const auto& [key, document] : documents)
            if (std::get<0>(key) == username && std::get<1>(key) == domain)
                listed.push_back({std::get<2>(key), std::get<3>(key), document.etag,
                                  static_cast<std::int64_t>(document.bytes.size())});
        return listed;
    }
    void visit_documents(int doc_type, const Visit& visit) override {
        check();
        for (const auto& [key, document] : documents)
            if (std::get<2>(key) == doc_type)
                visit({std::get<0>(key), std::get<1>(key), doc_type, std::get<3>(key)},
                      document.bytes);
    }
    std::int64_t remove_documents_of(const std::string& username,
                                     const std::string& domain) override {
        check();
        return static_cast<std::int64_t>(std::erase_if(documents, [&](const auto& entry) {
            return std::get<0>(entry.first) == username && std::get<1>(entry.first) == domain;
        }));
    }
    std::vector<Watcher> find_watchers(const std::string& presentity_uri) override {
        check();
        return watchers[presentity_uri];
    }
    std::chrono::microseconds take_time_spent() override { return {}; }

  private:
    static Key of(const DocumentKey& key) {
        return {key.username, key.domain, key.doc_type, key.doc_uri};
    }
    void check() const {
        if (is_down) throw StoreError("the database is gone");
    }
};

}  // namespace xcapd::test
