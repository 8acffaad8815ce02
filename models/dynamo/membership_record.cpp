#include "models/dynamo/membership_record.h"

#include <algorithm>
#include <string>

namespace dynamo {

MembershipRecord::MembershipRecord(sim::Checks& checks, const sim::Simulation& simulation)
    : simulation_(simulation),
      converged_(checks.add("ring-views-converge",
                            "once all is well for long enough, every member knows every join and "
                            "leave (Dynamo 4.8)")),
      trusted_(checks.add("the-healthy-are-not-suspected",
                          "once all is well for long enough, no node takes another that is up for "
                          "failed (Dynamo 4.8)")) {}

void MembershipRecord::issued(const Change& change) { issued_.emplace(change, simulation_.now()); }

void MembershipRecord::learned(const View& before, const View& after) {
  if (issued_.empty()) return;
  after.each_news(before, [&](const Change& change) {
    const auto issue = issued_.find(change);
    if (issue == issued_.end()) return;
    const sim::Duration took = simulation_.now() - issue->second;
    longest_ = std::max(longest_, took);
    sum_ += took;
    ++learned_;
  });
}

sim::Duration MembershipRecord::mean_spread() const {
  return learned_ == 0 ? sim::Duration{} : sum_ / static_cast<std::int64_t>(learned_);
}

void MembershipRecord::judge(sim::NodeId node, const View& known, const View& latest) {
  if (is_forgotten_) return;
  if (&known == &latest) return converged_.pass();
  converged_.fail({simulation_.now(),
                   "node " + std::to_string(node.value) + " knows of " +
                       std::to_string(known.changes()) + " joins and leaves of " +
                       std::to_string(latest.changes()),
                   {}});
}

void MembershipRecord::judge_trust(sim::NodeId by, sim::NodeId of, bool is_suspected) {
  if (!is_suspected) return trusted_.pass();
  trusted_.fail({simulation_.now(),
                 "node " + std::to_string(by.value) + " still takes node " +
                     std::to_string(of.value) + " for failed",
                 {}});
}

TransferRecord::TransferRecord(sim::Checks& checks, const sim::Simulation& simulation,
                               const Views& views, std::uint32_t n)
    : simulation_(simulation),
      held_(checks.add("ranges-keep-n-holders",
                       "while one node joins or leaves, every key that changes hands is kept by at "
                       "least N nodes (Dynamo 4.9)")),
      views_(views),
      n_(n) {}

void TransferRecord::moved(kv::Key key) {
  if (overlap_ || is_excused_(key)) return;
  const std::size_t wanted = std::min<std::size_t>(n_, views_.latest().ring().holder_count());
  const std::size_t holders = holders_(key, wanted);
  if (holders >= wanted) return held_.pass();
  held_.fail(
      {simulation_.now(),
       "only " + std::to_string(holders) + " of " + std::to_string(wanted) + " nodes keep it",
       "k" + std::to_string(key.value)});
}

}  // namespace dynamo
