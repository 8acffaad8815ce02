// Which part of a sweep one process takes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/run/scenario/quantities.h"

namespace sim {

/// The runs whose number, divided by `of`, leaves `index`.
struct Shard {
  std::uint64_t index = 0, of = 1;
  bool has(std::uint64_t run) const { return run % of == index; }
  friend bool operator==(const Shard&, const Shard&) = default;
};

using Environment = std::function<std::optional<std::string>(const char* name)>;

/// "3/8", where both 0 and 8 of 8 name the same, for those who count from 1. Or "auto": the tasks
/// of a Slurm array, and in each of them the ranks of Open MPI, PMI or srun; outside of both, all.
Parsed<Shard> parse_shard(std::string_view text, const Environment&);

}  // namespace sim
