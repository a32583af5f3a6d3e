// What one request allocates and copies inside a worker: runs it through server.handle() on the
// database of a configuration, as a worker would, without nginx and FastCGI.
//
// Usage: bench-allocations CONFIG ROUNDS [OPTIONS OF xcap-bench] URL
//
// Prints averages per request, and the database's durability as the driver sets it.
#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>

#include "base/ascii.h"
#include "bench/allocations/counters.h"
#include "bench/load/digest_client.h"
#include "bench/load/options.h"
#include "config/load.h"
#include "server/server.h"
#include "store/sql_driver.h"

namespace bench {
namespace {

constexpr int warm_up = 5;  // requests: statements are prepared, buffers have grown

class Asker {
  public:
    Asker(const xcapd::Config& config, const Options& options)
        : options_(options),
          digest_(for_connection(options.user, 0), options.password, std::make_shared<Nonce>()) {
        auto shared = xcapd::prepare_shared_state(config);
        if (!shared) throw std::runtime_error(shared.error().front());
        server_ = xcapd::make_worker_server(config, shared.value());
        request_.method = options.method;
        request_.target = for_connection(options.target, 0);
        request_.scheme = "http";
        request_.remote_addr = options.bind_address.empty() ? "127.0.0.1" : options.bind_address;
        for (const auto& header : options.headers)
            request_.headers.push_back({xcapd::ascii::lower(header.name), header.value});
        request_.body = options.body;
        if (!options.user.empty()) digest_.take_challenge(ask().header("WWW-Authenticate"));
        if (options.revalidate)
            request_.headers.push_back({"if-none-match", std::string(ask().header("ETag"))});
    }

    /// One request whose status must be right. RETURNS what the server spent on it.
    Counters measure() {
        auto request = with_credentials();
        const auto before = counters();
        const auto response = server_->handle(request);
        const auto after = counters();
        const auto status = static_cast<int>(response.status);
        const auto& right = options_.expected_statuses;
        if (std::find(right.begin(), right.end(), status) == right.end())
            throw std::runtime_error("status " + std::to_string(status) + ": " + response.body);
        return {after.allocations - before.allocations, after.allocated - before.allocated,
                after.copied - before.copied};
    }

  private:
    xcapd::http::Response ask() { return server_->handle(with_credentials()); }

    xcapd::http::Request with_credentials() {
        auto request = request_;
        if (digest_.has_nonce()) {
            std::string line;
            digest_.append_authorization(line, request.method, request.target);
            const auto colon = line.find(':');
            request.headers.push_back(
                {"authorization", std::string(xcapd::ascii::trim(line.substr(colon + 1)))});
        }
        return request;
    }

    const Options& options_;
    DigestClient digest_;
    std::unique_ptr<xcapd::Server> server_;
    xcapd::http::Request request_;
};

/// What decides whether an acknowledged write outlives a crash, as JSON members; asked on a
/// connection of the driver, which may set it.
std::string durability(const xcapd::Config& config) {
    struct Setting {
        xcapd::Dialect dialect;
        const char* name;
        const char* query;
    };
    constexpr Setting settings[] = {
        {xcapd::Dialect::sqlite, "journal_mode", "PRAGMA journal_mode"},
        {xcapd::Dialect::sqlite, "synchronous", "PRAGMA synchronous"},
        {xcapd::Dialect::mysql, "innodb_flush_log_at_trx_commit",
         "SELECT CAST(@@innodb_flush_log_at_trx_commit AS CHAR)"},
        {xcapd::Dialect::mysql, "sync_binlog", "SELECT CAST(@@sync_binlog AS CHAR)"},
        {xcapd::Dialect::postgresql, "synchronous_commit",
         "SELECT current_setting('synchronous_commit')"},
        {xcapd::Dialect::postgresql, "fsync", "SELECT current_setting('fsync')"},
    };
    const auto connection =
        xcapd::open_connection(config.storage_db_uri, std::chrono::milliseconds(1000));
    std::string members;
    for (const auto& setting : settings) {
        if (setting.dialect != xcapd::dialect_of(config.storage_db_uri)) continue;
        const auto statement = connection->prepare(setting.query);
        if (!members.empty()) members += ", ";
        members += std::string("\"") + setting.name + "\": \"" +
                   (statement->next() ? statement->column(0) : "") + '"';
    }
    return members;
}

int run(int argc, char** argv) {
    if (argc < 4) throw std::runtime_error("CONFIG, ROUNDS and URL are needed");
    const auto loaded = xcapd::load_config_file(argv[1]);
    if (!loaded) throw std::runtime_error(loaded.error().front());
    const int rounds = std::max(std::stoi(argv[2]), 1);
    const auto options = parse_options(argc - 2, argv + 2);
    Asker asker(loaded->config, options);
    for (int i = 0; i < warm_up; ++i) asker.measure();
    Counters sum;
    for (int i = 0; i < rounds; ++i) {
        const auto one = asker.measure();
        sum.allocations += one.allocations;
        sum.allocated += one.allocated;
        sum.copied += one.copied;
    }
    const auto per_request = [&](std::uint64_t count) {
        return count / static_cast<std::uint64_t>(rounds);
    };
    std::cout << "{\"counted\": " << (can_count() ? "true" : "false")
              << ", \"allocations\": " << per_request(sum.allocations)
              << ", \"allocated_bytes\": " << per_request(sum.allocated)
              << ", \"copied_bytes\": " << per_request(sum.copied) << ", \"durability\": {"
              << durability(loaded->config) << "}}\n";
    return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    try {
        return bench::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "bench-allocations: " << error.what() << '\n';
        return 1;
    }
}
