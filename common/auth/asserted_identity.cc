#include "auth/asserted_identity.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/percent.h"

namespace xcapd {
namespace {

constexpr std::size_t max_field = 4096;  // bytes
constexpr std::size_t max_identities = 32;
constexpr std::string_view of_3gpp = "x-3gpp-asserted-identity";
constexpr std::string_view of_oma = "x-xcap-asserted-identity";
constexpr std::string_view intention = "x-3gpp-intended-identity";

// RFC 3986 2: ASCII without these.
bool is_uri_text(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string::npos;
    });
}

bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) ||
               std::string_view("-._:[]").find(c) != std::string::npos;
    });
}

// A user, a domain, and nothing that could be read in two ways: no password, no second "@".
bool is_address_of_record(std::string_view uri, const UserId& user) {
    const auto begin = uri.find(':') + 1;
    const auto at = uri.find('@');
    return at != uri.npos && at > begin && uri.find('@', at + 1) == uri.npos &&
           uri.substr(begin, at - begin).find(':') == uri.npos && is_host(user.domain);
}

std::optional<UserId> identity_of(std::string_view uri) {
    if (!is_uri_text(uri) || !percent_decode(uri)) return std::nullopt;
    auto user = UserId::from_xui(uri);
    const bool is_sip = has_scheme(uri, "sip:") || has_scheme(uri, "sips:");
    if (is_sip ? is_address_of_record(uri, user) : user.is_tel) return user;
    return std::nullopt;
}

// Cuts the next element off `rest`, without its quotes: a bare one ends at a comma or white space.
// Nothing: it does not end well.
std::optional<std::string_view> take_element(std::string_view& rest) {
    std::string_view element;
    if (rest.starts_with('"')) {
        const auto end = rest.find('"', 1);
        if (end == rest.npos) return std::nullopt;
        element = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
    } else {
        element = rest.substr(0, rest.find_first_of(", \t"));
        rest.remove_prefix(element.size());
    }
    rest = ascii::trim(rest);
    if (!rest.empty() && rest.front() != ',') return std::nullopt;
    return element;
}

Result<const http::Header*, std::string> find_once(const http::Request& request,
                                                   std::string_view name) {
    const auto header = std::find_if(request.headers.begin(), request.headers.end(),
                                     [&](const http::Header& field) { return field.name == name; });
    if (header == request.headers.end()) return nullptr;
    if (header->is_repeated)
        return fail("The header " + header->name +
                    " came twice: a proxy that sets it must remove its client's.");
    return &*header;
}

}  // namespace

Result<std::vector<UserId>, std::string> parse_identities(std::string_view field) {
    if (field.size() > max_field)
        return fail("More than " + std::to_string(max_field) + " bytes of identities.");
    std::vector<UserId> users;
    for (auto rest = ascii::trim(field); !rest.empty(); rest = ascii::trim(rest)) {
        if (rest.starts_with(',')) {  // RFC 9110 5.6.1.2: empty elements count for nothing
            rest.remove_prefix(1);
            continue;
        }
        const auto element = take_element(rest);
        auto user = element ? identity_of(*element) : std::nullopt;
        if (!user)
            return fail(std::string(
                "An identity is not a sip:, sips: or tel: URI, or the list of them is broken."));
        if (users.size() == max_identities)
            return fail("More than " + std::to_string(max_identities) + " identities.");
        users.push_back(std::move(*user));
    }
    if (users.empty()) return fail(std::string("No identity is named."));
    return users;
}

IdentityHeaders::IdentityHeaders(const std::string& setting) {
    const auto name = ascii::lower(setting);
    for (const auto known : {of_3gpp, of_oma})
        if (name == known || name == "either") names_.emplace_back(known);
}

Result<std::vector<UserId>, std::string> IdentityHeaders::asserted(
    const http::Request& request) const {
    const http::Header* found = nullptr;
    for (const auto& name : names_) {
        const auto header = find_once(request, name);
        if (!header) return fail(header.error());
        if (*header == nullptr) continue;
        // A proxy knows its own header only, so the other one is the client's.
        if (found != nullptr) return fail("Both " + found->name + " and " + name + " are there.");
        found = *header;
    }
    if (found == nullptr) return std::vector<UserId>();
    return parse_identities(found->value);
}

Result<std::optional<UserId>, std::string> IdentityHeaders::intended(
    const http::Request& request) const {
    if (names_.empty()) return std::optional<UserId>();
    const auto header = find_once(request, intention);
    if (!header) return fail(header.error());
    if (*header == nullptr) return std::optional<UserId>();
    auto users = parse_identities((*header)->value);
    if (!users) return fail(std::move(users.error()));
    if (users->size() > 1) return fail(std::string("More than one identity is intended."));
    return std::optional<UserId>(std::move(users->front()));
}

}  // namespace xcapd
