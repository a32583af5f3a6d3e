#include "conformance/http_client.h"

#include <algorithm>
#include <stdexcept>

#include "base/ascii.h"

namespace conformance {
namespace {

namespace ascii = xcapd::ascii;

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* reply) {
    static_cast<Reply*>(reply)->body.append(data, size * count);
    return size * count;
}

// Of several answers (100, 401 and the retry) the last one's headers stay.
std::size_t on_header(char* data, std::size_t size, std::size_t count, void* target) {
    auto& reply = *static_cast<Reply*>(target);
    const std::string_view line(data, size * count);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/")) {
        reply.headers.clear();
        reply.body.clear();
    } else if (colon != line.npos) {
        reply.headers.emplace(ascii::lower(line.substr(0, colon)),
                              std::string(ascii::trim(line.substr(colon + 1))));
    }
    return size * count;
}

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

std::string Reply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

HttpClient::HttpClient(Credentials credentials, Trust trust)
    : credentials_(std::move(credentials)), trust_(std::move(trust)), handle_(curl_easy_init()) {
    if (!handle_) throw std::runtime_error("libcurl cannot be initialised");
}

Reply HttpClient::request(const std::string& method, const std::string& url, const Headers& headers,
                          const std::string* body) {
    CURL* curl = handle_.get();
    curl_easy_reset(curl);
    Reply reply;
    std::unique_ptr<curl_slist, FreeList> list;
    const auto add = [&](const std::string& line) {
        list.reset(curl_slist_append(list.release(), line.c_str()));
    };
    bool has_type = false;
    bool has_expect = false;
    for (const auto& [name, value] : headers) {
        has_type = has_type || ascii::equals_ignoring_case(name, "content-type");
        has_expect = has_expect || ascii::equals_ignoring_case(name, "expect");
        add(value.empty() ? name + ";" : name + ": " + value);  // libcurl's way to send it empty
    }
    // libcurl would invent these.
    if (!has_type) add("Content-Type:");
    if (!has_expect) add("Expect:");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (body != nullptr) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    }
    if (!credentials_.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST | CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, credentials_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, credentials_.password.c_str());
    }
    if (!trust_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, trust_.ca_file.c_str());
    if (trust_.insecure) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        throw std::runtime_error(method + " " + url + ": " + curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    return reply;
}

}  // namespace conformance
