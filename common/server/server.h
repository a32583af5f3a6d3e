// The one door: handle(Request) → Response.
//
// Knows the routes (XCAP roots, the welcome page, health), authenticates, authorizes, hands over
// to xcap/, and turns every exception into a 503 or 500 with one log line. Needs no process, no
// socket and no FastCGI, so a whole PUT runs in one test case.
//
// A Server belongs to one worker; it is not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "server/host_state.h"

namespace xcapd {

class Store;

/// What the master builds once before it forks and all workers share copy-on-write: the
/// application usages with their compiled schemas, the roots, the trusted networks, the nonce key.
class SharedState;

/// Fails with one line per thing that keeps this configuration from being served, libxml2's
/// self-test included. Without a `host` it stands alone, as tests and checks do.
Result<std::shared_ptr<const SharedState>, std::vector<std::string>> prepare_shared_state(
    const Config& config, const HostState& host = {});

class Server {
  public:
    /// `store` is this worker's own; it may open its connections now or at its first use.
    Server(std::shared_ptr<const SharedState> shared, std::unique_ptr<Store> store);
    ~Server();

    /// Answers one request. Short of memory it answers 503, and that needs none; what is written
    /// by then is answered as written.
    http::Response handle(const http::Request& request) noexcept;

  private:
    void record(const http::Request& request, http::Response& response);

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The server of one worker process: opens the databases `config` names. Does not throw when a
/// database is away: the first request tries again.
std::unique_ptr<Server> make_worker_server(const Config& config,
                                           std::shared_ptr<const SharedState> shared);

}  // namespace xcapd
