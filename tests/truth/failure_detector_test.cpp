// Failure detector truth: how long phi-accrual and SWIM take to notice a crash, against theory.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/dynamo/phi_accrual.h"
#include "models/dynamo/swim.h"
#include "sim/kernel/random.h"

namespace test {
namespace {

using namespace std::chrono_literals;
using dynamo::PhiAccrual;
using dynamo::Swim;

// Phi-accrual with exponential intervals: phi = silence / (mean * ln 10), so 18.42 mean intervals
// of silence convict at Cassandra's threshold of 8, and 11.51 at 5.

double means_to_convict(std::int64_t threshold_millionths) {
  const PhiAccrual::Settings settings{threshold_millionths, 1000, 500ms};
  sim::Rng rng = sim::stream(1, "heartbeats");
  PhiAccrual peer(settings, sim::kStart);
  sim::Time now = sim::kStart;
  sim::Duration last_thousand{};
  for (int i = 0; i < 5000; ++i) {
    const sim::Duration interval = rng.between(500ms, 1500ms);
    now += interval;
    if (i >= 4000) last_thousand += interval;
    EXPECT_FALSE(peer.convicts(now));
    peer.heartbeat(settings, now);
  }
  sim::Duration silence{};
  while (!peer.convicts(now + silence)) silence += 1ms;
  return static_cast<double>(silence.count()) / static_cast<double>(last_thousand.count() / 1000);
}

TEST(PhiAccrual, ConvictsAfterThePublishedSilence) {
  constexpr double kTolerance = 0.01;
  const double at_8 = means_to_convict(8'000'000), at_5 = means_to_convict(5'000'000);
  RecordProperty("means_at_8", std::to_string(at_8));
  RecordProperty("means_at_5", std::to_string(at_5));
  EXPECT_NEAR(at_8 / 18.42, 1, kTolerance);
  EXPECT_NEAR(at_5 / 11.51, 1, kTolerance);
}

// SWIM: in each period every member probes one other. Without loss a crashed member is noticed
// first in the period in which somebody probes it.

/// Members 0 .. n-2, as they are after the last, n-1, has crashed.
std::vector<Swim> survivors(std::uint32_t n, Swim::Targets targets) {
  std::vector<sim::NodeId> members;
  for (std::uint32_t i = 0; i < n; ++i) members.push_back({i});
  std::vector<Swim> swims;
  for (std::uint32_t i = 0; i + 1 < n; ++i) {
    swims.emplace_back(sim::NodeId{i}, Swim::Settings{.targets = targets});
    swims.back().set_members(members);
  }
  return swims;
}

int periods_to_first_detection(std::vector<Swim>& swims, sim::Rng& rng) {
  const sim::NodeId crashed{static_cast<std::uint32_t>(swims.size())};
  for (int period = 1;; ++period) {
    bool is_probed = false;
    for (Swim& swim : swims) is_probed |= swim.next_target(rng) == crashed;
    if (is_probed) return period;
  }
}

double mean_periods_to_first_detection(std::uint32_t n, Swim::Targets targets) {
  constexpr int kCrashes = 100'000;  // standard error 0.003
  sim::Rng rng = sim::stream(1, "probes", n);
  std::vector<Swim> swims = survivors(n, targets);
  int periods = 0;
  for (int i = 0; i < kCrashes; ++i) periods += periods_to_first_detection(swims, rng);
  return static_cast<double>(periods) / kCrashes;
}

TEST(Swim, NoticesACrashInAsManyPeriodsAsTheoryHasIt) {
  constexpr double kTolerance = 0.02;
  for (const std::uint32_t n : {8u, 16u, 64u}) {
    const double others = n - 1.0;
    const double theory = 1 / (1 - std::pow(1 - 1 / others, others));
    const double measured = mean_periods_to_first_detection(n, Swim::Targets::kRandom);
    RecordProperty("periods_of_" + std::to_string(n), std::to_string(measured));
    EXPECT_NEAR(measured, theory, kTolerance) << n << " members";
  }
}

TEST(Swim, ProbesEveryMemberWithinTwiceAsManyPeriodsAsThereAreOthers) {
  constexpr int kMembers = 64;
  sim::Rng rng = sim::stream(1, "probes");
  std::vector<Swim> swims = survivors(kMembers, Swim::Targets::kRoundRobin);
  Swim& swim = swims[0];
  int longest = 0;
  for (int i = 0, last = -1; i < 100 * kMembers; ++i) {
    if (swim.next_target(rng) != sim::NodeId{kMembers - 1}) continue;
    longest = std::max(longest, i - last);
    last = i;
  }
  EXPECT_LE(longest, 2 * (kMembers - 1) - 1);
  EXPECT_GT(longest, kMembers);
}

}  // namespace
}  // namespace test
