#include "base/base64.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/ascii.h"

namespace xcapd {
namespace {

// EVP_DecodeBlock forgives white space before, "-" behind, and padding anywhere.
bool is_alphabet(std::string_view text) {
    const auto letters = text.substr(0, text.find_last_not_of('=') + 1);
    return text.size() - letters.size() <= 2 &&
           std::all_of(letters.begin(), letters.end(), [](char c) {
               return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '/';
           });
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || !is_alphabet(text)) return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    // EVP_DecodeBlock counts the padding as bytes.
    const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

}  // namespace xcapd
