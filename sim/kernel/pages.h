// Memory in large aligned pieces, for structures whose entries are reached at random.
#pragma once

#include <cstddef>
#include <memory>

namespace sim {

struct FreePages {
  void operator()(std::byte* pages) const;
};

/// Uninitialised bytes at an address that is a multiple of 128. From 2 MiB on the system is asked
/// for huge pages: a random access among a million events then misses one level of tables less.
using Pages = std::unique_ptr<std::byte[], FreePages>;
Pages allocate_pages(std::size_t bytes);

}  // namespace sim
