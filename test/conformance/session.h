// One account at one server, with the requests and expectations that cases are made of.
//
// It assumes of the server only what RFC 4825 says. Cases on elements use an application usage
// without a schema (--app), because the RFC's own examples have none.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "conformance/http_client.h"
#include "conformance/suite.h"

namespace conformance {

struct Application {
    std::string auid;
    std::string default_namespace;
    std::string media_type;
};

struct Target {
    std::string root;  // without a trailing slash
    std::string xui;   // "sip:alice@example.com"
    Credentials credentials;
    Trust trust;
    Application app = {"test-app", "test-app", "application/test-app+xml"};
};

inline constexpr const char* element_type = "application/xcap-el+xml";
inline constexpr const char* attribute_type = "application/xcap-att+xml";

class Session {
  public:
    explicit Session(Target target);

    const Target& target() const { return target_; }
    const std::string& app_namespace() const { return target_.app.default_namespace; }

    // URLs. Selectors and queries are given decoded and are encoded here, as RFC 4825 6.3 says.
    std::string app_document(const std::string& name = "index") const;
    std::string lists_document(const std::string& name = "index") const;
    /// The index document of any usage. Skips the case where the server does not have that usage.
    std::string usage_document(const std::string& auid);
    static std::string node(const std::string& document, const std::string& selector,
                            const std::string& query = "");

    // Requests. `body` is sent as it is.
    Reply get(const std::string& url, const Headers& headers = {});
    Reply head(const std::string& url, const Headers& headers = {});
    Reply put(const std::string& url, const std::string& type, const std::string& body,
              Headers headers = {});
    Reply remove(const std::string& url, const Headers& headers = {});
    Reply request(const std::string& method, const std::string& url, const Headers& headers = {},
                  const std::string* body = nullptr);
    /// The same without credentials.
    Reply anonymous(const std::string& method, const std::string& url, const Headers& headers = {});
    Reply with_password(const std::string& password, const std::string& url);

    /// Stores a document of the schema-less application and returns its URL. Skips the case where
    /// the server does not have that application.
    std::string start(const std::string& bytes, const std::string& name = "index");
    /// The same for resource-lists.
    std::string start_lists(const std::string& bytes);

    /// AUIDs of the server's xcap-caps document.
    const std::set<std::string>& auids();

  private:
    Target target_;
    HttpClient client_;
    HttpClient stranger_;
    std::optional<std::set<std::string>> auids_;
};

// Expectations; each THROWS Failed.

void expect(bool holds, const std::string& rule);
void expect_status(const Reply& reply, std::initializer_list<long> allowed, const std::string& of);
void expect_equal(std::string_view found, std::string_view wanted, const std::string& what);

/// 409; where it carries a conflict document, that is valid and has this element. RETURNS the
/// document, empty where the server sent none.
std::string expect_conflict(const Reply& reply, const std::string& element);

/// URL of the ancestor a no-parent document names, or empty; it may be relative to `document`.
std::string ancestor_of(const std::string& conflict, const std::string& document);

/// GET of `url` is 200 with exactly these bytes.
Reply expect_body(Session& session, const std::string& url, const std::string& wanted);

std::string percent_encode(std::string_view text, std::string_view unescaped);

}  // namespace conformance
