#include "auth/trusted_peers.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include "base/ascii.h"

namespace xcapd {
namespace {

constexpr unsigned mapped_prefix = 96;  // ::ffff:0:0/96 holds IPv4

// Notations of inet_aton(3), such as 10.1 and 010.0.0.1, mean other addresses than they seem to.
bool is_short_for_an_address(const std::string& item) {
    in_addr address;
    return inet_aton(item.c_str(), &address) != 0;
}

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

}  // namespace

Result<TrustedPeers, std::string> TrustedPeers::parse(const std::vector<std::string>& items,
                                                      const std::string& setting) {
    TrustedPeers peers;
    for (const auto& item : items) {
        Network network;
        if (ascii::equals_ignoring_case(item, "none")) continue;
        if (ascii::equals_ignoring_case(item, "any")) {
            peers.networks_.push_back({mapped(in_addr{}), mapped_prefix});
            peers.networks_.push_back({Address{}, 0});
        } else if (parse_network(item, network)) {
            peers.networks_.push_back(network);
        } else if (item.find('/') != item.npos || is_short_for_an_address(item) ||
                   !peers.add_host(item)) {
            return fail(setting + ": \"" + item +
                        "\" is no address, no network and no host name that resolves");
        }
    }
    return peers;
}

bool TrustedPeers::parse_address(const std::string& text, Address& out) {
    if (inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return true;
    in_addr v4;
    if (inet_pton(AF_INET, text.c_str(), &v4) != 1) return false;
    out = mapped(v4);
    return true;
}

TrustedPeers::Address TrustedPeers::mapped(const in_addr& v4) {
    Address address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::memcpy(address.data() + 12, &v4, 4);
    return address;
}

bool TrustedPeers::is_mapped(const Address& address) {
    return IN6_IS_ADDR_V4MAPPED(reinterpret_cast<const in6_addr*>(address.data())) != 0;
}

bool TrustedPeers::parse_network(const std::string& item, Network& out) {
    const auto slash = item.find('/');
    std::string address = item.substr(0, slash);
    if (address == "0") address = "0.0.0.0";  // OpenXCAP's 0/0
    if (!parse_address(address, out.address)) return false;
    if (slash == item.npos) return true;
    const bool is_v4 = address.find(':') == address.npos;
    const char* end = item.data() + item.size();
    unsigned bits = 0;
    const auto [stop, error] = std::from_chars(item.data() + slash + 1, end, bits);
    if (error != std::errc() || stop != end || bits > (is_v4 ? 32U : 128U)) return false;
    out.prefix = is_v4 ? mapped_prefix + bits : bits;
    return true;
}

bool TrustedPeers::add_host(const std::string& name) {
    addrinfo* raw = nullptr;
    if (getaddrinfo(name.c_str(), nullptr, nullptr, &raw) != 0) return false;
    const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
    for (const addrinfo* entry = raw; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text;
        Network network;
        if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                        NI_NUMERICHOST) == 0 &&
            parse_address(text.data(), network.address))
            networks_.push_back(network);
    }
    return true;
}

bool TrustedPeers::contains(const std::string& address) const {
    Address peer;
    if (!parse_address(address, peer)) return false;  // "unix:" and the like
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        // ::/64 is part of IPv6; that IPv4 is written into it here must not trust all of IPv4.
        if (is_mapped(peer) != is_mapped(network.address)) return false;
        const unsigned whole = network.prefix / 8;
        if (std::memcmp(peer.data(), network.address.data(), whole) != 0) return false;
        const unsigned mask = 0xff00U >> (network.prefix % 8) & 0xffU;
        return mask == 0 || ((peer[whole] ^ network.address[whole]) & mask) == 0;
    });
}

}  // namespace xcapd
