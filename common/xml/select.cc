#include "xml/select.h"

#include <algorithm>

namespace xcapd::xml {
namespace {

std::string_view namespace_of(const Document& document, const NodeSelector& selector,
                              const QualifiedName& name) {
    if (!name.is_unprefixed) return name.ns;
    const auto& other = selector.other_default_namespace;
    const auto& first = selector.steps.front().name;
    const bool means_other = !other.empty() && first && first->is_unprefixed &&
                             document.namespace_uri(document.element(0).ns) == other;
    return means_other ? other : selector.default_namespace;
}

// An unprefixed attribute name is in no namespace.
const Attribute* find_attribute(const Document& document, const Element& element,
                                const QualifiedName& name) {
    return document.attribute(element, name.local, name.ns);
}

// The value first: in a list, names are alike and values are not.
bool passes(const Document& document, const Element& element, const AttributeTest& test) {
    return std::any_of(document.attributes_begin(element), document.attributes_end(element),
                       [&](const Attribute& attribute) {
                           return attribute.value == test.value &&
                                  attribute.local() == test.name.local &&
                                  document.namespace_uri(attribute.ns) == test.name.ns;
                       });
}

}  // namespace

ElementId first_child(const Document& document, ElementId context) {
    if (context == document_node) return 0;
    const ElementId inner = context + 1;
    return inner < document.element(context).next ? inner : no_element;
}

ElementId next_sibling(const Document& document, ElementId element) {
    const ElementId parent = document.element(element).parent;
    if (parent == no_element) return no_element;
    const ElementId next = document.element(element).next;
    return next < document.element(parent).next ? next : no_element;
}

bool has_name(const Document& document, const NodeSelector& selector, const Step& step,
              const Element& element) {
    return !step.name ||
           (element.local() == step.name->local &&
            document.namespace_uri(element.ns) == namespace_of(document, selector, *step.name));
}

StepMatches match_step(const Document& document, const NodeSelector& selector, const Step& step,
                       ElementId context) {
    StepMatches matches;
    std::uint32_t position = 0;
    const Element* alike = nullptr;  // the last that carries the name; long lists have but one
    for (ElementId id = first_child(document, context); id != no_element;
         id = next_sibling(document, id)) {
        const Element& element = document.element(id);
        // Where nothing is counted, the order of the tests is free.
        if (step.attribute && !step.position && !passes(document, element, *step.attribute))
            continue;
        const bool is_alike =
            alike != nullptr && element.ns == alike->ns && element.local() == alike->local();
        if (!is_alike && !has_name(document, selector, step, element)) continue;
        alike = &element;
        ++position;
        if (step.position && position != *step.position) continue;
        if (step.attribute && step.position && !passes(document, element, *step.attribute))
            continue;
        if (++matches.count > 1) return matches;
        matches.first = id;
    }
    return matches;
}

namespace {

struct Walk {
    std::size_t steps = 0;  // that found their element
    ElementId context = document_node;
};

Walk walk(const Document& document, const NodeSelector& selector, std::size_t count) {
    Walk walk;
    while (walk.steps < count) {
        const auto matches =
            match_step(document, selector, selector.steps[walk.steps], walk.context);
        if (!matches.is_one()) break;
        walk.context = matches.first;
        ++walk.steps;
    }
    return walk;
}

}  // namespace

std::optional<ElementId> select_context(const Document& document, const NodeSelector& selector,
                                        std::size_t count) {
    const auto walked = walk(document, selector, count);
    if (walked.steps < count) return std::nullopt;
    return walked.context;
}

std::size_t count_selected(const Document& document, const NodeSelector& selector,
                           std::size_t count) {
    return walk(document, selector, count).steps;
}

std::optional<ElementId> select_element(const Document& document, const NodeSelector& selector) {
    return select_context(document, selector, selector.steps.size());
}

const Attribute* select_attribute(const Document& document, const NodeSelector& selector,
                                  ElementId element) {
    return find_attribute(document, document.element(element), selector.attribute);
}

}  // namespace xcapd::xml
