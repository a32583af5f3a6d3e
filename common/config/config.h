// Every setting of xcapd as one plain value; what each means and its default stand in settings.cc.
//
// Built once by the master (and again for each reload), handed to workers by copy of the process,
// never changed. Units are in the names or in the comment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xcapd {

using List = std::vector<std::string>;

inline constexpr std::size_t most_workers = 1024;

struct Config {
    // [Server], OpenXCAP's
    List root;
    std::string backend;
    bool document_validation = false;
    std::string compatibility;  // rfc, openxcap
    bool allow_external_references = false;
    std::string pres_content_readers;  // everyone, users, owner
    List disabled_applications;
    List enabled_applications;
    List well_formed_applications;
    List custom_applications;
    std::string address;
    std::int64_t port = 0;
    std::int64_t tcp_port = 0;
    // [Authentication], OpenXCAP's and ours
    std::string auth_type;
    bool cleartext_passwords = false;
    std::string default_realm;
    List trusted_peers;
    List global_writers;
    bool require_known_user = false;
    std::string asserted_identity_header;  // none, a header's name, either
    List require_asserted_identity;
    List digest_algorithms;
    std::int64_t nonce_lifetime = 0;  // seconds
    std::int64_t nonce_window = 0;    // nonces
    std::string nonce_secret;
    std::string nonce_secret_file;
    bool basic_without_tls = false;
    // [TLS], OpenXCAP's
    std::string certificate;
    std::string private_key;
    // [Database], OpenXCAP's and ours
    std::string authentication_db_uri;
    std::string storage_db_uri;
    std::string subscriber_table;
    std::string user_col;
    std::string domain_col;
    std::string password_col;
    std::string ha1_col;
    std::string xcap_table;
    std::string doc_uri_style;       // opensips, kamailio
    std::int64_t write_timeout = 0;  // milliseconds
    // [OpenSIPS], OpenXCAP's
    bool publish_xcapdiff = false;
    std::string outbound_sip_proxy;
    // [Logging], OpenXCAP's
    std::string log_directory;
    List log_request;  // "all", or status codes
    List log_response;
    // [Process], ours
    std::string listen;
    std::string socket_mode;  // octal
    std::string socket_group;
    std::int64_t workers = 0;           // 0: default_workers()
    std::int64_t max_requests = 0;      // 0: no limit
    std::int64_t shutdown_timeout = 0;  // seconds
    std::int64_t request_timeout = 0;   // seconds
    std::string user;
    std::string group;
    std::string pid_file;
    // [Limits], ours
    std::int64_t max_document_size = 0;  // bytes
    std::int64_t max_depth = 0;
    std::int64_t max_elements = 0;
    std::int64_t max_attributes = 0;         // of one element
    std::int64_t max_uri_length = 0;         // bytes
    std::int64_t max_pres_content_size = 0;  // bytes of base64
    // [Simservs], ours
    bool simservs_provision = false;
    std::string simservs_default_document;
    bool simservs_whole_documents = false;
    // [API], ours
    bool api_enabled = false;
    List cors_origins;  // origins, or "*"

    bool is_openxcap() const { return compatibility == "openxcap"; }
    bool is_kamailio() const { return doc_uri_style == "kamailio"; }

    /// For so many CPUs, at most `most_workers`. A worker waits for a database server most of the
    /// time; with SQLite it computes, unless it writes, and more of them cost CPU time in each
    /// request: `make bench WORKERS=…`. man/xcapd.conf.5 tells what fewer cost.
    std::size_t default_workers(std::size_t cpus) const;
};

}  // namespace xcapd
