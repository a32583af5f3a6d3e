// What an application usage (RFC 4825 section 5) is to the server: one row of facts, and pointers
// to the few functions that some usages need.
//
// A new usage is a row in registry.cc and, where it has more to say than a schema can, one file
// with its constraints.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "store/store.h"
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
    std::vector<std::string> alternatives = {};  // for each field a value that is free, if any
};

inline Violation constraint_violation(std::string phrase) {
    return {Violation::Kind::constraint, std::move(phrase), {}};
}

/// What constraints may depend on beside the document itself.
struct ConstraintContext {
    const DocumentSelector& selector;
    const XcapRoots& roots;
    const Config& config;
};

using CheckConstraints = std::optional<Violation> (*)(const xml::Document&,
                                                      const ConstraintContext&);
/// A value that only one document of all may have, in the attribute "uri" of `element`.
struct OwnedUri {
    std::string uri;  // as the document spells it
    std::string key;  // one spelling for all that are the same URI
    xml::ElementId element;
};
using FindOwnedUris = std::vector<OwnedUri> (*)(const xml::Document&);

/// What a computed document is made of.
struct ComputeContext {
    const Registry& registry;
    const DocumentSelector& selector;
    std::string root_uri;  // of the request
    const XcapRoots& roots;
    const Config& config;
    Store& store;
};

/// A computed document, or nothing when there is no such document. THROWS StoreError.
using ComputeDocument = std::optional<StoredDocument> (*)(const ComputeContext&);

/// Why one who is no trusted peer may not make `after` of `before`, as a sentence; empty: he may.
/// nullptr: there is no such document.
using RefuseEdit = std::string (*)(const xml::Document* before, const xml::Document* after);

/// What users without a document of their own work on; nothing where the configuration wants none.
/// Fails with a sentence for the log.
using LoadDefault = Result<std::optional<std::string>, std::string> (*)(const Config&);

struct ElementName {
    std::string_view ns;
    std::string_view local;
};

inline bool has_name(const xml::Document& document, const xml::Element& element,
                     const ElementName& name) {
    return element.local() == name.local && document.namespace_uri(element.ns) == name.ns;
}

/// Who reads and writes the users tree. The global tree is read by whoever has credentials and
/// written by [Authentication] global_writers, whatever stands here; trusted peers may do all that
/// a user may (RFC 4825 5.7).
enum class Policy {
    owner,                 // users their own tree, nobody else
    public_global,         // the same, and the global tree is read without credentials
    public_read,           // and everybody reads both trees, without credentials
    anyone_reads,          // and whoever has credentials reads
    trusted_writes,        // users read their own tree, and trusted peers alone write it
    pres_content_readers,  // owner, public_read or anyone_reads, as the setting of this name says
};

enum class Directories {
    none,  // documents lie directly in the home directory
    any,   // every directory exists as soon as it is named
};

struct ApplicationUsage {
    std::string_view auid;
    std::string_view default_namespace;
    std::string_view media_type;
    int doc_type = 0;                           // column of the xcap table, OpenSIPS's bits
    std::optional<int> kamailio_doc_type = {};  // where Kamailio's are others
    std::string_view schema = {};  // file name under schemas/; empty: well-formed is enough
    // The only one: the schema knows others' too. Without a name: any that it declares.
    ElementName root_element = {};
    // Releases of its standard go on adding names to it, so its schema does not have them all.
    bool has_open_namespace = false;
    // Elements whose id is an xs:ID: libxml2 checks that they differ only where it has a tree.
    std::span<const ElementName> identified = {};
    // Unprefixed names of a selector that begins with one may mean this namespace too.
    std::string_view other_default_namespace = {};
    // Whatever name a client gives it, a user has one document, and this is its doc_uri.
    std::string_view only_document = {};
    Directories directories = Directories::none;
    CheckConstraints check = nullptr;
    ComputeDocument compute = nullptr;  // not stored: read-only, made on request
    Policy policy = Policy::owner;
    FindOwnedUris owned_uris = nullptr;  // RFC 4826 4.4.5
    // global/index, made of all users' documents: read-only, for trusted peers.
    ComputeDocument compute_index = nullptr;
    // Of no document: GET or DELETE removes all that the user has.
    bool is_purge = false;
    bool is_off_by_default = false;  // unless [Server] enabled_applications names it
    // Another name of this usage, with the same documents; empty: no alias.
    std::string_view alias_of = {};
    RefuseEdit refuse_edit = nullptr;
    LoadDefault load_default = nullptr;
    // Where this is No, only trusted peers PUT and DELETE whole documents.
    bool Config::*users_write_documents = nullptr;

    /// The AUID in the names of stored documents.
    std::string_view stored_auid() const { return alias_of.empty() ? auid : alias_of; }
    /// The doc_type of its rows.
    int row_type(const Config& config) const {
        return config.is_kamailio() ? kamailio_doc_type.value_or(doc_type) : doc_type;
    }
};

/// The keys alone. REQUIRES: a usage that has owned_uris.
inline std::vector<std::string> keys_of_owned_uris(const ApplicationUsage& usage,
                                                   const xml::Document& document) {
    std::vector<std::string> keys;
    for (auto& owned : usage.owned_uris(document)) keys.push_back(std::move(owned.key));
    return keys;
}

/// Whether this is the document of compute_index.
inline bool is_index_of_all(const ApplicationUsage& usage, const DocumentSelector& document) {
    return usage.compute_index != nullptr && document.tree == Tree::global &&
           document.path.size() == 1 && document.path.front() == "index";
}

/// What makes this document; nullptr: it is stored.
inline ComputeDocument computed_by(const ApplicationUsage& usage,
                                   const DocumentSelector& document) {
    return is_index_of_all(usage, document) ? usage.compute_index : usage.compute;
}

}  // namespace xcapd
