// Every statement, by name, in the text of each dialect.
//
// {placeholders} are the table and column names an operator may set. Adding a database adds one
// column here, one driver and one schema file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

struct Config;

enum class Stmt {
    find_credentials,  // (username, domain) → the columns of Credentials, in their order
    find_document,     // (key) → doc, etag
    find_etag,         // (key) → etag
    insert_document,   // (key, doc, etag) unless the key exists
    update_document,   // (doc, etag, key, expected etag)
    delete_document,   // (key, expected etag)
    list_accounts,     // () → username, domain
    delete_account,    // (username, domain)
    count
};

/// The statement with this configuration's names. `subscriber_columns`: what the table of accounts
/// has; what it has not reads as ''. REQUIRES: names checked by config/validate.
std::string statement(Stmt name, const Config& config,
                      const std::vector<std::string>& subscriber_columns = {});

/// `text` with {placeholders} replaced, for statements built at run time.
std::string with_names(std::string_view text, const Config& config);

}  // namespace xcapd
