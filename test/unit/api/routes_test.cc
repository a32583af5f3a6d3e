#include "api/routes.h"

#include <doctest/doctest.h>

#include <set>

#include "api/openapi.h"

using namespace xcapd::api;

TEST_SUITE("api routes") {
    TEST_CASE("every row is whole, and no two are of one method and path") {
        std::set<std::pair<std::string_view, std::string_view>> known;
        for (const auto& route : routes()) {
            CAPTURE(route.name);
            CHECK(known.emplace(route.path, route.method).second);
            CHECK(route.path.starts_with("/users/{user}/"));
            CHECK(bool(route.handler));
            CHECK_FALSE(route.tags.empty());
            CHECK((route.kind == Body::none) == !route.body);
            CHECK((route.method == "DELETE") == !route.answer);
        }
    }

    TEST_CASE("a path is split first and decoded then") {
        const auto found = find_resource("/api/v1/users/a%40b.cc/addressbook/contacts/x%2Fy");
        REQUIRE(found.has_value());
        CHECK(found->path == "/users/{user}/addressbook/contacts/{contact_id}");
        CHECK(found->values == std::vector<std::string>{"a@b.cc", "x/y"});
        const auto member = find_resource("/api/v1/users/u/addressbook/groups/g/members/m/");
        REQUIRE(member.has_value());
        CHECK(member->values == std::vector<std::string>{"u", "g", "m"});
    }

    TEST_CASE("what the table does not know is nothing") {
        for (const char* path :
             {"", "/", "/api/v1", "/api/v1/", "/api/v2/users/u/icon", "/api/v1users/u/icon",
              "/api/v1/users/u", "/api/v1/users//icon", "/api/v1/users/u/icon/x",
              "/api/v1/users/u/icon//", "/api/v1/users/u/%zz", "/api/v1/users/%/icon"})
            CHECK_FALSE_MESSAGE(find_resource(path).has_value(), path);
    }

    TEST_CASE("methods of a resource") {
        const auto found = find_resource("/api/v1/users/u/icon");
        REQUIRE(found.has_value());
        CHECK(methods_of(*found) == "GET, HEAD, POST, DELETE, OPTIONS");
        CHECK(bool(find_route(*found, "HEAD") == find_route(*found, "GET")));
        CHECK_FALSE(bool(find_route(*found, "PUT")));
        CHECK_FALSE(bool(find_route(*found, "get")));
    }

    TEST_CASE("the description is JSON and the same each time") {
        const auto text = openapi_description("digest");
        CHECK(Json::accept(text));
        CHECK(text == openapi_description("digest"));
    }
}
