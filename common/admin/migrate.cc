#include "admin/migrate.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "admin/migrate_checks.h"
#include "config/load.h"
#include "store/placeholders.h"
#include "store/schema.h"

namespace xcapd::admin {
namespace {

// One database, in a transaction from its construction on.
class Database {
  public:
    Database(const Config& config, const std::string& uri, bool is_to_change)
        : config_(config),
          uri_(uri),
          sql_(migration_sql(uri)),
          connection_(open_connection(uri, std::chrono::milliseconds(config.write_timeout),
                                      is_to_change ? OpenFor::changing : OpenFor::reading)),
          transaction_(*connection_, sql_, is_to_change ? sql_.begin_writing : sql_.begin_reading),
          inspection_(*connection_, sql_, config) {
        if (is_to_change) lock_tables();
    }

    Plan plan(const Registry& registry) {
        const Surveyed database{config_,
                                inspection_,
                                sql_,
                                parse_schema(schema_script(uri_)),
                                uri_ == config_.storage_db_uri,
                                uri_ == config_.authentication_db_uri};
        Plan plan;
        check_tables(database, plan);
        if (database.holds_documents) check_documents(database, registry, plan);
        if (database.holds_accounts) check_accounts(database, plan);
        return plan;
    }

    // RETURNS the plan for what is left.
    Plan mend(const Plan& planned, const Registry& registry) {
        for (const auto& statement : planned.statements()) transaction_.run(statement);
        auto rest = plan(registry);
        if (!rest.statements().empty())
            throw StoreError("not committed, because this would not have been enough: " +
                             rest.statements().front());
        return rest;
    }

    std::string script(const Plan& plan) const {
        std::string text(sql_.begin_writing);
        text += ";\n";
        for (const auto& statement : plan.statements()) text += statement + ";\n";
        return text + std::string(sql_.commit) + ";";
    }

    void commit() { transaction_.commit(); }
    std::string name() const { return mask_secret(uri_); }

  private:
    void lock_tables() {
        if (sql_.lock.empty()) return;
        for (const auto& [uri, table] :
             {std::pair(config_.storage_db_uri, config_.xcap_table),
              std::pair(config_.authentication_db_uri, config_.subscriber_table)}) {
            if (uri != uri_) continue;
            const auto facts = inspection_.table(table);
            if (facts.exists && !facts.is_view)
                transaction_.run(filled_in(sql_.lock, {{"{table}", table}}));
        }
    }

    const Config& config_;
    const std::string uri_;
    const MigrationSql& sql_;
    std::unique_ptr<SqlConnection> connection_;
    Transaction transaction_;
    Inspection inspection_;
};

// A row may hold anything; a line of ours is one line.
std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

std::string line_of(const Finding& finding) {
    const std::string severity = finding.severity == Severity::error     ? "error: "
                                 : finding.severity == Severity::warning ? "warning: "
                                                                         : "note: ";
    return one_line(severity + finding.where + ": " + finding.what + "; " +
                    (finding.is_mended ? "--apply " : "") + finding.remedy);
}

void add_findings(MigrationReport& report, const Plan& plan) {
    for (const auto& finding : plan.findings()) {
        report.lines.push_back(line_of(finding));
        report.needs_action = report.needs_action || finding.severity != Severity::note;
    }
}

Result<Registry, std::vector<std::string>> all_usages(Config config) {
    config.disabled_applications.clear();  // their documents are documents too
    return Registry::create(config);
}

}  // namespace

Result<MigrationReport, std::vector<std::string>> migrate(const Config& config, Migration what) {
    if (config.is_kamailio())
        return fail(std::vector<std::string>{
            "migrate mends OpenSIPS's tables, and [Database] doc_uri_style says they are "
            "Kamailio's"});
    const auto registry = all_usages(config);
    if (!registry) return fail(registry.error());

    MigrationReport report;
    std::vector<std::unique_ptr<Database>> databases;
    for (const auto& uri : databases_of(config))
        databases.push_back(std::make_unique<Database>(config, uri, what == Migration::apply));
    for (const auto& database : databases) {
        auto plan = database->plan(*registry);
        const bool has_work = !plan.statements().empty();
        if (what == Migration::dry_run) {
            MigrationReport unsaid;
            add_findings(unsaid, plan);
            report.needs_action = report.needs_action || unsaid.needs_action;
            if (has_work && databases.size() > 1) report.lines.push_back("-- " + database->name());
            if (has_work) report.lines.push_back(database->script(plan));
            continue;
        }
        if (what == Migration::apply && has_work) {
            for (const auto& finding : plan.findings())
                if (finding.is_mended)
                    report.lines.push_back(
                        one_line("mended: " + finding.where + ": " + finding.what));
            plan = database->mend(plan, *registry);
        }
        add_findings(report, plan);
    }
    if (what == Migration::apply)
        for (const auto& database : databases) database->commit();
    return report;
}

}  // namespace xcapd::admin
