// Random numbers that are the same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// Philox2x64 with ten rounds (Salmon et al., SC 2011): 128 random bits of a counter and a key.
std::array<std::uint64_t, 2> philox2x64(std::array<std::uint64_t, 2> counter, std::uint64_t key);

/// One stream. The n-th draw is a function of (seed, name, index, n) and of nothing else.
class Rng {
 public:
  Rng(std::uint64_t key, std::uint64_t index) : key_(key), index_(index) {}
  std::uint64_t bits();
  std::uint64_t below(std::uint64_t n);           ///< uniform in [0, n); requires n > 0
  bool chance(Ratio probability);                 ///< draws nothing where it is 0 or 1
  Duration between(Duration low, Duration high);  ///< uniform, both ends included

 private:
  std::uint64_t key_, index_, block_ = 0, kept_ = 0;
  bool has_kept_ = false;
};

/// A stream named by what it feeds: adding one never shifts the numbers of another.
Rng stream(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

}  // namespace sim
