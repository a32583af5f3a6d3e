// One client: a keep-alive connection that asks, waits for the whole answer, checks it, asks again.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/unique_fd.h"
#include "bench/load/digest_client.h"
#include "bench/load/options.h"
#include "bench/load/report.h"
#include "bench/load/response.h"

namespace bench {

using Clock = std::chrono::steady_clock;

/// What all connections of a run share.
struct Shared {
    const Options& options;
    Report& report;
    int epoll = -1;
    std::shared_ptr<Nonce> nonce;       // with --shared-nonce
    Clock::time_point measured_from{};  // answers before are warm-up
    std::size_t measured_sent = 0;      // how many requests were sent since then
    bool is_ending = false;             // nothing more is sent
};

class Connection {
  public:
    Connection(Shared& shared, std::size_t number);

    /// Connects and sends the first request. THROWS std::runtime_error.
    void start();
    /// epoll says something can be done.
    void on_event(std::uint32_t events);

    bool is_waiting() const { return is_waiting_; }

  private:
    enum class Purpose { challenge, entity_tag, measured };

    void connect();
    /// RETURNS false when the run ends for it.
    bool reconnect();
    void send_next();
    void flush();
    void receive();
    void finish();
    bool accept_challenge();
    void check_measured();
    void error(const std::string& what);
    /// After an error on the way: a new connection, and the next request on it.
    void start_over(const std::string& what);
    void watch(bool for_write);

    Shared& shared_;
    std::size_t number_;
    std::string target_;
    std::string fixed_head_;  // of every request, but for credentials and condition
    std::string etag_;
    DigestClient digest_;
    bool has_digest_;
    xcapd::UniqueFd socket_;
    bool is_write_watched_ = false;
    ResponseReader reader_;
    std::string out_;
    std::size_t sent_ = 0;
    Purpose purpose_ = Purpose::measured;
    int challenges_in_a_row_ = 0;
    Clock::time_point asked_{};
    bool is_waiting_ = false;
};

}  // namespace bench
