// What an application usage (RFC 4825 section 5) is to the server: one row of facts, and pointers
// to the few functions that some usages need.
//
// A new usage is a row in registry.cc and, where it has more to say than a schema can, one file
// with its constraints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "uri/xcap_uri.h"
#include "xml/document.h"
#include "xml/schema.h"

namespace xcapd {

class Registry;

/// A document that the schema accepts and the usage does not (RFC 4825 8.2.5).
struct Violation {
    enum class Kind { uniqueness, constraint };
    Kind kind = Kind::constraint;
    std::string phrase;
    std::vector<std::string> fields;  // uniqueness: relative node selectors, percent-encoded
};

/// What constraints may depend on beside the document itself.
struct ConstraintContext {
    const DocumentSelector& selector;
    const XcapRoots& roots;
    const Config& config;
};

using CheckConstraints = std::optional<Violation> (*)(const xml::Document&,
                                                      const ConstraintContext&);
/// A computed document's bytes, or nothing when there is no such document.
using ComputeDocument = std::optional<std::string> (*)(const Registry&, const DocumentSelector&);

enum class Directories {
    none,  // documents lie directly in the home directory
    any,   // every directory exists as soon as it is named
};

struct ApplicationUsage {
    std::string_view auid;
    std::string_view default_namespace;
    std::string_view media_type;
    int doc_type = 0;              // column of the xcap table, OpenSIPS's bits
    std::string_view schema = {};  // file name under schemas/; empty: well-formed is enough
    Directories directories = Directories::none;
    CheckConstraints check = nullptr;
    ComputeDocument compute = nullptr;  // not stored: read-only, made on request
    bool anyone_reads_global = false;   // GET below global/ needs no credentials
};

}  // namespace xcapd
