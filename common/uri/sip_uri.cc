#include "uri/sip_uri.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "uri/tel_number.h"
#include "uri/user_id.h"

namespace xcapd {

std::string canonical_uri(std::string_view uri) {
    const auto colon = uri.find(':');
    if (colon == uri.npos) return std::string(uri);
    auto out = ascii::lower(uri.substr(0, colon + 1));
    auto rest = uri.substr(colon + 1);
    if (out == "tel:") {
        const auto number = tel_number(rest);
        return out + (number ? *number : std::string(rest));
    }
    if (out != "sip:" && out != "sips:") return std::string(uri);
    if (const auto at = rest.rfind('@'); at != rest.npos) {
        out += plain_name(rest.substr(0, at)) + '@';
        rest.remove_prefix(at + 1);
    }
    rest = rest.substr(0, rest.find('?'));
    const auto host = rest.substr(0, rest.find(';'));
    out += ascii::lower(host);
    std::vector<std::string> parameters;
    for (const auto& parameter : ascii::split_list(rest.substr(host.size()), ';'))
        parameters.push_back(ascii::lower(plain_name(parameter)));
    std::sort(parameters.begin(), parameters.end());
    for (const auto& parameter : parameters) out += ';' + parameter;
    if (out.ends_with(' ')) out.replace(out.size() - 1, 1, "%20");  // no column would keep it
    return out;
}

}  // namespace xcapd
