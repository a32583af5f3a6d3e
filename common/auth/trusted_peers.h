// Networks whose hosts need no credentials: a presence server, a provisioning system.
//
// Compared with REMOTE_ADDR as nginx reports it, never with X-Forwarded-For.
#pragma once

#include <netinet/in.h>

#include <array>
#include <string>
#include <vector>

#include "base/result.h"

namespace xcapd {

class TrustedPeers {
  public:
    /// Items: IPv4 or IPv6 address, network (10.0.0.0/8, 2001:db8::/32), host name (resolved now),
    /// `any` or `none`. Fails with a message that names the item and the `setting` it stands in.
    static Result<TrustedPeers, std::string> parse(
        const std::vector<std::string>& items,
        const std::string& setting = "[Authentication] trusted_peers");

    bool contains(const std::string& address) const;

  private:
    using Address = std::array<unsigned char, 16>;  // IPv4 as ::ffff:a.b.c.d
    struct Network {
        Address address;
        unsigned prefix = 128;  // bits
    };
    static Address mapped(const in_addr& v4);
    static bool is_mapped(const Address& address);
    static bool parse_address(const std::string& text, Address& out);
    static bool parse_network(const std::string& item, Network& out);
    bool add_host(const std::string& name);

    std::vector<Network> networks_;
};

}  // namespace xcapd
