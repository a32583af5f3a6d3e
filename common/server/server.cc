#include "server/server.h"

#include <exception>
#include <new>

#include "auth/authenticator.h"
#include "base/log.h"
#include "server/api_endpoint.h"
#include "server/transaction_log.h"
#include "server/xcap_endpoint.h"
#include "store/store.h"
#include "usages/registry.h"
#include "xml/self_test.h"

namespace xcapd {

class SharedState {
  public:
    SharedState(const Config& config, Registry registry, Authenticator authenticator,
                std::shared_ptr<WriteTurns> write_turns)
        : config_(config),
          write_turns_(std::move(write_turns)),
          roots_(config.root),
          registry_(std::move(registry)),
          authenticator_(std::move(authenticator)),
          xcap_(config_, roots_, registry_, authenticator_),
          api_(config_, roots_, registry_, authenticator_) {}
    SharedState(const SharedState&) = delete;
    SharedState& operator=(const SharedState&) = delete;

    const Config& config() const { return config_; }
    const XcapRoots& roots() const { return roots_; }
    const XcapEndpoint& xcap() const { return xcap_; }
    const ApiEndpoint& api() const { return api_; }
    const std::shared_ptr<WriteTurns>& write_turns() const { return write_turns_; }

  private:
    const Config config_;
    const std::shared_ptr<WriteTurns> write_turns_;
    const XcapRoots roots_;
    const Registry registry_;
    const Authenticator authenticator_;
    const XcapEndpoint xcap_;
    const ApiEndpoint api_;
};

namespace {

using http::Response;
using http::Status;

constexpr std::string_view retry_after_seconds = "2";

Response welcome(const http::Request& request) {
    Response response;
    if (!request.is_read()) {
        response = http::text_response(Status::method_not_allowed, "method-not-allowed",
                                       "This page can only be read.");
        response.add("Allow", "GET, HEAD");
        return response;
    }
    response.account.outcome = "welcome";
    response.content_type = "application/json";
    response.body = "{\"message\": \"Welcome to xcapd, an XCAP server (RFC 4825).\"}\n";
    return response;
}

Response failure(Status status, std::string outcome, std::string sentence,
                 const http::Request& request, const char* cause) {
    Response response = http::text_response(status, outcome, std::move(sentence));
    response.log_line = "outcome=" + outcome + " method=" + log::value(request.method) +
                        " uri=" + log::value(request.target.substr(0, 500)) +
                        " cause=" + log::value(cause);
    if (status == Status::unavailable)
        response.add("Retry-After", std::string(retry_after_seconds));
    return response;
}

std::string_view path_of(const http::Request& request) {
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

Response route(const SharedState& shared, const http::Request& request, Store& store,
               http::Account& account) {
    if (request.target.size() > static_cast<std::size_t>(shared.config().max_uri_length))
        return http::text_response(
            Status::uri_too_long, "uri-too-long",
            "The URI is longer than " + std::to_string(shared.config().max_uri_length) + " bytes.");
    const auto path = path_of(request);
    // Ahead of the roots: one at "/" would have it all.
    if (shared.api().serves(path)) return shared.api().handle(request, store, account);
    if (path == "/" && !shared.roots().match(path)) return welcome(request);
    return shared.xcap().handle(request, store, account);
}

// Whatever happens but a lack of memory.
Response route_or_failure(const SharedState& shared, const http::Request& request, Store& store,
                          http::Account& account) {
    Response response;
    try {
        response = route(shared, request, store, account);
    } catch (const StoreError& error) {
        response = failure(Status::unavailable, "store-unavailable",
                           "The database is not available; try again.", request, error.what());
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        response = failure(Status::internal_error, "internal-error",
                           "The server failed; the log says why.", request, error.what());
    }
    if (shared.api().serves(path_of(request))) {
        try {
            shared.api().finish(request, response);
        } catch (const std::bad_alloc&) {
            // The answer stands: a write may be done.
        }
    }
    // A cache may keep an answer, but must ask before it serves it again (RFC 9111 5.2.2.4).
    response.add("Cache-Control", "no-cache");
    return response;
}

// With what memory there is; none is needed.
Response out_of_memory(const http::Request& request) noexcept {
    try {
        return failure(Status::unavailable, "out-of-memory",
                       "The server is short of memory; try again.", request, "out of memory");
    } catch (const std::exception&) {
        Response bare;
        bare.status = Status::unavailable;
        bare.account.outcome = "out-of-memory";  // so short a string allocates nothing
        return bare;
    }
}

}  // namespace

Result<std::shared_ptr<const SharedState>, std::vector<std::string>> prepare_shared_state(
    const Config& config, const HostState& host) {
    std::vector<std::string> errors;
    if (auto broken = xml::self_test(); !broken.empty()) errors.push_back(std::move(broken));
    auto registry = Registry::create(config);
    if (!registry) errors.insert(errors.end(), registry.error().begin(), registry.error().end());
    Config with_secret = config;
    if (with_secret.nonce_secret.empty()) with_secret.nonce_secret = host.nonce_secret;
    auto authenticator = Authenticator::create(with_secret, host.nonces);
    if (!authenticator) errors.push_back(authenticator.error());
    if (!errors.empty()) return fail(std::move(errors));
    return std::shared_ptr<const SharedState>(std::make_shared<SharedState>(
        config, std::move(registry.value()), std::move(authenticator.value()), host.write_turns));
}

struct Server::Parts {
    std::shared_ptr<const SharedState> shared;
    std::unique_ptr<Store> store;
    TransactionLog transactions;
};

Server::Server(std::shared_ptr<const SharedState> shared, std::unique_ptr<Store> store) {
    TransactionLog transactions(shared->config());
    parts_ = std::make_unique<Parts>(
        Parts{std::move(shared), std::move(store), std::move(transactions)});
}

Server::~Server() = default;

Response Server::handle(const http::Request& request) noexcept {
    Response response;
    http::Account account;
    try {
        response = route_or_failure(*parts_->shared, request, *parts_->store, account);
    } catch (const std::bad_alloc&) {
        response = out_of_memory(request);
    }
    parts_->store->expect_nothing();
    account.outcome = std::move(response.account.outcome);
    response.account = std::move(account);
    response.account.database_time = parts_->store->take_time_spent();
    try {
        record(request, response);
    } catch (const std::exception&) {
        // The answer stands: a write may be done.
    }
    return response;
}

void Server::record(const http::Request& request, Response& response) {
    if (auto complaint = parts_->transactions.record(request, response); response.log_line.empty())
        response.log_line = std::move(complaint);
    if (!response.log_line.empty() && !request.id.empty())
        response.log_line += " id=" + log::value(request.id);
}

std::unique_ptr<Server> make_worker_server(const Config& config,
                                           std::shared_ptr<const SharedState> shared) {
    auto store = open_store(config, shared->write_turns());
    return std::make_unique<Server>(std::move(shared), std::move(store));
}

}  // namespace xcapd
