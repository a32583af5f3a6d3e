#include "admin/accounts.h"

#include <algorithm>

#include "auth/ha1.h"
#include "base/utf8.h"
#include "store/accounts.h"
#include "uri/user_id.h"

namespace xcapd::admin {
namespace {

Result<UserId, std::string> parse(const Config& config, std::string_view text) {
    UserId address = UserId::from_xui(text);
    if (address.is_tel)
        return fail(
            std::string("a tel: user has no realm and cannot log in; [Authentication] "
                        "require_known_user = No serves users without an account"));
    address.complete_domain(config.default_realm);
    if (address.username.empty() || address.domain.empty())
        return fail("\"" + std::string(text) +
                    "\" is no user@domain, and no default_realm is configured");
    if (!is_utf8(text) || utf8_length(address.username) > 64 || utf8_length(address.domain) > 64)
        return fail(std::string("user and domain may have 64 characters each, in UTF-8"));
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return fail(std::string("a user name with a control character cannot stand in a URI"));
    if (address.username.find(':') != std::string::npos)
        return fail(std::string("a user name with a colon cannot log in (RFC 7617 2)"));
    return address;
}

Credentials secrets_for(const Config& config, const UserId& address, const std::string& password) {
    Credentials secrets = hashes_of(address.username, address.domain, password);
    if (config.cleartext_passwords) secrets.password = password;
    return secrets;
}

using Write = bool (*)(const Config&, const std::string&, const std::string&, const Credentials&);

Result<std::string, std::string> write_account(const Config& config, const std::string& text,
                                               const std::string& password, Write write,
                                               const char* refusal) {
    const auto address = parse(config, text);
    if (!address) return fail(address.error());
    if (password.empty()) return fail(std::string("the password is empty"));
    if (!write(config, address->username, address->domain, secrets_for(config, *address, password)))
        return fail(address->to_string() + refusal);
    return address->to_string();
}

}  // namespace

Result<std::string, std::string> add_user(const Config& config, const std::string& address,
                                          const std::string& password) {
    return write_account(config, address, password, insert_account, " exists already");
}

Result<std::string, std::string> change_password(const Config& config, const std::string& address,
                                                 const std::string& password) {
    return write_account(config, address, password, update_account, " has no account");
}

Result<std::string, std::string> delete_user(const Config& config, const std::string& text) {
    const auto address = parse(config, text);
    if (!address) return fail(address.error());
    if (!delete_account(config, address->username, address->domain))
        return fail(address->to_string() + " has no account");
    return address->to_string();
}

std::vector<std::string> list_users(const Config& config) {
    std::vector<std::string> users;
    for (const auto& [username, domain] : list_accounts(config))
        users.push_back(username + "@" + domain);
    return users;
}

}  // namespace xcapd::admin
