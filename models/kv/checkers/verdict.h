// What a checker says of a history, and the operations that prove it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/kv/checkers/operations.h"

namespace kv::checkers {

enum class Judgement : std::uint8_t {
  kHolds,
  kBroken,
  kUndecided,  // a budget ran out before either was shown
};

/// One break. What part each operation has in it says the checker's header.
struct Finding {
  std::string_view rule;  // in the words of its definition; outlives all
  std::vector<OperationIndex> operations;
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Verdict {
  std::vector<Finding> findings;             // the first kKept
  std::uint64_t judged = 0, broken = 0;      // what was looked at; of these, what broke a rule
  static constexpr std::size_t kKept = 100;  // our choice, as of sim::Check
  Judgement judgement() const { return broken > 0 ? Judgement::kBroken : Judgement::kHolds; }

  void add(std::string_view rule, std::vector<OperationIndex> operations);
};

/// The rule, then an operation a line.
std::string text(const Operations&, const Finding&);

}  // namespace kv::checkers
