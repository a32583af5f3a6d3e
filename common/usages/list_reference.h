// References from one document to a list in another (RFC 4826 3.4.5): is it one, and may this user
// name it? For resource lists, RLS services and presence rules.
#pragma once

#include <optional>
#include <string_view>

#include "usages/application_usage.h"

namespace xcapd {

class ListReferences {
  public:
    explicit ListReferences(const ConstraintContext& context) : context_(context) {}

    /// The ref of an entry-ref: a relative path to an entry, in this user's own lists unless
    /// allow_external_references.
    std::optional<Violation> entry_ref(std::string_view ref) const;
    /// An absolute http(s) URI of a list, this user's own unless allow_external_references.
    std::optional<Violation> anchor(std::string_view anchor) const;

  private:
    Result<XcapUri, UriError> parse(std::string_view target, const XcapRoots& roots) const;
    std::optional<Violation> own_list(const XcapUri& uri) const;

    const ConstraintContext& context_;
};

/// The violation of a URI that is longer than one in a request may be ([Limits] max_uri_length, in
/// bytes): nobody could fetch what it names, and each of its steps would cost memory. Nothing: it
/// is not.
std::optional<Violation> refuse_long(std::string_view uri, const Config& config);

/// Whether the node selector of an absolute XCAP URI could select a list: its last step, escaped or
/// not, is an element's and has that name, or any.
bool selects_list(std::string_view uri);

/// Whether `uri` is an absolute http or https URI with a host.
bool is_absolute_http_uri(std::string_view uri);

}  // namespace xcapd
