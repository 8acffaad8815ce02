// Random numbers that are the same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/kernel/check.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace sim {

/// Philox2x64 with ten rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011): 128 random bits of a counter and a key.
constexpr std::array<std::uint64_t, 2> philox2x64(std::array<std::uint64_t, 2> counter,
                                                  std::uint64_t key);

/// One stream. The n-th draw is a function of (seed, name, index, n) and of nothing else.
class Rng {
 public:
  Rng(std::uint64_t key, std::uint64_t index) : key_(key), index_(index) {}
  std::uint64_t bits();
  std::uint64_t below(std::uint64_t n);           ///< uniform in [0, n); requires n > 0
  bool chance(Ratio probability);                 ///< draws nothing where it is 0 or 1
  Duration between(Duration low, Duration high);  ///< uniform, both ends included

 private:
  std::uint64_t key_, index_, drawn_ = 0, second_ = 0;  // a block of Philox gives two draws
};

/// A stream named by what it feeds: adding one never shifts the numbers of another.
Rng stream(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

// Everything below is in the header because it is inlined into every draw.

constexpr std::array<std::uint64_t, 2> philox2x64(std::array<std::uint64_t, 2> counter,
                                                  std::uint64_t key) {
  constexpr std::uint64_t kMultiplier = 0xD2B74407B1CE6E93;  // section 4.3 of the paper; Random123
  constexpr std::uint64_t kWeyl = 0x9E3779B97F4A7C15;        // golden ratio: the key schedule
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const Wide product = static_cast<Wide>(kMultiplier) * counter[0];
    const auto high = static_cast<std::uint64_t>(product >> 64);
    counter = {high ^ key ^ counter[1], static_cast<std::uint64_t>(product)};
    key += kWeyl;
  }
  return counter;
}

inline std::uint64_t Rng::bits() {
  const std::uint64_t draw = drawn_++;
  if (draw % 2 == 1) return second_;
  const auto block = philox2x64({draw / 2, index_}, key_);
  second_ = block[1];
  return block[0];
}

// Lemire, "Fast random integer generation in an interval", 2019: multiply, reject the biased rest.
inline std::uint64_t Rng::below(std::uint64_t n) {
  SIM_CHECK(n > 0, "no number is below zero");
  Wide product = static_cast<Wide>(bits()) * n;
  if (static_cast<std::uint64_t>(product) < n) [[unlikely]] {
    const std::uint64_t biased = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < biased) product = static_cast<Wide>(bits()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

inline bool Rng::chance(Ratio probability) {
  if (probability.numerator == 0) return false;
  if (probability.numerator >= probability.denominator) return true;
  return below(probability.denominator) < probability.numerator;
}

}  // namespace sim
