#include "bench/load/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

namespace bench {
namespace {

template <class Socket>
Address address_of(const Socket& socket) {
    Address address;
    std::memcpy(&address.storage, &socket, sizeof socket);
    address.size = sizeof socket;
    return address;
}

}  // namespace

std::optional<Address> parse_address(const std::string& text, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) return address_of(v4);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) return address_of(v6);
    return std::nullopt;
}

}  // namespace bench
