#include "unit/support/failing_memory.h"

#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace xcapd::test {
namespace {

struct State {
    bool is_armed = false;
    int left = 0;  // allocations up to the one that fails
    Shortage shortage = Shortage::once;
    bool has_failed = false;
};
constinit thread_local State state;

bool must_fail() {
    if (!state.is_armed) return false;
    const bool is_short = state.shortage == Shortage::once ? state.left == 1 : state.left <= 1;
    if (state.left > 0) --state.left;
    state.has_failed = state.has_failed || is_short;
    return is_short;
}

void* allocate(std::size_t size) { return must_fail() ? nullptr : std::malloc(size); }

void* reallocate(void* old, std::size_t size) {
    return must_fail() ? nullptr : std::realloc(old, size);
}

char* duplicate(const char* text) { return must_fail() ? nullptr : ::strdup(text); }

sqlite3_mem_methods sqlite_methods;  // SQLite's own

void* sqlite_allocate(int size) { return must_fail() ? nullptr : sqlite_methods.xMalloc(size); }

void* sqlite_reallocate(void* old, int size) {
    return must_fail() ? nullptr : sqlite_methods.xRealloc(old, size);
}

// Before main(): each of the libraries wants to know before its first allocation.
[[maybe_unused]] const bool installed = [] {
    xmlMemSetup(std::free, allocate, reallocate, duplicate);
    CRYPTO_set_mem_functions([](std::size_t size, const char*, int) { return allocate(size); },
                             [](void* old, std::size_t size, const char*, int) {
                                 if (size == 0) std::free(old);
                                 return size == 0 ? nullptr : reallocate(old, size);
                             },
                             [](void* old, const char*, int) { std::free(old); });
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_methods);
    auto failing = sqlite_methods;
    failing.xMalloc = sqlite_allocate;
    failing.xRealloc = sqlite_reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    return true;
}();

}  // namespace

FailingMemory::FailingMemory(int first, Shortage shortage) {
    state = {true, first, shortage, false};
}

FailingMemory::~FailingMemory() { state.is_armed = false; }

bool FailingMemory::has_failed() const { return state.has_failed; }

}  // namespace xcapd::test

using xcapd::test::allocate;

void* operator new(std::size_t size) {
    if (void* memory = allocate(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
