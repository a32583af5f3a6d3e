#include "api/element_writer.h"

#include <algorithm>

#include "api/addressbook_names.h"
#include "xml/escape.h"
#include "xml/namespaces.h"

namespace xcapd::api {

ElementWriter::ElementWriter(const xml::Document& document, xml::ElementId parent)
    : prefixes_{{resource_lists_namespace, "rl"},
                {addressbook_namespace, "addressbook"},
                {sipsimple_namespace, "sipsimple"}} {
    const auto& around = document.element(parent);
    const auto bindings = xml::bindings_in_scope(document, parent);
    for (auto& prefix : prefixes_) {
        const auto bind = [&](std::string_view name) {
            prefix.prefix = name;
            prefix.is_bound = true;
        };
        // As its parent, so that it looks like what is there; else as Blink; else as it comes.
        if (document.namespace_uri(around.ns) == prefix.ns) {
            bind(around.prefix());
            continue;
        }
        const xml::Binding* found = nullptr;
        for (const auto& binding : bindings)
            if (binding.uri == prefix.ns && (found == nullptr || binding.prefix == prefix.prefix))
                found = &binding;
        if (found != nullptr) bind(found->prefix);
    }
}

std::string ElementWriter::qualified(const ElementName& name) {
    const auto prefix = std::find_if(prefixes_.begin(), prefixes_.end(),
                                     [&](const Prefix& p) { return p.ns == name.ns; });
    if (!prefix->is_bound) prefix->is_declared = true;
    if (prefix->prefix.empty()) return std::string(name.local);
    return std::string(prefix->prefix) + ":" + std::string(name.local);
}

void ElementWriter::end_start_tag() {
    if (is_in_start_tag_) out_ += '>';
    is_in_start_tag_ = false;
}

void ElementWriter::open(const ElementName& name) {
    end_start_tag();
    open_.push_back(qualified(name));
    out_ += '<' + open_.back();
    if (open_.size() == 1) declarations_at_ = out_.size();
    is_in_start_tag_ = true;
}

void ElementWriter::attribute(std::string_view name, std::string_view value) {
    out_ += ' ' + std::string(name) + "=\"" + xml::escape(value) + '"';
}

void ElementWriter::text(std::string_view text) {
    if (text.empty()) return;
    end_start_tag();
    out_ += xml::escape(text);
}

void ElementWriter::close() {
    if (is_in_start_tag_) {
        out_ += "/>";
    } else {
        out_ += "</" + open_.back() + '>';
    }
    is_in_start_tag_ = false;
    open_.pop_back();
}

void ElementWriter::element(const ElementName& name, std::string_view text) {
    open(name);
    this->text(text);
    close();
}

std::string ElementWriter::take() {
    std::string declarations;
    for (auto& prefix : prefixes_) {
        if (prefix.is_declared)
            declarations +=
                " xmlns:" + std::string(prefix.prefix) + "=\"" + std::string(prefix.ns) + '"';
        prefix.is_declared = false;
    }
    out_.insert(declarations_at_, declarations);
    std::string element = std::move(out_);
    out_.clear();
    return element;
}

}  // namespace xcapd::api
