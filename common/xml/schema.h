// An XML schema compiled once, by the master, and shared read-only by all workers.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace xcapd::xml {

/// A schema as it is compiled into the program: the name other schemas import it by, its text.
struct SchemaText {
    std::string_view name;
    std::string_view text;
};

class Schema {
  public:
    /// Compiles `texts[name]`; what it imports or includes is looked for in `texts` and nowhere
    /// else. Fails with libxml2's first message.
    static Result<Schema, std::string> compile(std::string_view name,
                                               std::span<const SchemaText> texts);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Empty: it describes elements of no namespace.
    std::string target_namespace() const;
    /// That one and all it imports, XML's own excepted, in no order: whose elements and attributes
    /// it knows.
    std::vector<std::string> namespaces() const;

  private:
    friend class IndexBuilder;
    struct Compiled;
    explicit Schema(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace xcapd::xml
