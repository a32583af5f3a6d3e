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
    nothing,  // another worker was faster, or a signal came
    broken,   // the listening socket cannot be used any more
};

/// One worker's FastCGI connection: accept, answer, accept …
class FastCgi {
  public:
    /// `listen_fd` must be non-blocking. THROWS std::runtime_error when libfcgi fails.
    explicit FastCgi(int listen_fd);
    ~FastCgi();

    /// Takes the next connection and reads its parameters.
    Accepted accept();

    /// The request just accepted, its body read up to `max_body` bytes; a longer one is not read
    /// but marked (http::BodyState).
    http::Request read(std::size_t max_body);

    /// Writes the answer. What is left of the request's body is then read and thrown away, up to
    /// a bound: nginx would report a broken pipe instead of our 413.
    void answer(const http::Request& request, const http::Response& response,
                microseconds worker_time);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace xcapd
