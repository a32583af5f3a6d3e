// The names that schemas declare, by namespace: what tells an element that a schema knows from one
// that is only let in by a wildcard. For schema.cc.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "xml/document.h"
#include "xml/schema_text.h"

namespace xcapd::xml {

class Vocabulary {
  public:
    /// Takes up what `texts[name]` declares, and what it includes and imports of `texts`. RETURNS
    /// its target namespace. REQUIRES: schemas that compile.
    std::string add(std::string_view name, std::span<const SchemaText> texts);

    /// XML's own excepted.
    std::set<std::string> namespaces() const;

    /// Forgets all namespaces but these.
    void keep(const std::set<std::string>& namespaces);

    /// RFC 4825 8.2.5: what is of a namespace that the server understands and in none of its
    /// schemas is refused. A sentence on the first such element or attribute; empty: there is none.
    /// Linear in both.
    std::string undeclared_in(const Document& document) const;

  private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Texts = std::unordered_set<std::string, Hash, std::equal_to<>>;
    struct Names {
        Texts elements;  // declared at whatever place
        Texts attributes;
    };
    std::string add(std::string_view name, std::span<const SchemaText> texts,
                    std::string_view includer);

    std::map<std::string, Names, std::less<>> names_;      // by namespace
    std::set<std::pair<std::string, std::string>> taken_;  // file, namespace: schemas form circles
};

}  // namespace xcapd::xml
