// Random documents, node selectors and element bodies for property tests. The same seed gives the
// same texts.
#pragma once

#include <random>
#include <string>

#include "xml/document.h"

namespace xcapd::test {

class RandomXml {
  public:
    explicit RandomXml(std::uint32_t seed) : random_(seed) {}

    /// Well-formed, its root in the namespace "test-app"; with comments, CDATA, processing
    /// instructions, characters of many bytes, odd white space, prefixes and their redefinitions.
    std::string document();
    /// An element whose own name and attributes are random; "p" and "q" may need a binding.
    std::string element(const std::string& name, const std::string& attributes, int depth);

    /// A node selector that most often selects something in `document`: every production, at times
    /// with a wrong name, position or value.
    std::string selector(const xml::Document& document);
    /// The name and attribute that the last step of `selector` asks for, at times others.
    std::string body_for(const std::string& selector);

    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool once_in(std::size_t n) { return below(n) == 0; }

    /// Bindings of the prefixes used in selectors.
    static std::string query() { return "xmlns(p=urn:p)xmlns(q=urn:q)"; }

  private:
    std::string filler();
    std::string attributes();
    std::string step(const xml::Document& document, xml::ElementId id);
    std::string any_name();

    std::mt19937 random_;
};

}  // namespace xcapd::test
