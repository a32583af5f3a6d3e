#include "bench/allocations/counters.h"

#include <cstddef>

namespace bench {
namespace {

// One thread runs here.
Counters total;

}  // namespace

Counters counters() { return total; }

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
bool can_count() { return false; }
}  // namespace bench
#else
bool can_count() { return true; }

namespace {

void count(std::size_t size) {
    ++total.allocations;
    total.allocated += size;
}

}  // namespace
}  // namespace bench

// glibc exports what stands behind malloc for programs that replace it.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
    bench::count(size);
    return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
    bench::count(number * size);
    return __libc_calloc(number, size);
}

void* realloc(void* old, std::size_t size) {
    bench::count(size);
    return __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
    bench::count(size);
    return __libc_memalign(alignment, size);
}

// Volatile keeps the compiler from making calls of memcpy out of these loops.
void* memmove(void* to, const void* from, std::size_t size) {
    bench::total.copied += size;
    auto* target = static_cast<volatile char*>(to);
    const auto* source = static_cast<const volatile char*>(from);
    if (to < from) {
        for (std::size_t i = 0; i < size; ++i) target[i] = source[i];
    } else {
        for (std::size_t i = size; i > 0; --i) target[i - 1] = source[i - 1];
    }
    return to;
}

void* memcpy(void* to, const void* from, std::size_t size) { return memmove(to, from, size); }
void* __memcpy_chk(void* to, const void* from, std::size_t size, std::size_t) {
    return memmove(to, from, size);
}
void* __memmove_chk(void* to, const void* from, std::size_t size, std::size_t) {
    return memmove(to, from, size);
}
}
#endif
