// The command line of xcap-bench.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/load/address.h"
#include "http/request.h"

namespace bench {

enum class Format { text, json };

struct Options {
    bool help = false;
    std::string help_text;

    std::string authority;  // of the URL: host and port as they go into the Host header
    Address server;
    std::string target;  // path and query, raw; "{c}" stands for the connection's number

    std::string method = "GET";
    std::vector<xcapd::http::Header> headers;
    std::string body;
    std::string user;  // of digest; empty: no credentials
    std::string password;
    bool shared_nonce = false;  // one for all connections, not one for each
    bool revalidate = false;    // GET once, then send If-None-Match with what came
    std::string bind_address;   // empty: the kernel's choice
    Address own;                // the same

    std::size_t connections = 16;
    double warmup = 0.2;  // seconds
    double seconds = 5;
    std::size_t requests = 0;  // end after so many; 0: after `seconds`
    std::vector<int> expected_statuses;
    std::optional<std::size_t> expected_length;  // of the body

    Format format = Format::text;
};

/// THROWS std::exception with a sentence for the user.
Options parse_options(int argc, const char* const* argv);

/// `text` with every "{c}" replaced.
std::string for_connection(std::string text, std::size_t number);

}  // namespace bench
