// Application usages: the documents below test/usages, taken and returned byte for byte, or refused
// with the conflict that their standard asks for.
#include "conformance/fields.h"
#include "conformance/session.h"
#include "conformance/usage_tables.h"

namespace conformance {
namespace {

void replace_all(std::string& text, const std::string& old, const std::string& replacement) {
    for (auto at = text.find(old); at != text.npos; at = text.find(old, at + replacement.size()))
        text.replace(at, old.size(), replacement);
}

// References that must be to the user's own documents become such of the account under test.
std::string localized(const UsageTable& table, const Session& session, std::string document) {
    for (const auto& root : table.roots) replace_all(document, root, session.target().root);
    for (const auto& user : table.users) replace_all(document, user, session.target().xui);
    return document;
}

void run(Session& session, const UsageTable& table, const UsageCase& row) {
    const auto url = session.usage_document(table.auid);
    const auto put = [&](const UsageCase& wanted) {
        return session.put(url, table.media_type, localized(table, session, wanted.document));
    };
    const auto document = localized(table, session, row.document);
    if (row.outcome == "accepted") {
        expect_status(put(row), {200, 201}, "PUT");
        expect_body(session, url, document);
        return;
    }
    const auto& stored = table.cases.front();
    expect_status(put(stored), {200, 201}, "PUT of the start document");
    const auto conflict = expect_conflict(put(row), row.outcome);
    if (!conflict.empty() && !row.fields.empty()) expect_fields(conflict, document, row.fields);
    expect_body(session, url, localized(table, session, stored.document));
}

}  // namespace

void add_usage_cases(std::vector<Case>& cases) {
    static const auto tables = usage_tables();
    for (const auto& table : tables) {
        if (table.media_type.empty()) continue;
        Group group(cases, table.auid);
        for (const auto& row : table.cases)
            group.add(row.section, table.auid + ": " + row.rule + ": " + row.outcome,
                      [&table, &row](Session& session) { run(session, table, row); });
    }
}

}  // namespace conformance
