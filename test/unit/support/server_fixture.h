// A whole server on a store in memory, without a process or a socket.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "config/load.h"
#include "server/server.h"
#include "unit/support/fake_store.h"

namespace xcapd::test {

// Every client is a trusted peer, unless `settings` of [Authentication] say otherwise.
struct ServerFixture {
    explicit ServerFixture(const std::string& settings = "trusted_peers = 192.0.2.1\n") {
        const auto loaded = load_config(
            "[Server]\nroot = http://example.com/xcap-root\ndisabled_applications =\n"
            "[Authentication]\n" +
                settings + "[Database]\nwrite_timeout = 300\n",
            "test");
        REQUIRE(loaded.ok());
        auto prepared = prepare_shared_state(loaded->config);
        REQUIRE(prepared.ok());
        shared = prepared.value();
        auto owned = std::make_unique<FakeStore>();
        store = owned.get();
        store->secrets[{"alice", "example.com"}] = "0123";
        server = std::make_unique<Server>(shared, std::move(owned));
    }

    http::Response send(const std::string& method, const std::string& target,
                        const std::string& body = "", std::vector<http::Header> headers = {}) {
        http::Request request;
        request.method = method;
        request.target = target;
        request.scheme = "http";
        request.remote_addr = "192.0.2.1";
        request.headers = std::move(headers);
        if (target.starts_with("/api/") && !body.empty())
            request.headers.push_back({"content-type", "application/json"});
        request.body = body;
        return server->handle(request);
    }

    std::shared_ptr<const SharedState> shared;
    FakeStore* store = nullptr;
    std::unique_ptr<Server> server;
};

}  // namespace xcapd::test
