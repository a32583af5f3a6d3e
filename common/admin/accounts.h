// `xcapd user …`: accounts in the subscriber table, in the forms every SIP server reads.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"

namespace xcapd::admin {

/// `alice@example.com`, with or without `sip:`; without a domain the default_realm is taken.
/// Fails with a sentence when that leaves no domain, or the password is empty.
// All of these THROW StoreError.
Result<std::string, std::string> add_user(const Config& config, const std::string& address,
                                          const std::string& password);
Result<std::string, std::string> change_password(const Config& config, const std::string& address,
                                                 const std::string& password);
Result<std::string, std::string> delete_user(const Config& config, const std::string& address);

/// `user@domain` of every account.
std::vector<std::string> list_users(const Config& config);

}  // namespace xcapd::admin
