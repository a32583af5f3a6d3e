#include "xml/memory.h"

#include <libxml/xmlmemory.h>
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>

namespace xcapd::xml {
namespace {

// A block of fixed size: pieces of it are handed out one behind the other, and all of it is free
// again when they are. Pages that nothing was written to cost no memory, so there is room for the
// longest text of a document of the default max_document_size, twice as long, beside the old one:
// libxml2's validator does not take no for an answer everywhere.
class Reserve {
  public:
    /// nullptr: there is not so much left.
    void* allocate(std::size_t size) {
        const std::lock_guard lock(mutex_);
        const std::size_t left = sizeof bytes_ - used_;
        if (size > left || room_for(size) > left) return nullptr;
        auto* piece = new (bytes_ + used_) Piece{size};
        used_ += room_for(size);
        ++pieces_;
        return piece + 1;
    }
    bool owns(const void* memory) const {
        const auto* byte = static_cast<const std::byte*>(memory);
        return std::less_equal<>()(+bytes_, byte) && std::less<>()(byte, bytes_ + sizeof bytes_);
    }
    // Of a piece that it owns.
    static std::size_t size_of(const void* memory) {
        return (static_cast<const Piece*>(memory) - 1)->size;
    }
    void release() {
        const std::lock_guard lock(mutex_);
        if (--pieces_ == 0) used_ = 0;
    }

  private:
    struct alignas(std::max_align_t) Piece {
        std::size_t size;
    };
    static std::size_t room_for(std::size_t size) {
        return (sizeof(Piece) + size + alignof(Piece) - 1) / alignof(Piece) * alignof(Piece);
    }

    alignas(Piece) std::byte bytes_[8 * 1024 * 1024];
    std::size_t used_ = 0;
    std::size_t pieces_ = 0;
    std::mutex mutex_;
};
Reserve reserve;

struct Allocator {
    xmlFreeFunc release;
    xmlMallocFunc allocate;
    xmlReallocFunc reallocate;
    xmlStrdupFunc duplicate;
};
Allocator below;

constinit thread_local bool is_short = false;

void* allocate(std::size_t size) {
    void* memory = below.allocate(size);
    if (memory != nullptr) return memory;
    is_short = true;
    return reserve.allocate(size);
}

void release(void* memory) {
    if (!reserve.owns(memory)) return below.release(memory);
    reserve.release();
}

// libxml2's allocators are malloc's, by default as in our tests.
std::size_t size_of(void* memory) {
    return reserve.owns(memory) ? Reserve::size_of(memory) : ::malloc_usable_size(memory);
}

void* reallocate(void* old, std::size_t size) {
    if (!reserve.owns(old)) {
        if (void* memory = below.reallocate(old, size)) return memory;
    }
    void* memory = allocate(size);
    if (memory == nullptr || old == nullptr) return memory;
    std::memcpy(memory, old, std::min(size, size_of(old)));
    release(old);
    return memory;
}

char* duplicate(const char* text) {
    const std::size_t size = std::strlen(text) + 1;
    void* memory = allocate(size);
    return memory == nullptr ? nullptr : static_cast<char*>(std::memcpy(memory, text, size));
}

}  // namespace

void watch_memory() {
    xmlMemGet(&below.release, &below.allocate, &below.reallocate, &below.duplicate);
    xmlMemSetup(release, allocate, reallocate, duplicate);
}

bool is_short_of_memory() { return is_short; }
void forget_shortage() { is_short = false; }
void note_shortage() { is_short = true; }

}  // namespace xcapd::xml
