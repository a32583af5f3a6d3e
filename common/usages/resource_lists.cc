#include "usages/resource_lists.h"

#include <functional>
#include <unordered_set>

#include "base/ascii.h"
#include "base/keyed_hash.h"
#include "base/percent.h"
#include "usages/field_path.h"

namespace xcapd {
namespace {

// RFC 4826 3.4.5: each is unique among its like within the same parent, case-sensitively.
struct UniqueAttribute {
    std::string_view element;
    std::string_view attribute;
};
constexpr UniqueAttribute unique_attributes[] = {
    {"list", "name"}, {"entry", "uri"}, {"entry-ref", "ref"}, {"external", "anchor"}};

struct Occurrence {
    xml::ElementId parent;
    const UniqueAttribute* rule;
    std::string_view value;
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct HashOccurrence {
    std::size_t operator()(const Occurrence& o) const {
        return keyed_hash(o.value) ^ (std::size_t{o.parent} * 0x9E3779B97F4A7C15U) ^
               std::hash<const void*>()(o.rule);
    }
};

Violation constraint(std::string phrase) {
    return {Violation::Kind::constraint, std::move(phrase), {}};
}

// RFC 3986 4.2: a relative-path reference has no scheme and does not begin with a slash.
bool is_relative_path(std::string_view reference) {
    const auto first = reference.substr(0, reference.find_first_of("/?#"));
    return !reference.empty() && reference.front() != '/' && first.find(':') == first.npos;
}

bool is_absolute_http_uri(std::string_view uri) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (ascii::equals_ignoring_case(uri.substr(0, scheme.size()), scheme))
            return uri.size() > scheme.size() && uri[scheme.size()] != '/';
    return false;
}

// Name of a node selector's last step: behind its last "/" that stands in no quotes.
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
    name = name.substr(0, name.find('['));
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

class ReferenceCheck {
  public:
    explicit ReferenceCheck(const ConstraintContext& context) : context_(context) {}

    std::optional<Violation> entry_ref(std::string_view ref) const {
        if (!is_relative_path(ref))
            return constraint("The ref of an entry-ref must be a relative path reference: " +
                              std::string(ref));
        if (context_.config.allow_external_references) return std::nullopt;
        while (ref.starts_with("./")) ref.remove_prefix(2);  // RFC 3986 5.2.4
        const auto uri = parse("/" + std::string(ref), XcapRoots({"http://root"}));
        if (!uri) return constraint(uri.error().message);
        const auto selector = percent_decode(uri->node_selector.value_or(""));
        if (!selector || last_step_name(*selector) != "entry")
            return constraint("The ref of an entry-ref must select an entry element: " +
                              std::string(ref));
        return own_list(*uri);
    }

    std::optional<Violation> anchor(std::string_view anchor) const {
        if (!is_absolute_http_uri(anchor))
            return constraint(
                "Specified anchor is not a valid URL: it must be an absolute HTTP "
                "URI: " +
                std::string(anchor));
        if (context_.config.allow_external_references) return std::nullopt;
        const auto path = context_.roots.path_of_own_uri(anchor);
        if (!path) return constraint("XCAP root not found for URI: " + std::string(anchor));
        const auto uri = parse(*path, context_.roots);
        if (!uri) return constraint(uri.error().message);
        return own_list(*uri);
    }

  private:
    Result<XcapUri, UriError> parse(std::string_view target, const XcapRoots& roots) const {
        return parse_xcap_uri(target, roots, context_.config.default_realm);
    }

    std::optional<Violation> own_list(const XcapUri& uri) const {
        const bool is_own = uri.document.tree == context_.selector.tree &&
                            uri.document.user == context_.selector.user;
        if (is_own) return std::nullopt;
        return constraint("Cannot link to another users' list");
    }

    const ConstraintContext& context_;
};

}  // namespace

std::optional<Violation> check_resource_lists(const xml::Document& document,
                                              const ConstraintContext& context) {
    const ReferenceCheck references(context);
    std::unordered_set<Occurrence, HashOccurrence> seen;
    Violation duplicates{Violation::Kind::uniqueness, {}, {}};
    for (xml::ElementId id = 0; id < document.elements().size(); ++id) {
        const auto& element = document.element(id);
        if (document.namespace_uri(element.ns) != resource_lists_namespace) continue;
        for (const auto& rule : unique_attributes) {
            if (element.local != rule.element) continue;
            const auto* attribute = document.attribute(element, rule.attribute);
            if (attribute == nullptr) continue;
            if (!seen.insert({element.parent, &rule, attribute->value}).second) {
                duplicates.phrase = "The " + std::string(rule.attribute) + " of a " +
                                    std::string(rule.element) +
                                    " is not unique: " + std::string(attribute->value);
                duplicates.fields.push_back(field_path(document, id, rule.attribute));
                // One finding is enough to refuse; a few more help, all would be quadratic.
                if (duplicates.fields.size() == 10) return duplicates;
            }
            auto violation = rule.element == "entry-ref"  ? references.entry_ref(attribute->value)
                             : rule.element == "external" ? references.anchor(attribute->value)
                                                          : std::nullopt;
            if (violation && duplicates.fields.empty()) return violation;
        }
    }
    if (duplicates.fields.empty()) return std::nullopt;
    return duplicates;
}

}  // namespace xcapd
