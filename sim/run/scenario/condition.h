// "dynamo.r + dynamo.w > dynamo.n": what must hold of whole numbers in a scenario.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/quantities.h"

namespace sim {

/// A comparison of two sums, of whole numbers and of fields that hold such.
struct Condition {
  struct Term {
    bool minus = false;
    std::string field;        // "": a number
    std::int64_t number = 0;  // of a term that is no field
  };
  enum class Relation { kLess, kAtMost, kEqual, kUnequal, kAtLeast, kMore };
  std::vector<Term> left, right;
  Relation relation{};
};

/// Words are parted by spaces; + and - between them, and one of < <= == != >= >.
Parsed<Condition> parse_condition(std::string_view text);

/// Whether it is so. Nothing: `value_of` a field is no whole number.
std::optional<bool> holds(
    const Condition&,
    const std::function<std::optional<std::int64_t>(const std::string& field)>& value_of);

}  // namespace sim
