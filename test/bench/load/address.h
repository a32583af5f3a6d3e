// Where a server is, and where the generator connects from: IPv4 or IPv6, and no name is looked up.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    int family() const { return storage.ss_family; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// RETURNS nothing where `text` is no address; IPv6 stands without brackets here.
std::optional<Address> parse_address(const std::string& text, std::uint16_t port);

}  // namespace bench
