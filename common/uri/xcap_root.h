// XCAP roots (RFC 4825 6.1): which part of a request path is the root, and which domain it names.
//
// All roots name one tree (ARCHITECTURE.md), so a root is found by its path alone; the host is
// nginx's business. CounterPath clients write `<root>@<domain>/…` where their XUI has no domain.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

struct RootMatch {
    std::string_view root;      // raw path of the root as requested, "@domain" included
    std::string_view domain;    // behind "@", raw; empty when the root names none
    std::string_view selector;  // raw rest behind the root and one slash
    bool ends_at_root = false;  // nothing but the root, with or without a slash
};

class XcapRoots {
  public:
    /// `uris`: absolute http(s) URIs, checked by config/validate.
    explicit XcapRoots(const std::vector<std::string>& uris);

    /// The longest root that prefixes this raw path, or nothing.
    std::optional<RootMatch> match(std::string_view raw_path) const;

    /// The raw path of an absolute URI that lies below one of the roots, scheme and host included
    /// in the comparison; nothing when it lies elsewhere.
    std::optional<std::string> path_of_own_uri(std::string_view absolute_uri) const;

    /// The configured URI for a root path as matched, so that answers can name absolute URIs; the
    /// one with this scheme where several have the path.
    std::string uri_of(std::string_view root_path, std::string_view scheme) const;

    /// Path of the primary root, decoded, without a trailing slash.
    const std::string& primary_path() const { return primary_path_; }

    /// Host of the primary root: the realm of last resort for the global tree.
    const std::string& primary_host() const { return primary_host_; }

  private:
    struct Root {
        std::string scheme;     // lower case
        std::string authority;  // lower case
        std::string path;       // without a trailing slash
    };
    static Root parse(std::string_view uri);

    std::vector<Root> roots_;
    std::string primary_host_;
    std::string primary_path_;
};

}  // namespace xcapd
