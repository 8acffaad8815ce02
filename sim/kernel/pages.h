// Memory in large aligned pieces, for structures whose entries are reached at random.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace sim {

struct FreePages {
  void operator()(std::byte* pages) const;
};

/// Uninitialised bytes at an address that is a multiple of 128. From 2 MiB on the system is asked
/// for huge pages: a random access among a million events then misses one level of tables less.
using Pages = std::unique_ptr<std::byte[], FreePages>;
Pages allocate_pages(std::size_t bytes);

template <class T>
struct PageAllocator {
  using value_type = T;
  PageAllocator() = default;
  template <class Other>
  PageAllocator(const PageAllocator<Other>&) {}  // NOLINT: allocators convert

  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= 128);
    return reinterpret_cast<T*>(allocate_pages(count * sizeof(T)).release());
  }
  void deallocate(T* items, std::size_t) { FreePages()(reinterpret_cast<std::byte*>(items)); }
  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};

/// A vector that may grow large and is read at random.
template <class T>
using PagedVector = std::vector<T, PageAllocator<T>>;

}  // namespace sim
