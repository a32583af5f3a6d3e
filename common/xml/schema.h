// An XML schema compiled once, by the master, and shared read-only by all workers.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "xml/schema_text.h"

namespace xcapd::xml {

class Vocabulary;

class Schema {
  public:
    /// Compiles `texts[name]`; what it imports or includes is looked for in `texts` and nowhere
    /// else. Fails with libxml2's first message.
    static Result<Schema, std::string> compile(std::string_view name,
                                               std::span<const SchemaText> texts);
    /// One schema of several, none of which includes or imports another of another namespace by two
    /// names: a document may have its root in any of them, and what a wildcard of one lets in is
    /// validated by the others (RFC 4825 8.2.5). REQUIRES: each compiles by itself.
    static Result<Schema, std::string> compile_all(std::span<const std::string_view> names,
                                                   std::span<const SchemaText> texts);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Empty: it describes elements of no namespace.
    std::string target_namespace() const;
    /// What it knows of all namespaces, imported ones too.
    const Vocabulary& vocabulary() const;
    /// Of these alone a document must not hold what no schema declares.
    void advertise(const std::set<std::string>& namespaces);

  private:
    friend class IndexBuilder;
    struct Compiled;
    explicit Schema(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace xcapd::xml
