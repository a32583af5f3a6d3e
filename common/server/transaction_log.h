// [Logging] log_request and log_response: whole requests and responses, by status code, in a file
// of their own. For an operator who looks for what a phone really sends.
//
// Credentials are masked and bodies bounded; each line of an entry is marked, so no body can forge
// one. The file is opened for each entry, so any log rotation will do and no signal is needed.
#pragma once

#include <string>

#include "config/config.h"
#include "http/request.h"
#include "http/response.h"

namespace xcapd {

class TransactionLog {
  public:
    explicit TransactionLog(const Config& config);

    /// Appends what the settings ask for. RETURNS a line for the error log the first time it
    /// cannot, otherwise nothing.
    std::string record(const http::Request& request, const http::Response& response);

  private:
    std::string path_;
    List requests_;   // "all", or status codes
    List responses_;  // the same
    bool has_complained_ = false;
};

/// The entry's text; `with_request` and `with_response` say which of the two it shows.
std::string transaction_text(const http::Request& request, const http::Response& response,
                             bool with_request, bool with_response);

}  // namespace xcapd
