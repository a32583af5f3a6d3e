// Writes the subscriber table, for `xcapd user`. The server itself only reads it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.h"

namespace xcapd {

/// What a subscriber row keeps of a password. Written as far as the table has the columns.
struct AccountSecrets {
    std::string password;  // empty unless cleartext_passwords
    std::string ha1;
    std::string ha1b;
    std::string ha1_sha256;
    std::string ha1_sha512t256;
};

// All of these THROW StoreError.

/// False when the account exists already.
bool insert_account(const Config& config, const std::string& username, const std::string& domain,
                    const AccountSecrets& secrets);
/// False when there is no such account.
bool update_account(const Config& config, const std::string& username, const std::string& domain,
                    const AccountSecrets& secrets);
bool delete_account(const Config& config, const std::string& username, const std::string& domain);
/// (username, domain) of every account, by domain, then by user.
std::vector<std::pair<std::string, std::string>> list_accounts(const Config& config);

}  // namespace xcapd
