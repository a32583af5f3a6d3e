#include "uri/xcap_root.h"

#include "base/ascii.h"
#include "base/percent.h"

namespace xcapd {

XcapRoots::XcapRoots(const std::vector<std::string>& uris) {
    for (const auto& uri : uris) roots_.push_back(parse(uri));
    if (roots_.empty()) return;
    const auto& path = roots_.front().path;
    primary_path_ = percent_decode(path).value_or(path);
    const auto& authority = roots_.front().authority;
    const auto port = authority.rfind(':');
    const bool has_port = port != authority.npos && authority.find(']', port) == authority.npos;
    primary_host_ = authority.substr(0, has_port ? port : authority.npos);
}

XcapRoots::Root XcapRoots::parse(std::string_view uri) {
    const auto scheme_end = uri.find("://");
    const auto rest = uri.substr(scheme_end + 3);
    const auto slash = rest.find('/');
    Root root;
    root.scheme = ascii::lower(uri.substr(0, scheme_end));
    root.authority = ascii::lower(rest.substr(0, slash));
    // RFC 9110 4.2.3: a default port may be written or not.
    const std::string_view default_port = root.scheme == "https" ? ":443" : ":80";
    if (root.authority.ends_with(default_port))
        root.authority.erase(root.authority.size() - default_port.size());
    root.path = slash == rest.npos ? "" : rest.substr(slash);
    while (root.path.ends_with('/')) root.path.pop_back();
    return root;
}

std::optional<RootMatch> XcapRoots::match(std::string_view raw_path) const {
    std::optional<RootMatch> best;
    std::size_t best_length = 0;
    for (const auto& root : roots_) {
        if (!raw_path.starts_with(root.path)) continue;
        if (best && root.path.size() <= best_length) continue;
        const auto rest = raw_path.substr(root.path.size());
        if (!rest.empty() && rest.front() != '/' && rest.front() != '@') continue;
        const auto slash = rest.find('/');
        RootMatch match;
        match.root = raw_path.substr(0, root.path.size() + std::min(slash, rest.size()));
        if (rest.starts_with('@'))
            match.domain = rest.substr(1, slash == rest.npos ? slash : slash - 1);
        match.selector = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
        match.ends_at_root = match.selector.empty();
        best = match;
        best_length = root.path.size();
    }
    return best;
}

std::optional<std::string> XcapRoots::path_of_own_uri(std::string_view absolute_uri) const {
    if (absolute_uri.find("://") == absolute_uri.npos) return std::nullopt;
    const Root uri = parse(absolute_uri);
    for (const auto& root : roots_) {
        if (uri.scheme != root.scheme || uri.authority != root.authority) continue;
        if (const auto found = match(uri.path); found && found->root.starts_with(root.path))
            return uri.path;
    }
    return std::nullopt;
}

std::string XcapRoots::uri_of(std::string_view root_path, std::string_view scheme) const {
    const Root* best = nullptr;
    const auto bare = root_path.substr(0, root_path.rfind('@'));
    for (const auto& root : roots_) {
        if (root.path != root_path && root.path != bare) continue;
        if (best == nullptr || (best->scheme != scheme && root.scheme == scheme)) best = &root;
    }
    if (best == nullptr) return std::string(root_path);
    return best->scheme + "://" + best->authority + std::string(root_path);
}

}  // namespace xcapd
