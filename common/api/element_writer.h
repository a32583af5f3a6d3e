// A new element as text, named by the prefixes that hold where it will stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "usages/application_usage.h"
#include "xml/document.h"

namespace xcapd::api {

class ElementWriter {
  public:
    /// For a child of `parent`, which gives its prefixes. What has none in scope gets the one that
    /// Blink would use, declared on the outermost element: there it may hide another meaning,
    /// which nothing in the new element needs.
    ElementWriter(const xml::Document& document, xml::ElementId parent);

    void open(const ElementName& name);
    /// Of the element just opened, in no namespace.
    void attribute(std::string_view name, std::string_view value);
    void text(std::string_view text);
    void close();
    /// open(), text() and close().
    void element(const ElementName& name, std::string_view text);

    /// The element that was written; the next one may follow. REQUIRES: all are closed.
    std::string take();

  private:
    struct Prefix {
        std::string_view ns;
        std::string_view prefix;
        bool is_bound = false;
        bool is_declared = false;  // in the element that is being written
    };

    std::string qualified(const ElementName& name);
    void end_start_tag();

    std::vector<Prefix> prefixes_;
    std::vector<std::string> open_;
    std::string out_;
    std::size_t declarations_at_ = 0;  // behind the outermost element's name
    bool is_in_start_tag_ = false;
};

}  // namespace xcapd::api
