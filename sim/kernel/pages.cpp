#include "sim/kernel/pages.h"

#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace sim {

constexpr std::size_t kTwoLines = 128, kHugePage = std::size_t{2} << 20;

void FreePages::operator()(std::byte* pages) const { std::free(pages); }

Pages allocate_pages(std::size_t bytes) {
  const std::size_t alignment = bytes < kHugePage ? kTwoLines : kHugePage;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* pages = std::aligned_alloc(alignment, rounded);
  if (pages == nullptr) throw std::bad_alloc();
#ifdef __linux__
  if (alignment == kHugePage) madvise(pages, rounded, MADV_HUGEPAGE);  // a wish, it may fail
#endif
  return Pages(static_cast<std::byte*>(pages));
}

}  // namespace sim
