// Requests of every kind, for tests in which something fails halfway: each runs from its target to
// its answer on the same stored documents, and its answer without a failure is known.
#pragma once

#include <string>
#include <vector>

#include "unit/support/server_fixture.h"

namespace xcapd::test {

struct WholeRequest {
    std::string name;
    std::string method;
    std::string target;
    http::Status status;  // of the answer when nothing fails
    std::string outcome;
    std::string body = {};
    std::vector<http::Header> headers = {};
    bool by_digest = false;  // otherwise of a trusted peer
};

/// The documents every request finds.
std::map<FakeStore::Key, StoredDocument> stored_documents();

const std::vector<WholeRequest>& whole_requests();

/// As the server sees it. A digest is a new one each time.
http::Request http_request(const WholeRequest& request, Server& server);

/// All of an answer that is the same each time: without random entity tags and nonces.
std::string constant_part(const http::Response& response);

}  // namespace xcapd::test
