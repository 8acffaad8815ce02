#include "sim/kernel/random.h"

#include "sim/kernel/check.h"

namespace sim {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kMultiplier = 0xD2B74407B1CE6E93;  // Random123, philox.h, M_2x64
constexpr std::uint64_t kWeyl = 0x9E3779B97F4A7C15;        // golden ratio, the key schedule
constexpr int kRounds = 10;

/// The finaliser of splitmix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace

std::array<std::uint64_t, 2> philox2x64(std::array<std::uint64_t, 2> counter, std::uint64_t key) {
  for (int round = 0; round < kRounds; ++round) {
    const Wide product = static_cast<Wide>(kMultiplier) * counter[0];
    const auto high = static_cast<std::uint64_t>(product >> 64);
    counter = {high ^ key ^ counter[1], static_cast<std::uint64_t>(product)};
    key += kWeyl;
  }
  return counter;
}

std::uint64_t Rng::bits() {
  if (has_kept_) {
    has_kept_ = false;
    return kept_;
  }
  const auto pair = philox2x64({block_++, index_}, key_);
  kept_ = pair[1];
  has_kept_ = true;
  return pair[0];
}

// Lemire, "Fast random integer generation in an interval", 2019: multiply, reject the biased rest.
std::uint64_t Rng::below(std::uint64_t n) {
  SIM_CHECK(n > 0, "no number is below zero");
  Wide product = static_cast<Wide>(bits()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t biased = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < biased) product = static_cast<Wide>(bits()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

bool Rng::chance(Ratio probability) {
  if (probability.numerator == 0) return false;
  if (probability.numerator >= probability.denominator) return true;
  return below(probability.denominator) < probability.numerator;
}

Duration Rng::between(Duration low, Duration high) {
  SIM_CHECK(low <= high, "an empty interval");
  const auto span = static_cast<std::uint64_t>((high - low).count());
  return low + Duration(static_cast<std::int64_t>(below(span + 1)));
}

Rng stream(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  std::uint64_t key = mix(seed + kWeyl);
  for (const char c : name) key = mix(key ^ static_cast<unsigned char>(c)) + kWeyl;
  return Rng(key, index);
}

}  // namespace sim
