#include "sim/observe/checks.h"

#include <algorithm>

namespace sim {

void Check::fail(Violation violation) {
  ++evaluations_;
  ++failures_;
  if (violations_.size() < kKept) violations_.push_back(std::move(violation));
}

Check& Checks::add(std::string name, std::string claim) {
  return checks_.emplace_back(std::move(name), std::move(claim));
}

bool Checks::hold() const {
  return std::all_of(checks_.begin(), checks_.end(),
                     [](const Check& check) { return check.failures() == 0; });
}

}  // namespace sim
