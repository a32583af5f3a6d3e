#include <algorithm>

#include "admin/migrate_checks.h"
#include "auth/digest_algorithm.h"
#include "auth/ha1.h"
#include "base/ascii.h"
#include "base/hex.h"
#include "store/accounts.h"
#include "store/mends.h"

namespace xcapd::admin {
namespace {

constexpr const char* behind_view = "this is a view: mend the table behind it";
constexpr const char* without_names = "give the rows of the table an id that no other has, first";

bool is_hash(std::string_view text, std::size_t digits) {
    return text.size() == digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return hex_value(c) >= 0; });
}

class AccountCheck {
  public:
    AccountCheck(const Surveyed& database, Plan& plan)
        : database_(database),
          config_(database.config),
          plan_(plan),
          facts_(database.inspection.table(config_.subscriber_table)),
          row_column_(database.inspection.row_column(facts_)),
          moves_documents_(database.holds_documents && row_column_ == "id" &&
                           database.inspection.table(config_.xcap_table).column("subscriber_id") !=
                               nullptr) {}

    void run() {
        passwords_are_clear_ = config_.cleartext_passwords || find_proof();
        database_.inspection.each_account([&](AccountRow row) { check(std::move(row)); });
        for (const auto& [name, count] : without_)
            plan_.find(Severity::warning, config_.subscriber_table,
                       std::to_string(count) + " accounts have no hash for " + name +
                           ", which [Authentication] digest_algorithms offers",
                       "they log in with another algorithm until `xcapd user passwd`");
    }
    std::size_t obstacles() const { return obstacles_; }

  private:
    // Without cleartext_passwords the column may hold anything. It is in clear where it agrees with
    // the ha1 beside it at least once, and nowhere disagrees.
    bool find_proof() {
        std::size_t proofs = 0;
        std::size_t disproofs = 0;
        database_.inspection.each_account([&](const AccountRow& row) {
            const auto& [password, hash, ha1b, sha256, sha512] = row.secrets;
            if (password.empty() || hash.empty() || row.has_null) return;
            ++(ha1(row.username, row.domain, password) == ascii::lower(hash) ? proofs : disproofs);
        });
        return proofs > 0 && disproofs == 0;
    }

    void check(AccountRow row) {
        const std::string where = config_.subscriber_table + " row " + row.row + " (" +
                                  row.username + "@" + row.domain + ")";
        if (row.has_null || row.username.empty() || row.domain.empty()) {
            plan_.find(Severity::error, where,
                       row.has_null ? "user name or domain is NULL: nobody can log in with this row"
                                    : "user name or domain is empty: nobody can log in with it",
                       "fill it in, or delete the row");
            return;
        }
        if (row.username == last_.username && row.domain == last_.domain)
            return duplicate(row, where);
        check_names(row, where);
        check_secrets(row, where);
        last_ = std::move(row);
    }

    void duplicate(const AccountRow& row, const std::string& where) {
        if (row.everything_but_id != last_.everything_but_id) {
            ++obstacles_;
            plan_.find(Severity::error, where,
                       "the same account as row " + last_.row + ", but not with the same values",
                       "delete one of the two; row " + last_.row + " is used now");
            return;
        }
        const std::string what = "the same account as row " + last_.row + ", twice";
        if (facts_.is_view) return plan_.find(Severity::error, where, what, behind_view);
        if (row_column_ == Inspection::unnamed) {
            ++obstacles_;
            return plan_.find(Severity::error, where, what, without_names);
        }
        plan_.mend(Severity::error, where, what, "deletes this row");
        if (moves_documents_)
            plan_.add(Step::remove, mends::move_documents(config_.xcap_table, row.row, last_.row));
        plan_.add(Step::remove,
                  mends::delete_row(config_.subscriber_table, {row_column_, row.row}));
    }

    void check_names(const AccountRow& row, const std::string& where) {
        if (row.domain != ascii::lower(row.domain))
            plan_.find(Severity::error, where,
                       "the domain is not in lower case, as every request's is: nobody can log in",
                       "change the domain to lower case and set the password anew: its hashes hold "
                       "the domain");
        const auto other = users_.add(row.username + "@" + ascii::lower(row.domain));
        if (!other.empty())
            plan_.find(Severity::warning, where, "the user differs from " + other + " in case only",
                       "settle on one spelling: they are two users here, and one on MySQL");
        if (other.empty() || !facts_.column(config_.user_col)->ignores_case) return;
        ++obstacles_;
        plan_.find(Severity::error, where,
                   "by the collation of the columns the same account as another row's",
                   "settle on one spelling, or give the table a collation that regards case");
    }

    void check_secrets(const AccountRow& row, const std::string& where) {
        const auto set_password = "run xcapd user passwd " + row.username + "@" + row.domain;
        const auto& secrets = row.secrets;
        const bool has_clear = passwords_are_clear_ && !secrets.password.empty();
        const std::pair<const std::string&, std::size_t> hashes[] = {{secrets.ha1, 32},
                                                                     {secrets.ha1b, 32},
                                                                     {secrets.ha1_sha256, 64},
                                                                     {secrets.ha1_sha512t256, 64}};
        for (const auto& [hash, digits] : hashes)
            if (!hash.empty() && !is_hash(hash, digits))
                plan_.find(Severity::error, where,
                           "a hash is not " + std::to_string(digits) +
                               " hexadecimal digits, so no password fits it",
                           set_password);
        if (has_clear) return compute_missing(row, where);
        if (secrets.ha1.empty())
            plan_.find(Severity::error, where, "no ha1: nobody can log in with this row",
                       secrets.password.empty()
                           ? set_password
                           : set_password +
                                 "; or, if the password column is in clear, set "
                                 "cleartext_passwords = Yes for --apply");
        for (const auto& name : config_.digest_algorithms) {
            const auto* algorithm = find_digest_algorithm(name);
            if (algorithm != nullptr && algorithm->ha1 != &Credentials::ha1 &&
                (secrets.*(algorithm->ha1)).empty())
                ++without_[name];
        }
    }

    void compute_missing(const AccountRow& row, const std::string& where) {
        const auto present = secret_columns(config_, row.secrets);
        const auto computed =
            secret_columns(config_, hashes_of(row.username, row.domain, row.secrets.password));
        mends::Assignments missing;
        std::string names;
        for (std::size_t i = 1; i < computed.size(); ++i) {  // behind the password
            const auto& [column, hash] = computed[i];
            if (!present[i].second.empty() || !will_have(column)) continue;
            missing.push_back(computed[i]);
            names += (names.empty() ? "" : ", ") + column;
        }
        if (missing.empty()) return;
        const bool cannot_log_in = row.secrets.ha1.empty() && !config_.cleartext_passwords;
        const auto severity = cannot_log_in ? Severity::error : Severity::warning;
        if (facts_.is_view || row_column_ == Inspection::unnamed)
            return plan_.find(severity, where, "no " + names,
                              facts_.is_view ? behind_view : without_names);
        plan_.mend(severity, where, "no " + names, "computes them from the clear password");
        plan_.add(Step::change,
                  mends::set_columns(config_.subscriber_table, missing, {row_column_, row.row}));
    }

    // Whether the table has this column, or check_tables adds it.
    bool will_have(const std::string& column) const {
        if (facts_.column(column) != nullptr) return true;
        const auto& columns = schema_of(database_, "subscriber").columns;
        return !facts_.is_view &&
               std::any_of(columns.begin(), columns.end(),
                           [&](const auto& known) { return known.name == column; });
    }

    const Surveyed& database_;
    const Config& config_;
    Plan& plan_;
    const TableFacts facts_;
    const std::string row_column_;
    const bool moves_documents_;
    bool passwords_are_clear_ = false;
    AccountRow last_;  // the first row of the account that is being read
    std::size_t obstacles_ = 0;
    CaseTwins users_;
    std::map<std::string, std::size_t> without_;  // accounts, by algorithm
};

}  // namespace

void check_accounts(const Surveyed& database, Plan& plan) {
    const auto& config = database.config;
    const auto facts = database.inspection.table(config.subscriber_table);
    if (facts.column(config.user_col) == nullptr || facts.column(config.domain_col) == nullptr)
        return;  // said by check_tables
    AccountCheck check(database, plan);
    check.run();
    check_key(database, schema_of(database, "subscriber"), config.subscriber_table,
              {config.user_col, config.domain_col}, check.obstacles(), plan);
}

}  // namespace xcapd::admin
