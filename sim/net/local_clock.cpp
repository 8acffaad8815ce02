#include "sim/kernel/wide.h"
#include "sim/net/host.h"

namespace sim {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

}  // namespace

// Rounded down also below zero, so that a clock does not jump when its rate changes sign.
Duration gained(Duration elapsed, std::int64_t ppb) {
  const SignedWide product = static_cast<SignedWide>(elapsed.count()) * ppb;
  SignedWide quotient = product / kBillion;
  if (product % kBillion < 0) --quotient;
  return Duration(static_cast<std::int64_t>(quotient));
}

void LocalClock::drift(Time now, std::int64_t by_parts_per_billion) {
  offset_ = read(now) - now;
  since_ = now;
  ppb_ += by_parts_per_billion;
}

}  // namespace sim
