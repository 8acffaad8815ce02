// Scripts that start the shards of a sweep elsewhere.
#pragma once

#include <cstdint>
#include <string>

namespace sim {

struct Launch {
  std::string name;     // of the scenario
  std::string command;  // a sweep, without --shard
  std::string folder;   // where its tables will be
  std::uint64_t shards = 1;
  std::uint64_t hours = 1;  // what a shard may take at most
};

/// So many shards that each lasts about half an hour, but no more than a scheduler's array has.
std::uint64_t shards_for(std::uint64_t runs, std::uint64_t us_per_run);

std::string slurm_script(const Launch&);     ///< for sbatch: an array, requeued where it is killed
std::string parallel_script(const Launch&);  ///< for sh: GNU parallel on the hosts that it knows

}  // namespace sim
