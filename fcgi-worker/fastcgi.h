// FastCGI ⇄ http::Request and http::Response. The only place that knows libfcgi.
#pragma once

#include <cstddef>
#include <memory>

#include "base/clock.h"
#include "http/request.h"
#include "http/response.h"

namespace xcapd {

enum class Accepted {
    request,
    nothing,   // another worker was faster, or a signal came
    shortage,  // no descriptor or no memory for it; errno says which
    broken,    // the listening socket cannot be used any more
};

/// One worker's FastCGI connection: accept, answer, accept …
class FastCgi {
  public:
    /// `listen_fd` must be non-blocking. THROWS std::runtime_error when libfcgi fails.
    explicit FastCgi(int listen_fd);
    ~FastCgi();

    /// Takes the next connection and reads its parameters.
    Accepted accept();

    /// The request just accepted, with its body if it has at most `max_body` bytes. A longer one
    /// is marked (http::BodyState) and thrown away as it comes: nginx would report a broken pipe
    /// instead of our 413, and it stops sending once we answer. THROWS std::bad_alloc.
    http::Request read(std::size_t max_body);

    /// Writes the answer and ends the request. Needs no memory: a write may be done by now.
    void answer(const http::Request& request, const http::Response& response,
                microseconds worker_time) noexcept;

    /// Instead of it, where the request could not be read: 503, which needs no memory either.
    void answer_out_of_memory() noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace xcapd
