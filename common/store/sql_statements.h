// Every statement, by name, in the text of each dialect.
//
// {placeholders} are the table and column names an operator may set. Adding a database adds one
// column here, one driver and one schema file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/sql_driver.h"

namespace xcapd {

struct Config;

enum class Stmt {
    find_credentials,  // (username, domain) → the columns of Credentials in their order, and
                       // whether they are of this account
    find_document,     // (key, tags that need no doc) → etag, doc or NULL
    find_credentials_and_document,  // (username, domain, key, tags) → the columns of both
    insert_document,                // (key, doc, etag) unless the key exists
    update_document,                // (doc, etag, key, expected etag)
    delete_document,                // (key, expected etag)
    insert_document_with_notice,    // the same with a notice behind; where one statement can do
    update_document_with_notice,    //     both: PostgreSQL
    delete_document_with_notice,
    insert_notice,        // (key, old etag, new etag, body)
    find_service_uris,    // (key) → uri
    insert_service_uri,   // (key, uri) unless somebody has it
    delete_service_uri,   // (key, uri)
    list_uri_owners,      // () → the key of each document that has URIs
    find_other_owner,     // (key, uri) → a row if another document has it
    list_documents,       // (username, domain) → doc_type, doc_uri, etag, size
    page_of_documents,    // (doc_type, id of the last row) → id, username, domain, doc_uri, doc
    delete_documents,     // (username, domain)
    delete_service_uris,  // (username, domain)
    find_watchers,        // (presentity URI) → user, domain, status, 1 for online
    list_accounts,        // () → username, domain
    delete_account,       // (username, domain)
    count
};

/// What differs from one operator's database to another's.
struct DatabaseFacts {
    Dialect dialect = Dialect::sqlite;
    std::vector<std::string> subscriber_columns;  // what is not there reads as ''
    bool has_watchers = false;
    bool has_active_watchers = false;  // otherwise nobody is online
    bool has_service_uris = false;     // otherwise two documents may have the same
};

/// The statement with this configuration's names. REQUIRES: names checked by config/validate.
std::string statement(Stmt name, const Config& config, const DatabaseFacts& facts);

/// Whether a text column of this dialect gives `text` back as it went in.
bool can_hold(Dialect dialect, std::string_view text);

/// The condition that a row of {subscriber} is the account of parameters `first` and `first` + 1;
/// for with_names().
std::string account_is(Dialect dialect, int first);

/// `text` with {placeholders} replaced, for statements built at run time.
std::string with_names(std::string_view text, const Config& config);

}  // namespace xcapd
