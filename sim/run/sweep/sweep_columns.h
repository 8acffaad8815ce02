// What the tables of a sweep say of its plan; kept beside them as plan.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct SweepColumns {
  std::string sweep;                             // names the plan, and its folder
  std::string scenario;                          // its name
  std::vector<std::string> parameters;           // fields
  std::vector<std::vector<std::string>> values;  // of each point, as JSON
  std::uint64_t first_seed = 1, seeds = 1;       // of each point

  std::uint64_t runs() const { return values.size() * seeds; }
  std::string json() const;
};

/// Nothing: it is none.
std::optional<SweepColumns> read_columns(std::string_view json);

}  // namespace sim
