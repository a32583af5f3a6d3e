// A hash for tables whose keys come from clients. Its key is random, so that nobody can choose
// texts that all fall into one bucket and make a table search them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace xcapd {

/// SipHash-1-3 of `text` under this key.
std::uint64_t siphash(std::uint64_t key0, std::uint64_t key1, std::string_view text);

/// The same under a key that this process drew at the first use.
std::size_t keyed_hash(std::string_view text);

struct KeyedHash {
    std::size_t operator()(std::string_view text) const { return keyed_hash(text); }
};

/// A set of texts from clients, owned elsewhere.
using ClientTexts = std::unordered_set<std::string_view, KeyedHash>;

}  // namespace xcapd
