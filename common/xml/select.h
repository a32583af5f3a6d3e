// Which node of a document a NodeSelector selects (RFC 4825 6.3).
//
// Each step must choose exactly one element, which is the context of the next; this is stricter
// than XPath, of which a selector is otherwise an expression. Linear in the children of the
// contexts.
#pragma once

#include <cstddef>
#include <optional>

#include "xml/document.h"
#include "xml/node_selector.h"

namespace xcapd::xml {

/// The document itself as a context: the parent of the root element.
inline constexpr ElementId document_node = no_element;

/// The first child of a context, and what follows a child; no_element behind the last.
ElementId first_child(const Document& document, ElementId context);
ElementId next_sibling(const Document& document, ElementId element);

struct StepMatches {
    std::size_t count = 0;         // 2 stands for "more than one"
    ElementId first = no_element;  // when there is one

    bool is_one() const { return count == 1; }
};

/// What one step of the selector matches among the children of `context`.
StepMatches match_step(const Document& document, const NodeSelector& selector, const Step& step,
                       ElementId context);

/// The context after the first `count` steps (0: document_node), or nothing where one of them
/// matches no element or several.
std::optional<ElementId> select_context(const Document& document, const NodeSelector& selector,
                                        std::size_t count);

/// How many of the first `count` steps find their element, one after the other.
std::size_t count_selected(const Document& document, const NodeSelector& selector,
                           std::size_t count);

/// The element that all steps together select.
std::optional<ElementId> select_element(const Document& document, const NodeSelector& selector);

/// The attribute a selector with Terminal::attribute selects in `element`, or nullptr.
const Attribute* select_attribute(const Document& document, const NodeSelector& selector,
                                  ElementId element);

/// Whether an element carries this name, in the sense of a step (wildcards match all).
bool has_name(const Document& document, const NodeSelector& selector, const Step& step,
              const Element& element);

}  // namespace xcapd::xml
