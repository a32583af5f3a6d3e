// Writes the subscriber table, for `xcapd user`. The server itself only reads it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "store/store.h"

namespace xcapd {

/// (column, value) of every secret an account may have, whether or not the table has the column.
std::vector<std::pair<std::string, std::string>> secret_columns(const Config& config,
                                                                const Credentials& secrets);

// All of these THROW StoreError.

/// False when the account exists already.
bool insert_account(const Config& config, const std::string& username, const std::string& domain,
                    const Credentials& secrets);
/// False when there is no such account.
bool update_account(const Config& config, const std::string& username, const std::string& domain,
                    const Credentials& secrets);
bool delete_account(const Config& config, const std::string& username, const std::string& domain);
/// (username, domain) of every account, by domain, then by user.
std::vector<std::pair<std::string, std::string>> list_accounts(const Config& config);

}  // namespace xcapd
