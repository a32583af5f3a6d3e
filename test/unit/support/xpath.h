// libxml2's own tree and XPath, as an oracle for our selection: every node selector is a valid
// XPath expression (RFC 4825 6.3).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "xml/node_selector.h"

namespace xcapd::test {

/// Positions in document order of the elements an expression selects, counted from 0. `d`, `p` and
/// `q` are bound to test-app, urn:p and urn:q.
class XPathOracle {
  public:
    explicit XPathOracle(std::string_view document);
    ~XPathOracle();
    XPathOracle(const XPathOracle&) = delete;
    XPathOracle& operator=(const XPathOracle&) = delete;

    bool is_well_formed() const;
    std::vector<std::size_t> elements(const std::string& xpath) const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The steps of a selector as one XPath expression each, from the root on: "/d:r", "/d:r/*[2]" …
/// Unprefixed names get the prefix `d`, since XPath 1.0 knows no default namespace.
std::vector<std::string> xpath_prefixes(const std::string& selector);

/// The first `steps` steps of a parsed selector as an XPath expression that needs no prefixes.
std::string xpath_of(const xml::NodeSelector& selector, std::size_t steps);

}  // namespace xcapd::test
