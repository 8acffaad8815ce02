// Integers that cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>

namespace sim {

template <class Tag, class Rep = std::uint32_t>
struct Id {
  Rep value{};
  friend constexpr auto operator<=>(Id, Id) = default;
};

using NodeId = Id<struct NodeTag>;      // a process's address: storage nodes first, then clients
using SiteId = Id<struct SiteTag>;      // a vertex of the topology
using RackId = Id<struct RackTag>;      // racks are numbered through all sites
using RegionId = Id<struct RegionTag>;  // a named group of sites

struct Bytes {
  std::uint64_t count = 0;
  friend constexpr auto operator<=>(Bytes, Bytes) = default;
};

/// A probability or a factor without floats; not reduced. Requires denominator > 0.
struct Ratio {
  std::uint32_t numerator = 0, denominator = 1;
};

/// Events in a span of time, e.g. 2000/s = {2000, 1s}. Requires per > 0.
struct Rate {
  std::uint64_t events = 0;
  std::int64_t per_ns = 1'000'000'000;
};

}  // namespace sim
