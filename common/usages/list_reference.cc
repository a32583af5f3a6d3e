#include "usages/list_reference.h"

#include "base/ascii.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "uri/node_selector_parser.h"

namespace xcapd {
namespace {

// RFC 3986 4.2: a relative-path reference has no scheme and does not begin with a slash.
bool is_relative_path(std::string_view reference) {
    const auto first = reference.substr(0, reference.find_first_of("/?#"));
    return !reference.empty() && reference.front() != '/' && first.find(':') == first.npos;
}

// Name of a node selector's last step: behind its last "/" that stands in no quotes. Empty where it
// is no element's.
std::string_view last_step_name(std::string_view selector) {
    std::size_t begin = 0;
    char quote = 0;
    for (std::size_t i = 0; i < selector.size(); ++i) {
        if (quote != 0) {
            if (selector[i] == quote) quote = 0;
        } else if (selector[i] == '"' || selector[i] == '\'') {
            quote = selector[i];
        } else if (selector[i] == '/') {
            begin = i + 1;
        }
    }
    auto name = selector.substr(begin);
    if (name.starts_with('@') || name.starts_with("namespace::")) return {};
    name = name.substr(0, name.find('['));
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

// The raw node selector of a URI without query; nothing where it names a whole document.
std::optional<std::string_view> behind_separator(std::string_view uri) {
    for (std::size_t slash = uri.find('/'); slash != uri.npos; slash = uri.find('/', slash + 1)) {
        auto rest = uri.substr(slash + 1);
        const auto segment = percent_decode(rest.substr(0, rest.find('/')));
        if (!segment || *segment != "~~") continue;
        rest.remove_prefix(std::min(rest.find('/'), rest.size()));
        if (rest.starts_with('/')) rest.remove_prefix(1);
        return rest;
    }
    return std::nullopt;
}

bool may_be(const xml::Step& step, std::string_view name) {
    return !step.name || step.name->local == name;
}

}  // namespace

bool is_absolute_http_uri(std::string_view uri) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (ascii::equals_ignoring_case(uri.substr(0, scheme.size()), scheme))
            return uri.size() > scheme.size() && uri[scheme.size()] != '/';
    return false;
}

std::optional<Violation> refuse_long(std::string_view uri, const Config& config) {
    const auto most = static_cast<std::size_t>(config.max_uri_length);
    if (uri.size() <= most) return std::nullopt;
    return constraint_violation("The URI of a list or an entry has at most " +
                                std::to_string(most) +
                                " bytes, as in a request: " + std::string(utf8_prefix(uri, 100)));
}

bool selects_list(std::string_view uri) {
    const auto question = uri.find('?');
    const auto selector = behind_separator(uri.substr(0, question));
    if (!selector || uri.find('#') != uri.npos) return false;
    const auto node = parse_node_selector(
        *selector, question == uri.npos ? std::string_view() : uri.substr(question + 1));
    return node && node->terminal == xml::Terminal::element && node->steps.size() > 1 &&
           may_be(node->steps.front(), "resource-lists") && may_be(node->steps.back(), "list");
}

std::optional<Violation> ListReferences::entry_ref(std::string_view ref) const {
    if (!is_relative_path(ref))
        return constraint_violation("The ref of an entry-ref must be a relative path reference: " +
                                    std::string(ref));
    if (context_.config.allow_external_references) return std::nullopt;
    if (auto violation = refuse_long(ref, context_.config)) return violation;
    while (ref.starts_with("./")) ref.remove_prefix(2);  // RFC 3986 5.2.4
    const auto uri = parse("/" + std::string(ref), XcapRoots({"http://root"}));
    if (!uri) return constraint_violation(uri.error().message);
    const auto selector = percent_decode(uri->node_selector.value_or(""));
    if (!selector || last_step_name(*selector) != "entry")
        return constraint_violation("The ref of an entry-ref must select an entry element: " +
                                    std::string(ref));
    return own_list(*uri);
}

std::optional<Violation> ListReferences::anchor(std::string_view anchor) const {
    if (!is_absolute_http_uri(anchor))
        return constraint_violation(
            "Specified anchor is not a valid URL: it must be an absolute HTTP "
            "URI: " +
            std::string(anchor));
    if (context_.config.allow_external_references) return std::nullopt;
    if (auto violation = refuse_long(anchor, context_.config)) return violation;
    const auto path = context_.roots.path_of_own_uri(anchor);
    if (!path) return constraint_violation("XCAP root not found for URI: " + std::string(anchor));
    const auto uri = parse(*path, context_.roots);
    if (!uri) return constraint_violation(uri.error().message);
    return own_list(*uri);
}

Result<XcapUri, UriError> ListReferences::parse(std::string_view target,
                                                const XcapRoots& roots) const {
    return parse_xcap_uri(target, roots, context_.config.default_realm);
}

std::optional<Violation> ListReferences::own_list(const XcapUri& uri) const {
    const bool is_own =
        uri.document.tree == context_.selector.tree && uri.document.user == context_.selector.user;
    if (is_own) return std::nullopt;
    return constraint_violation("Cannot link to another users' list");
}

}  // namespace xcapd
