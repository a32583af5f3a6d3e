// Documents that hold an addressbook, parsed and judged as a write of a client would be.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "api/addressbook_document.h"
#include "api/addressbook_names.h"
#include "config/load.h"
#include "conformance/usage_tables.h"
#include "usages/registry.h"
#include "usages/resource_lists.h"

namespace xcapd::test {

/// test/usages/resource-lists/blink.xml, which HTTP tests read too.
inline std::string blink_document() {
    const auto& files = conformance::usage_files;
    const auto found = std::find_if(files.begin(), files.end(), [](const auto& file) {
        return file.path == "resource-lists/blink.xml";
    });
    REQUIRE(found != files.end());
    return std::string(found->text);
}

inline const xml::Schema& resource_lists_schema() {
    static const auto schema = xml::Schema::compile("resource-lists.xsd", embedded_schemas);
    return schema.value();
}

/// REQUIRES in the sense of doctest that the schema and the constraints take it.
inline xml::Document parse_valid(const std::string& bytes) {
    CAPTURE(bytes);
    auto document = xml::Document::parse(bytes, xml::Limits{}, &resource_lists_schema());
    REQUIRE(document.ok());
    const auto& fault = document->schema_fault();
    const std::string message = fault ? fault->message : "";
    REQUIRE(message.empty());
    Config config = default_config();
    config.root = {"http://xcap.example.org"};
    const XcapRoots roots(config.root);
    DocumentSelector selector;
    selector.auid = "resource-lists";
    selector.user = {"bill", "example.com"};
    selector.path = {"index"};
    const auto violation = check_resource_lists(*document, {selector, roots, config});
    const std::string phrase = violation ? violation->phrase : "";
    REQUIRE(phrase.empty());
    return std::move(*document);
}

/// A document whose addressbook holds `items`, with the prefix `a` for Blink's elements and `s`
/// for attributes; `lists` stand before it.
inline std::string with_items(const std::string& items, const std::string& lists = "") {
    return "<rl:resource-lists xmlns:rl='" + std::string(resource_lists_namespace) + "' xmlns:a='" +
           std::string(api::addressbook_namespace) + "' xmlns:s='" +
           std::string(api::sipsimple_namespace) + "'>" + lists +
           "<rl:list name='sipsimple_addressbook'>" + items + "</rl:list></rl:resource-lists>";
}

inline api::Addressbook read(const std::string& bytes) {
    const auto document = parse_valid(bytes);
    return api::AddressbookDocument(document).all();
}

/// The document after a change, which is valid.
template <class Change>
std::string changed(const std::string& bytes, Change change) {
    const auto document = parse_valid(bytes);
    auto after = change(api::AddressbookDocument(document));
    parse_valid(after);
    return after;
}
template <class Item>
std::string with(const std::string& bytes, const Item& item) {
    return changed(bytes, [&](const auto& book) { return book.with(item); });
}

}  // namespace xcapd::test
