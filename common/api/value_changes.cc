#include "api/value_changes.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/keyed_hash.h"

namespace xcapd::api {
namespace {

void patch_text(std::string& text, const Json& patch, std::string_view name) {
    if (const auto* value = member(patch, name)) text = value->get<std::string>();
}

void patch_handling(EventHandling& handling, const Json& patch, std::string_view name) {
    const auto* value = named(patch, name);
    if (value == nullptr) return;
    if (value->is_null()) handling = {};
    patch_text(handling.policy, *value, "policy");
    if (const auto* subscribe = member(*value, "subscribe"))
        handling.subscribe = subscribe->get<bool>();
}

void patch_attributes(Attributes& attributes, const Json& patch) {
    const auto* value = named(patch, "attributes");
    if (value == nullptr) return;
    if (value->is_null()) return attributes.clear();
    std::unordered_set<std::string_view, KeyedHash> removed;
    for (const auto& [name, text] : value->get_ref<const Json::object_t&>())
        if (text.is_null()) removed.insert(name);
    std::erase_if(attributes, [&](const auto& known) { return removed.count(known.first) != 0; });
    merge(attributes, attributes_of(patch, Nulls::dropped));
}

// Items whose id is in `before` come first, in its order.
template <class Item, class IdOf>
void sort_as(std::vector<Item>& items, const std::vector<Item>& before, IdOf id_of) {
    std::unordered_map<std::string_view, std::size_t, KeyedHash> places;
    for (const auto& item : before) places.emplace(id_of(item), places.size());
    const auto place_of = [&](const Item& item) {
        const auto found = places.find(id_of(item));
        return found == places.end() ? places.size() : found->second;
    };
    std::stable_sort(items.begin(), items.end(),
                     [&](const Item& a, const Item& b) { return place_of(a) < place_of(b); });
}

}  // namespace

void merge(Attributes& attributes, const Attributes& given) {
    std::unordered_map<std::string_view, std::size_t, KeyedHash> places;
    for (std::size_t i = 0; i < attributes.size(); ++i) places.emplace(attributes[i].first, i);
    Attributes merged = attributes;
    for (const auto& attribute : given) {
        const auto place = places.find(attribute.first);
        if (place == places.end()) {
            merged.push_back(attribute);
        } else {
            merged[place->second].second = attribute.second;
        }
    }
    attributes = std::move(merged);
}

void patch(Contact& contact, const Json& patch) {
    patch_text(contact.name, patch, "name");
    if (const auto* uris = member(patch, "uris")) {
        const auto before = std::exchange(contact.uris, {});
        for (const auto& uri : *uris) contact.uris.push_back(contact_uri_of(uri, Nulls::kept));
        settle_ids(contact.uris, before);
    }
    patch_handling(contact.dialog, patch, "dialog");
    patch_handling(contact.presence, patch, "presence");
    patch_attributes(contact.attributes, patch);
}

void patch(Group& group, const Json& patch) {
    patch_text(group.name, patch, "name");
    if (named(patch, "contacts") != nullptr)
        group.contact_ids = group_of(patch, Nulls::kept).contact_ids;
    patch_attributes(group.attributes, patch);
}

void patch(Policy& policy, const Json& patch) {
    patch_text(policy.name, patch, "name");
    patch_text(policy.uri, patch, "uri");
    patch_handling(policy.dialog, patch, "dialog");
    patch_handling(policy.presence, patch, "presence");
    patch_attributes(policy.attributes, patch);
}

void drop_repeats(std::vector<ContactUri>& uris) {
    std::unordered_map<std::string, std::size_t, KeyedHash> places;
    std::vector<ContactUri> kept;
    for (auto& uri : uris) {
        const auto [place, is_new] = places.emplace(uri.uri, kept.size());
        if (is_new) {
            kept.push_back(std::move(uri));
        } else {
            auto& first = kept[place->second];
            first.is_default = first.is_default || uri.is_default;
        }
    }
    uris = std::move(kept);
}

void settle_ids(std::vector<ContactUri>& uris, const std::vector<ContactUri>& before) {
    // What `before` has, by URI; the ids that are still free of each.
    std::unordered_map<std::string_view, std::vector<std::string_view>, KeyedHash> free;
    for (const auto& uri : before) free[uri.uri].push_back(uri.id);
    std::unordered_set<std::string_view, KeyedHash> taken;
    std::vector<bool> is_settled(uris.size());
    const auto keep = [&](std::size_t i, auto choose) {
        const auto found = free.find(uris[i].uri);
        if (is_settled[i] || found == free.end()) return;
        auto& ids = found->second;
        const auto id = choose(ids);
        if (id == ids.end()) return;
        uris[i].id = *id;
        ids.erase(id);
        taken.insert(uris[i].id);
        is_settled[i] = true;
    };
    for (std::size_t i = 0; i < uris.size(); ++i)  // as it was shown
        keep(i, [&](auto& ids) { return std::find(ids.begin(), ids.end(), uris[i].id); });
    for (std::size_t i = 0; i < uris.size(); ++i)  // the same URI
        keep(i, [](auto& ids) { return ids.begin(); });
    for (std::size_t i = 0; i < uris.size(); ++i) {
        if (is_settled[i]) continue;
        if (uris[i].id.empty() || taken.count(uris[i].id) != 0) uris[i].id = new_id();
        taken.insert(uris[i].id);
    }
    sort_as(uris, before, [](const ContactUri& uri) -> const std::string& { return uri.id; });
}

void keep_order(std::vector<std::string>& ids, const std::vector<std::string>& before) {
    sort_as(ids, before, [](const std::string& id) -> const std::string& { return id; });
}

}  // namespace xcapd::api
