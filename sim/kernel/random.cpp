#include "sim/kernel/random.h"

namespace sim {
namespace {

constexpr std::uint64_t kIncrement = 0x9E3779B97F4A7C15;  // golden ratio, as in splitmix64

/// The finaliser of splitmix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace

Duration Rng::between(Duration low, Duration high) {
  SIM_CHECK(low <= high, "an empty interval");
  const auto span = static_cast<std::uint64_t>((high - low).count());
  return low + Duration(static_cast<std::int64_t>(below(span + 1)));
}

// The name makes the key and the index goes into the counter, so that streams of one name differ
// by Philox itself and never by luck.
Rng stream(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  std::uint64_t key = mix(seed + kIncrement);
  for (const char c : name) key = mix(key ^ static_cast<unsigned char>(c)) + kIncrement;
  return Rng(key, index);
}

}  // namespace sim
