#include "sim/run/sweep/launch_script.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/run/report/tool.h"
#include "sim/run/shell_word.h"

namespace sim {

std::uint64_t shards_for(std::uint64_t runs, std::uint64_t us_per_run) {
  constexpr std::uint64_t kShard_us = 30ull * 60 * 1'000'000;  // ten minutes to an hour is polite
  constexpr std::uint64_t kMostTasks = 1000;                   // Slurm's MaxArraySize, as installed
  const std::uint64_t shards = runs * us_per_run / kShard_us + 1;
  return std::min({shards, runs, kMostTasks});
}

std::string slurm_script(const Launch& launch) {
  return fmt::format(
      R"(#!/bin/bash
#SBATCH --job-name=dynamosim-{0}
#SBATCH --array=0-{1}
#SBATCH --ntasks=1 --cpus-per-task=1 --mem=1G --time={2:02}:00:00 --requeue --open-mode=append
#SBATCH --output=%x-%A_%a.log
exec {3} --shard auto --jobs 1 --no-progress
# then:  sbatch --dependency=afterany:JOB --wrap "{4} merge {5}"
)",
      launch.name, launch.shards - 1, launch.hours, launch.command, kToolName,
      shell_word(launch.folder));
}

std::string parallel_script(const Launch& launch) {
  return fmt::format(
      R"(#!/bin/sh
# Resumes where it was: the same command again runs what is missing.
seq 1 {0} | parallel --joblog dynamosim-{1}.joblog \
  {2} --shard {{}}/{0} --jobs 1 --no-progress --quiet
{3} merge {4}
)",
      launch.shards, launch.name, launch.command, kToolName, shell_word(launch.folder));
}

}  // namespace sim
