// Every statement, by name, in the text of each dialect.
//
// {placeholders} are the table and column names an operator may set. Adding a database adds one
// column here, one driver and one schema file.
#pragma once

#include <string>
#include <string_view>

namespace xcapd {

struct Config;

enum class Stmt {
    find_secret,      // (username, domain) → secret
    find_document,    // (key) → doc, etag
    find_etag,        // (key) → etag
    insert_document,  // (key, doc, etag) unless the key exists
    update_document,  // (doc, etag, key, expected etag)
    delete_document,  // (key, expected etag)
    list_accounts,    // () → username, domain
    delete_account,   // (username, domain)
    count
};

/// The statement with this configuration's names. REQUIRES: names checked by config/validate.
std::string statement(Stmt name, const Config& config);

/// `text` with {placeholders} replaced, for statements built at run time.
std::string with_names(std::string_view text, const Config& config);

}  // namespace xcapd
