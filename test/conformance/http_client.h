// An HTTP client on libcurl that sends a target exactly as given. Serves every case of the suite.
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace conformance {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Reply {
    long status = 0;
    std::multimap<std::string, std::string> headers;  // names in lower case
    std::string body;

    /// The first header of this name, or empty.
    std::string header(const std::string& name) const;
    std::string etag() const { return header("etag"); }
    bool has(const std::string& name) const { return headers.count(name) > 0; }
};

struct Credentials {
    std::string user;  // empty: none are sent
    std::string password;
};

/// Where TLS certificates are checked against; empty path: the system's.
struct Trust {
    std::string ca_file;
    bool insecure = false;
};

class HttpClient {
  public:
    HttpClient(Credentials credentials, Trust trust);

    /// `url` is sent with its path and query as they are. THROWS std::runtime_error where no
    /// answer came.
    Reply request(const std::string& method, const std::string& url, const Headers& headers,
                  const std::string* body);

  private:
    struct Cleanup {
        void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    };
    Credentials credentials_;
    Trust trust_;
    std::unique_ptr<CURL, Cleanup> handle_;
};

}  // namespace conformance
