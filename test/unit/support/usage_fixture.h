// Documents of alice, put through a whole server: taken, or refused with which conflict element.
#pragma once

#include "unit/support/server_fixture.h"

namespace xcapd::test {

inline constexpr auto schema = "schema-validation-error";
inline constexpr auto constraint = "constraint-failure";

struct UsageFixture : ServerFixture {
    static std::string uri(const std::string& auid, const std::string& name = "index") {
        return "/xcap-root/" + auid + "/users/sip:alice@example.com/" + name;
    }
    // "" where the document is taken, else the conflict's element.
    std::string put(const std::string& auid, const std::string& document,
                    const std::string& name = "index") {
        const auto answer = send("PUT", uri(auid, name), document);
        if (answer.status == http::Status::created || answer.status == http::Status::ok) return "";
        CHECK(answer.status == http::Status::conflict);
        return answer.account.outcome;
    }
    std::string read(const std::string& auid, const std::string& name = "index") {
        return send("GET", uri(auid, name)).body;
    }
};

}  // namespace xcapd::test
