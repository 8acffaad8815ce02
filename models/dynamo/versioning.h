// The ways to tell an object's newer versions from its older ones, Dynamo 4.4 and 6.
#pragma once

#include <cstdint>

namespace dynamo {

/// How versions tell ancestors from siblings.
enum class Versioning : std::uint8_t {
  kVectorClock,          // 4.4: a version covers those whose counters are all at most its own
  kDottedVersionVector,  // Almeida et al.: a version covers those whose one event it has seen
  kLastWriteWins,        // 6: the largest physical timestamp wins, and nothing else stays
};

}  // namespace dynamo
