#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "admin/migrate_checks.h"
#include "admin/owner.h"
#include "base/ascii.h"
#include "base/crypto.h"
#include "store/fitness.h"
#include "store/mends.h"
#include "uri/xcap_root.h"
#include "usages/validation.h"

namespace xcapd::admin {
namespace {

// Of RFC 9110's etagc: ASCII without the backslash, which dialects read differently in a literal.
bool is_safe(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; }

// A tag as the store keeps it: what lies between the quotes, if that can stand in a header and in
// a statement of any dialect. Otherwise one made from the row, the same whenever it is asked for,
// so that --dry-run and --apply agree. Clients with the old tag ask again.
std::string mended_etag(const DocumentRow& row) {
    std::string_view tag = row.etag;
    if (tag.starts_with("W/\"")) tag.remove_prefix(2);
    if (tag.size() > 2 && tag.starts_with('"') && tag.ends_with('"')) {
        tag = tag.substr(1, tag.size() - 2);
        if (tag.size() <= 64 && std::all_of(tag.begin(), tag.end(), is_safe))
            return std::string(tag);
    }
    std::string content = "xcapd migrate";
    for (const auto& part : {row.row, row.key.username, row.key.domain,
                             std::to_string(row.key.doc_type), row.key.doc_uri, row.bytes})
        content += '\0' + part;
    return crypto::hex_digest(crypto::Hash::sha256, content).substr(0, 32);
}

std::string fault_of_etag(const std::string& etag) {
    if (etag.empty()) return "the etag is empty";
    if (etag.find('"') != etag.npos) return "the etag is stored with quotes";
    if (etag.size() > 64) return "the etag is longer than 64 characters";
    if (!std::all_of(etag.begin(), etag.end(), is_safe))
        return "the etag holds what no header may carry";
    return {};
}

std::string_view name_of(xml::ParseFault fault) {
    switch (fault) {
        case xml::ParseFault::not_utf8: return "not UTF-8";
        case xml::ParseFault::over_limit: return "beyond [Limits]";
        case xml::ParseFault::schema_invalid:
        case xml::ParseFault::not_well_formed:
        case xml::ParseFault::not_fragment: break;
    }
    return "not well-formed";
}

class DocumentCheck {
  public:
    DocumentCheck(const Surveyed& database, const Registry& registry, Plan& plan)
        : database_(database),
          config_(database.config),
          registry_(registry),
          roots_(config_.root),
          plan_(plan),
          facts_(database.inspection.table(config_.xcap_table)),
          row_column_(database.inspection.row_column(facts_)) {}

    void run() {
        database_.inspection.each_document([&](DocumentRow row) { check(std::move(row)); });
        end_group();
        for (const auto& key : several_) report_several(key);
    }
    std::size_t obstacles() const { return obstacles_; }

  private:
    void check(DocumentRow row) {
        const auto* usage = registry_.find_stored(row.key.doc_type);
        const auto where = where_of(row, usage);
        if (row.has_null) {
            plan_.find(Severity::error, where,
                       "a part of the key is NULL: nobody can read this row",
                       "fill it in, or delete the row");
            return;
        }
        if (has_group_ && row.key == group_.key) return duplicate(row, where);
        check_names(row.key, where);
        check_etag(row, where);
        if (usage != nullptr && !usage->only_document.empty() &&
            row.key.doc_uri != usage->only_document)
            plan_.find(Severity::error, where,
                       "no client can read it: a user's one document of this application is " +
                           std::string(usage->only_document),
                       "rename or delete it; OpenSIPS may read it all the same");
        if (usage == nullptr) {
            plan_.find(Severity::warning, where, "no application of this release has this doc_type",
                       "the row stays and is not served");
        } else {
            check_content(row, *usage, where);
        }
        if (!is_same_collection(row.key)) end_group();
        documents_of_collection_.push_back(row.key.doc_uri);
        group_ = std::move(row);
        has_group_ = true;
    }

    std::string where_of(const DocumentRow& row, const ApplicationUsage* usage) const {
        return config_.xcap_table + " row " + row.row + " (" +
               (usage != nullptr ? std::string(usage->auid)
                                 : "doc_type " + std::to_string(row.key.doc_type)) +
               ", " + owner_of(row.key) + ", " + row.key.doc_uri + ")";
    }

    // `group_` is the first row of this key, the one that is served today.
    void duplicate(const DocumentRow& row, const std::string& where) {
        const std::string what = "the same key as row " + group_.row;
        if (row.bytes == group_.bytes && row_column_ != Inspection::unnamed) {
            plan_.mend(Severity::error, where, what + " and the same document", "deletes this row");
            plan_.add(Step::remove, mends::delete_row(config_.xcap_table, {row_column_, row.row}));
            return;
        }
        ++obstacles_;
        plan_.find(
            Severity::error, where,
            what + (row.bytes == group_.bytes ? " and the same document" : " and another document"),
            "delete one of the two; row " + group_.row + " is served now");
    }

    void check_names(const DocumentKey& key, const std::string& where) {
        if (key.domain != ascii::lower(key.domain))
            plan_.find(Severity::error, where,
                       "the domain is not in lower case, as every request's is: nobody can read it",
                       "change the domain to lower case, if no such row exists already");
        const auto other_user = users_.add(key.username + "@" + ascii::lower(key.domain));
        if (!other_user.empty())
            plan_.find(Severity::warning, where,
                       "the user differs from " + other_user + " in case only",
                       "settle on one spelling: they are two users here, and one on MySQL");
        const auto path =
            key.username + "@" + key.domain + '\n' + std::to_string(key.doc_type) + '\n';
        if (path != path_of_documents_) documents_ = {};
        path_of_documents_ = path;
        const auto other_document = documents_.add(key.doc_uri);
        if (!other_document.empty())
            plan_.find(Severity::warning, where,
                       "the name differs from " + other_document + " in case only",
                       "settle on one spelling: they are two documents here, and one on MySQL");
        check_collation(key, where);
    }

    // Names that the table's own collation takes for one stand in the way of its unique key.
    void check_collation(const DocumentKey& key, const std::string& where) {
        const auto folded = [&](const char* column, const std::string& text) {
            return facts_.column(column)->ignores_case ? ascii::lower(text) : text;
        };
        const bool is_exact =
            !facts_.column("username")->ignores_case && !facts_.column("doc_uri")->ignores_case;
        if (is_exact ||
            folded_
                .insert(folded("username", key.username) + '\n' + key.domain + '\n' +
                        std::to_string(key.doc_type) + '\n' + folded("doc_uri", key.doc_uri))
                .second)
            return;
        ++obstacles_;
        plan_.find(Severity::error, where,
                   "by the collation of the columns the same key as another row's",
                   "settle on one spelling, or give the table a collation that regards case");
    }

    void check_etag(const DocumentRow& row, const std::string& where) {
        const auto fault = fault_of_etag(row.etag);
        if (fault.empty()) return;
        if (row_column_ == Inspection::unnamed)
            return plan_.find(Severity::error, where, fault,
                              "give the rows of the table an id that no other has, first");
        const auto etag = mended_etag(row);
        const bool is_same = row.etag.find(etag) != row.etag.npos;
        plan_.mend(row.etag.size() > 64 ? Severity::warning : Severity::error, where, fault,
                   is_same ? "removes the quotes" : "gives it a new one");
        plan_.add(Step::change,
                  mends::set_columns(config_.xcap_table, {{"etag", etag}}, {row_column_, row.row}));
    }

    void check_content(const DocumentRow& row, const ApplicationUsage& usage,
                       const std::string& where) {
        const auto complain = [&](Severity severity, std::string what) {
            if (what.ends_with('.')) what.pop_back();  // a sentence becomes a part of one
            plan_.find(
                severity, where, std::move(what),
                "it is served as it is, but no client can write it so; have it written anew");
        };
        if (row.bytes.size() > static_cast<std::size_t>(config_.max_document_size))
            complain(Severity::warning, "larger than [Limits] max_document_size: " +
                                            std::to_string(row.bytes.size()) + " bytes");
        const auto document =
            xml::Document::parse(row.bytes, limits_of(config_), registry_.schema_of(usage));
        if (!document) {
            const auto& error = document.error();
            return complain(
                error.fault == xml::ParseFault::over_limit ? Severity::warning : Severity::error,
                std::string(name_of(error.fault)) + ": " + error.message);
        }
        if (const auto fault = schema_fault_of(usage, *document, config_); !fault.empty())
            return complain(Severity::warning, "not valid by its schema: " + fault);
        DocumentSelector selector;
        selector.auid = usage.auid;
        selector.user = UserId::of_row(row.key.username, row.key.domain);
        selector.tree = selector.user.empty() ? Tree::global : Tree::users;
        selector.xui = selector.user.to_string();
        selector.path = DocumentSelector::path_of(row.key.doc_uri);
        if (const auto violation = violation_of(usage, *document, {selector, roots_, config_}))
            complain(Severity::warning,
                     "against the rules of its application: " + violation->phrase);
        if (usage.owned_uris != nullptr)
            for (const auto& uri : keys_of_owned_uris(usage, *document))
                check_service_uri(uri, where);
    }

    void check_service_uri(const std::string& uri, const std::string& where) {
        const auto [first, is_new] = service_uris_.emplace(uri, where);
        if (!is_new && first->second != where)
            plan_.find(Severity::warning, where,
                       "the service URI " + uri + " is in " + first->second + " too",
                       "take it out of one of them; init-db leaves it to the lower row, and the "
                       "other cannot be written then");
    }

    // Rows come by user, domain and type; those of one triple are a collection. OpenSIPS reads any
    // row of it where an application has one document of each user (FACTS 3.4).
    bool is_same_collection(const DocumentKey& key) const {
        return key.username == group_.key.username && key.domain == group_.key.domain &&
               key.doc_type == group_.key.doc_type;
    }
    void end_group() {
        auto names = std::exchange(documents_of_collection_, {});
        const auto* usage = registry_.find_stored(group_.key.doc_type);
        if (names.size() > 1 && usage != nullptr && !usage->only_document.empty())
            several_.emplace_back(group_.key, std::move(names));
    }
    void report_several(const std::pair<DocumentKey, std::vector<std::string>>& several) {
        const auto& [key, names] = several;
        // The key's index gives the names in their order.
        const bool has_key =
            database_.inspection.table(config_.xcap_table).has_key(document_key_columns);
        plan_.find(Severity::warning,
                   config_.xcap_table + " (" +
                       std::string(registry_.find_stored(key.doc_type)->auid) + ", " +
                       owner_of(key) + ")",
                   "several documents where there should be one: " + ascii::joined(names) +
                       "; OpenSIPS reads whichever comes first, " +
                       database_.inspection.read_by_opensips(key) + " as the table is now" +
                       (has_key || !database_.sql.key_orders
                            ? ""
                            : ", " + names.front() + " with the unique key"),
                   "keep the one that clients read");
    }

    const Surveyed& database_;
    const Config& config_;
    const Registry& registry_;
    const XcapRoots roots_;
    Plan& plan_;
    const TableFacts facts_;
    const std::string row_column_;
    DocumentRow group_;  // the first row with the key that is being read
    bool has_group_ = false;
    std::size_t obstacles_ = 0;
    CaseTwins users_;
    CaseTwins documents_;
    std::map<std::string, std::string> service_uris_;  // where each was first
    std::set<std::string> folded_;                     // keys, where the collation ignores case
    std::string path_of_documents_;
    std::vector<std::string> documents_of_collection_;
    std::vector<std::pair<DocumentKey, std::vector<std::string>>> several_;
};

}  // namespace

void check_documents(const Surveyed& database, const Registry& registry, Plan& plan) {
    const auto& table = database.config.xcap_table;
    const auto facts = database.inspection.table(table);
    for (const char* column : {"username", "domain", "doc_type", "doc_uri", "doc", "etag"})
        if (facts.column(column) == nullptr) return;  // said by check_tables
    if (facts.is_view) {
        plan.find(Severity::error, table, "it is a view, and documents must be written",
                  "name a table in [Database] xcap_table");
        return;
    }
    DocumentCheck check(database, registry, plan);
    check.run();
    check_key(database, schema_of(database, "xcap"), table, document_key_columns, check.obstacles(),
              plan);
}

}  // namespace xcapd::admin
