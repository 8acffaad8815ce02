#include "sim/run/sweep/shard.h"

#include <array>

#include <fmt/format.h>

namespace sim {
namespace {

std::optional<std::uint64_t> number_in(const Environment& environment, const char* name) {
  const std::optional<std::string> text = environment(name);
  if (!text) return std::nullopt;
  const Parsed<std::uint64_t> number = parse_whole(*text);
  return number.ok() ? std::optional(number.value) : std::nullopt;
}

/// Under mpirun in a batch script every rank inherits SLURM_PROCID=0 of the script, which is no
/// step of Slurm's: so its own numbers count only within a step, and last.
Shard rank(const Environment& environment) {
  struct Names {
    const char *index, *of, *only_with;
  };
  constexpr std::array<Names, 3> kLaunchers = {
      {{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", nullptr},
       {"PMI_RANK", "PMI_SIZE", nullptr},
       {"SLURM_PROCID", "SLURM_NTASKS", "SLURM_STEP_ID"}}};
  for (const Names& names : kLaunchers) {
    if (names.only_with != nullptr && !environment(names.only_with)) continue;
    const auto index = number_in(environment, names.index), of = number_in(environment, names.of);
    if (index && of && *index < *of) return {*index, *of};
  }
  return {};
}

Shard array_task(const Environment& environment) {
  const auto id = number_in(environment, "SLURM_ARRAY_TASK_ID");
  const auto least = number_in(environment, "SLURM_ARRAY_TASK_MIN");
  const auto count = number_in(environment, "SLURM_ARRAY_TASK_COUNT");
  const auto step = number_in(environment, "SLURM_ARRAY_TASK_STEP").value_or(1);
  if (!id || !least || !count || step == 0 || *id < *least) return {};
  const std::uint64_t index = (*id - *least) / step;
  return index < *count ? Shard{index, *count} : Shard{};
}

}  // namespace

Parsed<Shard> parse_shard(std::string_view text, const Environment& environment) {
  if (text == "auto") {
    const Shard task = array_task(environment), part = rank(environment);
    return {{task.index * part.of + part.index, task.of * part.of}, ""};
  }
  const std::size_t slash = text.find('/');
  if (slash != text.npos) {
    const Parsed<std::uint64_t> index = parse_whole(text.substr(0, slash));
    const Parsed<std::uint64_t> of = parse_whole(text.substr(slash + 1));
    if (index.ok() && of.ok() && of.value > 0 && index.value <= of.value)
      return {{index.value % of.value, of.value}, ""};
  }
  return {{}, fmt::format("\"{}\" is no part; write e.g. 1/4, or auto", text)};
}

}  // namespace sim
