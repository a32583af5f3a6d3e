// The table of what the API answers to: it routes requests and makes the OpenAPI description.
//
// A new endpoint is a row in routes.cc and a handler in the file of its resource.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/json.h"
#include "api/objects.h"
#include "http/response.h"
#include "store/store.h"
#include "xcap/document_access.h"
#include "xcap/request.h"

namespace xcapd::api {

struct Call;
using Handler = http::Response (*)(const Call&, const Json& body);

/// The document that a resource is a part of.
enum class Behind { addressbook, icon };

struct QueryParameter {
    std::string_view name;
    bool is_number = false;
    std::int64_t min = 0;
    std::int64_t max = 0;  // of a text: bytes; the Link header repeats it twice, encoded
    std::string_view help;
};

enum class Body {
    none,
    json,
    merge_patch,  // RFC 7396: parts of `body`
};

struct DocumentedError {
    http::Status status;
    std::vector<std::string_view> details;  // examples
    std::string_view title;
};

struct Route {
    std::string_view method;
    std::string_view path;  // below /api/v1
    std::string_view name;  // of the operation: id and summary are made of it
    std::span<const std::string_view> tags;
    Behind behind = Behind::addressbook;
    std::span<const QueryParameter> query = {};
    Body kind = Body::none;
    const Object* body = nullptr;
    const Object* answer = nullptr;  // nullptr: 204
    bool is_list = false;            // of these
    std::span<const DocumentedError* const> errors = {};
    Handler handler = nullptr;

    bool is_read() const { return method == "GET"; }
};

inline constexpr std::string_view base_path = "/api/v1";
inline constexpr std::string_view description_path = "/openapi.json";

std::span<const Route> routes();

/// A path that the table knows, whatever the method.
struct Resource {
    std::string_view path;            // its template
    std::vector<std::string> values;  // of the parameters, decoded, in their order; the user first
};

/// `path`: raw, without a query. Nothing: no such path.
std::optional<Resource> find_resource(std::string_view path);
/// nullptr: not this method. HEAD is GET.
const Route* find_route(const Resource& resource, std::string_view method);
/// For Allow: "GET, HEAD, POST, OPTIONS".
std::string methods_of(const Resource& resource);

/// One authenticated, allowed request; everything outlives it.
struct Call {
    const Route& route;
    const Resource& resource;
    const XcapRequest& document;
    const DocumentAccess& access;
    Store& store;

    const http::Request& http() const { return document.http; }
    /// The path's parameter behind the user: of a contact, group or policy.
    const std::string& id() const { return resource.values.at(1); }
    const std::string& member_id() const { return resource.values.at(2); }
};

/// Reads the body, holds it against its object, and calls the handler. THROWS StoreError.
http::Response answer(const Call& call);

/// What the store will be asked for first.
DocumentQuery query_of(const Route& route, const XcapRequest& request,
                       const DocumentAccess& access);

}  // namespace xcapd::api
