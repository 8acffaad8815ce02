// Rare but rightful behaviour, provoked on purpose: what a search for defects switches on.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// A branch that the protocol may take at any time and seldom does. At each, an invariant that
/// holds only on the usual way is found out.
enum class BuggifySite : std::uint8_t {
  kRepeatWrite,      // 4.5  a coordinator sends a write twice
  kRefuseHint,       // 4.6  a node takes no more hints
  kSkipHintScan,     // 4.6  an owner is not tried
  kRepeatHandoff,    // 4.6  a hint is sent twice
  kAbandonExchange,  // 4.7  anti-entropy is broken off
  kIgnoreGossip,     // 4.8  a call stays without an answer
  kRepeatGossip,     // 4.8  a second peer is called
  kSkipRepair,       // 5    a stale replica is not repaired
  kWriteThrough,     // 6.1  the object buffer is full
};
constexpr std::array<std::string_view, 9> kBuggifySites{
    "repeat-write",  "refuse-hint",   "skip-hint-scan", "repeat-handoff", "abandon-exchange",
    "ignore-gossip", "repeat-gossip", "skip-repair",    "write-through"};

struct BuggifyConfig {
  std::vector<BuggifySite> sites;
  sim::Ratio chance{1, 4};  // FoundationDB's
};

/// The two-level chance of FoundationDB's BUGGIFY: which sites are on is the scenario's choice,
/// whether one fires is drawn each time, until the load ends. What is off draws nothing.
class Buggify {
 public:
  Buggify(const BuggifyConfig& config, sim::Rng rng, sim::Time until)
      : chance_(config.chance), rng_(rng), until_(until) {
    for (const BuggifySite site : config.sites) enabled_ |= bit(site);
  }

  bool fires(BuggifySite site, sim::Time now) {
    if ((enabled_ & bit(site)) == 0) [[likely]]
      return false;
    return draw(site, now);
  }
  bool is_on(BuggifySite site) const { return (enabled_ & bit(site)) != 0; }
  std::uint64_t fired(BuggifySite site) const { return fired_[static_cast<std::size_t>(site)]; }

 private:
  static constexpr std::uint32_t bit(BuggifySite site) { return 1u << static_cast<unsigned>(site); }
  bool draw(BuggifySite site, sim::Time now) {
    if (now >= until_ || !rng_.chance(chance_)) return false;
    ++fired_[static_cast<std::size_t>(site)];
    return true;
  }

  std::uint32_t enabled_ = 0;
  sim::Ratio chance_;
  sim::Rng rng_;
  sim::Time until_;
  std::array<std::uint64_t, kBuggifySites.size()> fired_{};
};

}  // namespace dynamo
