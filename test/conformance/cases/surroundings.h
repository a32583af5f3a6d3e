// What stands around and between the children of the element under test: white space, comments,
// CDATA, processing instructions, text of many bytes, prefixes. Whatever it is, insertion and
// deletion must find the same place and leave all of it alone (RFC 4825 6.3, 8.2.3, 8.4).
#pragma once

#include <string>
#include <vector>

#include "conformance/session.h"

namespace conformance {

/// Texts in which "%p" stands for the prefix of the application's namespace, "%n" for its URI.
struct Surroundings {
    std::string name;
    std::string prolog;
    std::string filler;  // before each child and before the end tag
    bool has_prefix = false;
    std::string root_attributes = {};
};

const std::vector<Surroundings>& all_surroundings();

/// A document of one root element, and the selectors and bodies that go with it.
class Dressed {
  public:
    Dressed(const Surroundings& surroundings, const Session& session)
        : surroundings_(surroundings), ns_(session.app_namespace()) {}

    /// Replaces "%p" and "%n".
    std::string text(std::string pattern) const;
    std::string query() const;
    std::string open() const;
    std::string close() const { return text(surroundings_.filler) + text("</%proot>") + "\n"; }
    std::string child(const std::string& pattern) const {
        return text(surroundings_.filler) + text(pattern);
    }
    std::string document(const std::vector<std::string>& children) const;

  private:
    const Surroundings& surroundings_;
    std::string ns_;
};

}  // namespace conformance
