#include "auth/digest.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/percent.h"
#include "http/quoted_string.h"

namespace xcapd {
namespace {

// Whether the quote at `at` ends a quoted string. Clients put a node selector's own quotes into
// `uri` as they are (curl, Python's urllib), so there one that neither a comma nor the end follows
// is data.
bool closes(std::string_view text, std::size_t at, bool holds_quotes) {
    if (text[at] != '"') return false;
    if (!holds_quotes) return true;
    const auto rest = ascii::trim(text.substr(at + 1));
    return rest.empty() || rest.front() == ',';
}

// Takes `name = value` off the front of `rest`; value is a token or a quoted string.
std::optional<std::pair<std::string, std::string>> take_parameter(std::string_view& rest) {
    const auto equals = rest.find('=');
    if (equals == rest.npos) return std::nullopt;
    std::string name = ascii::lower(ascii::trim(rest.substr(0, equals)));
    rest = ascii::trim(rest.substr(equals + 1));
    std::string value;
    if (rest.starts_with('"')) {
        std::size_t at = 1;
        for (; at < rest.size() && !closes(rest, at, name == "uri"); ++at) {
            if (rest[at] == '\\' && ++at == rest.size()) return std::nullopt;
            value += rest[at];
        }
        if (at >= rest.size()) return std::nullopt;
        rest.remove_prefix(at + 1);
    } else {
        const auto end = std::min(rest.find(','), rest.size());
        value = ascii::trim(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    rest = ascii::trim(rest);
    if (name.empty() || (!rest.empty() && rest.front() != ',')) return std::nullopt;
    return std::pair{std::move(name), std::move(value)};
}

// Path and query of a URI that may be in absolute form.
std::string_view without_authority(std::string_view uri) {
    const auto scheme = uri.find("://");
    if (scheme == uri.npos || scheme > 5) return uri;
    const auto slash = uri.find('/', scheme + 3);
    return slash == uri.npos ? "/" : uri.substr(slash);
}

// The path decoded, to be compared. A slash that "%2F" stands for is data in a document selector
// (RFC 4825 6.2), so there it becomes what no document's URI can hold; a node selector is one text.
std::optional<std::string> comparable(std::string_view path) {
    constexpr char slash_in_a_segment = '\x01';
    std::string out;
    for (bool is_node_selector = false;;) {
        const auto end = std::min(path.find('/'), path.size());
        auto segment = percent_decode(path.substr(0, end));
        if (!segment) return std::nullopt;
        is_node_selector = is_node_selector || segment->starts_with("~~");
        if (!is_node_selector)
            std::replace(segment->begin(), segment->end(), '/', slash_in_a_segment);
        out += *segment;
        if (end == path.size()) return out;
        out += '/';
        path.remove_prefix(end + 1);
    }
}

}  // namespace

std::optional<DigestCredentials> parse_digest(std::string_view parameters) {
    DigestCredentials credentials;
    std::pair<std::string_view, std::string*> fields[] = {
        {"username", &credentials.username}, {"realm", &credentials.realm},
        {"nonce", &credentials.nonce},       {"uri", &credentials.uri},
        {"response", &credentials.response}, {"algorithm", &credentials.algorithm},
        {"qop", &credentials.qop},           {"nc", &credentials.nc},
        {"cnonce", &credentials.cnonce}};
    auto rest = ascii::trim(parameters);
    while (!rest.empty()) {
        if (rest.front() == ',') {
            rest = ascii::trim(rest.substr(1));
            continue;
        }
        auto parameter = take_parameter(rest);
        if (!parameter) return std::nullopt;
        for (auto& [name, field] : fields) {
            if (name != parameter->first) continue;
            if (field == nullptr) return std::nullopt;
            *field = std::move(parameter->second);
            field = nullptr;
        }
    }
    return credentials;
}

std::string digest_response(crypto::Hash hash, const DigestCredentials& credentials,
                            const std::string& ha1, const std::string& method) {
    const std::string ha2 = crypto::hex_digest(hash, method + ":" + credentials.uri);
    return crypto::hex_digest(hash, ha1 + ":" + credentials.nonce + ":" + credentials.nc + ":" +
                                        credentials.cnonce + ":" + credentials.qop + ":" + ha2);
}

bool is_uri_of_request(std::string_view digest_uri, std::string_view target) {
    const auto uri = without_authority(digest_uri);
    if (uri == target) return true;
    const auto path_of = [](std::string_view text) { return text.substr(0, text.find('?')); };
    const auto query_of = [&](std::string_view text) { return text.substr(path_of(text).size()); };
    const auto decoded = comparable(path_of(uri));
    const auto wanted = comparable(path_of(target));
    if (!decoded || !wanted || *decoded != *wanted) return false;
    return query_of(uri).empty() || query_of(uri) == query_of(target);
}

std::string digest_challenge(std::string_view algorithm, const std::string& realm,
                             const std::string& nonce, bool stale) {
    return "Digest realm=" + http::quoted_string(realm) + ", nonce=\"" + nonce +
           "\", algorithm=" + std::string(algorithm) + ", qop=\"auth\"" +
           (stale ? ", stale=true" : "");
}

}  // namespace xcapd
