#include "sim/run/shrink/descent.h"

#include <utility>

#include "sim/run/crew.h"
#include "sim/run/scenario/any_value.h"

namespace sim {

Descent::Descent(std::shared_ptr<const Witness> first, Try attempt, DescentLimits limits)
    : best_(std::move(first)), attempt_(std::move(attempt)), limits_(std::move(limits)) {}

std::vector<Candidate> Descent::new_ones(std::vector<Candidate> candidates,
                                         std::vector<std::size_t>& indices) const {
  std::vector<Candidate> fresh;
  std::set<std::string> among{written(best_->root).line()};
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string text = written(candidates[i].root).line();
    if (refused_.contains(text) || !among.insert(text).second) continue;
    fresh.push_back(std::move(candidates[i]));
    indices.push_back(i);
  }
  return fresh;
}

std::optional<std::size_t> Descent::first_of(std::vector<Candidate> candidates) {
  std::vector<std::size_t> indices;
  const std::vector<Candidate> fresh = new_ones(std::move(candidates), indices);
  if (over_ || fresh.empty()) return std::nullopt;
  const std::shared_ptr<const Witness> base = best_;  // while runs are under way
  Crew<Attempt> crew(
      {.first = 0, .end = fresh.size(), .jobs = limits_.jobs, .most_failures = 1},
      [&](std::size_t i, const std::function<bool()>& stop) {
        return attempt_(*base, fresh[i], stop);
      },
      limits_.over);
  const auto look = [&](std::size_t) {
    if (limits_.progress) limits_.progress(runs_);
  };
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    std::optional<Attempt> attempt;
    over_ = runs_ >= limits_.most_runs;
    if (!over_) attempt = crew.take(i, look);
    over_ |= !attempt || attempt->interrupted;
    if (over_) return std::nullopt;
    runs_ += attempt->runs;
    if (attempt->witness) {
      best_ = std::move(attempt->witness);
      ++accepted_;
      return indices[i];
    }
    refused_.insert(written(fresh[i].root).line());
  }
  return std::nullopt;
}

}  // namespace sim
