#include "auth/nonce_secret.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/hex.h"
#include "base/unique_fd.h"

namespace xcapd {
namespace {

constexpr std::size_t shortest_secret = 16;

std::string failed(const std::string& what, const std::string& path) {
    return what + " " + path + ": " + std::strerror(errno);
}

// Written whole under another name and then linked, so that nobody reads half a secret.
std::string make(const std::string& path) {
    const std::string draft = path + "." + std::to_string(::getpid());
    const std::string secret = to_hex(crypto::random_bytes(32)) + "\n";
    {
        const UniqueFd fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd) return failed("cannot make", draft);
        if (::write(fd.get(), secret.data(), secret.size()) !=
                static_cast<ssize_t>(secret.size()) ||
            ::fsync(fd.get()) != 0) {
            ::unlink(draft.c_str());
            return failed("cannot write", draft);
        }
    }
    const int linked = ::link(draft.c_str(), path.c_str());
    const int error = errno;
    ::unlink(draft.c_str());
    errno = error;
    return linked == 0 || error == EEXIST ? std::string() : failed("cannot make", path);
}

}  // namespace

Result<std::string, std::string> keep_nonce_secret(const std::string& path) {
    if (::access(path.c_str(), F_OK) != 0)
        if (auto error = make(path); !error.empty()) return fail(std::move(error));
    std::ifstream file(path);
    std::string line;
    if (!file || !std::getline(file, line)) return fail(failed("cannot read", path));
    const auto secret = ascii::trim(line);
    if (secret.size() < shortest_secret)
        return fail(path + ": a nonce secret has at least " + std::to_string(shortest_secret) +
                    " characters");
    return std::string(secret);
}

}  // namespace xcapd
