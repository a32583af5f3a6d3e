// Headers of clients: Authorization, the conditions, media types. Input: a header's value.
#include "auth/asserted_identity.h"
#include "auth/digest.h"
#include "auth/trusted_peers.h"
#include "base/base64.h"
#include "fuzz/fuzz.h"
#include "http/etag.h"
#include "http/media_type.h"
#include "http/preconditions.h"
#include "http/quoted_string.h"
#include "unit/support/server_fixture.h"

using namespace xcapd;
using fuzz::require;
using http::Status;

namespace {

const std::string target = "/xcap-root/test-app/users/sip:alice@example.com/index";

bool is_answered(const http::Response& response) {
    return response.status != Status::internal_error && response.status != Status::unavailable;
}

void check_entity_tags(const std::string& value) {
    const auto tags = http::parse_entity_tags(value);
    if (tags && !tags->any) {
        std::string written;
        for (const auto& tag : tags->tags)
            written += (tag.weak ? "W/" : "") + http::quoted(tag.tag) + ", ";
        const auto again = http::parse_entity_tags(written);
        require(again && again->tags.size() == tags->tags.size(), "a list can be written again");
        for (std::size_t i = 0; i < tags->tags.size(); ++i) {
            require(again->tags[i].tag == tags->tags[i].tag, "a tag can be written again");
            require(tags->matches_weakly(tags->tags[i].tag), "a list matches its tags");
        }
    }
    http::Request request;
    request.headers = {{"if-match", value}, {"if-none-match", value}};
    const auto conditions = http::Preconditions::parse(request);
    require(conditions.ok() == tags.has_value(), "a condition is a list of tags");
    if (!conditions) return;
    conditions->evaluate("x", true);
    conditions->evaluate(std::nullopt, false);
}

std::string nonce_of(test::ServerFixture& server) {
    const auto challenge = std::string(server.send("GET", target).header("WWW-Authenticate"));
    const auto parsed = parse_digest(std::string_view(challenge).substr(7));
    require(parsed && !parsed->nonce.empty(), "a challenge is read by its own parser");
    return parsed->nonce;
}

// These credentials with the right response, so that what comes behind the password is reached.
std::string proven(DigestCredentials credentials, const std::string& ha1) {
    const std::pair<std::string_view, std::string*> fields[] = {
        {"username", &credentials.username}, {"realm", &credentials.realm},
        {"nonce", &credentials.nonce},       {"uri", &credentials.uri},
        {"response", &credentials.response}, {"algorithm", &credentials.algorithm},
        {"qop", &credentials.qop},           {"nc", &credentials.nc},
        {"cnonce", &credentials.cnonce}};
    credentials.response = digest_response(crypto::Hash::md5, credentials, ha1, "GET");
    std::string header = "Digest ";
    for (const auto& [name, value] : fields)
        header += std::string(name) + "=" + http::quoted_string(*value) + ",";
    return header;
}

void check_digest(const std::string& value) {
    static test::ServerFixture server("");
    require(is_answered(server.send("GET", target, "", {{"authorization", value}})),
            "no header is a failure of the server");
    require(is_answered(server.send("GET", target, "", {{"authorization", "Digest " + value}})),
            "no digest is a failure of the server");
    auto credentials = parse_digest(value);
    if (!credentials) return;
    if (credentials->nonce == "N") credentials->nonce = nonce_of(server);
    const auto answer =
        server.send("GET", target, "", {{"authorization", proven(*credentials, "0123")}});
    require(answer.status == Status::unauthorized || answer.status == Status::bad_request ||
                answer.status == Status::not_found,
            "a digest is refused, or its user has no such document");
}

// An identity that is understood is one in its one spelling too, and its right ends at its own
// tree.
void check_identities(const std::string& value) {
    const auto users = parse_identities(value);
    if (users) {
        for (const auto& user : *users) {
            require(!user.username.empty() && user.is_tel == user.domain.empty(),
                    "nobody is the global tree");
            require(UserId::from_xui(user.uri()) == user, "a user has one spelling");
        }
    }
    static test::ServerFixture server(
        "trusted_peers = 192.0.2.1\nasserted_identity_header = X-3GPP-Asserted-Identity\n");
    const auto answer = server.send("GET", target, "", {{"x-3gpp-asserted-identity", value}});
    const bool is_alice = users && std::find(users->begin(), users->end(),
                                             UserId{"alice", "example.com"}) != users->end();
    require(answer.status == (is_alice ? Status::not_found
                              : users  ? Status::forbidden
                                       : Status::bad_request),
            "the header decides, and no other way than it says");
}

void check_basic(const std::string& value) {
    static test::ServerFixture server("auth_type = basic\nbasic_without_tls = Yes\n");
    const auto answer = server.send("GET", target, "", {{"authorization", "Basic " + value}});
    require(answer.status == Status::unauthorized, "nobody has the password");
    base64_decode(value);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string value(fuzz::text_of(data, size));
    check_entity_tags(value);
    check_digest(value);
    check_basic(value);
    check_identities(value);
    http::essence(value);
    const auto quoted = parse_digest("realm=" + http::quoted_string(value) + ", nc=1");
    require(quoted && quoted->realm == value && quoted->nc == "1", "quoting loses nothing");
    static const auto peers = TrustedPeers::parse({"192.0.2.0/24", "2001:db8::/32"});
    peers->contains(value);
    return 0;
}
