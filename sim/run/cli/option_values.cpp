#include "sim/run/cli/option_values.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/scenario/quantities.h"

namespace sim {
namespace {
constexpr std::size_t kMostJobs = 1024;
constexpr std::uint64_t kMostRuns = 1'000'000;  // our choice: outcomes are kept until the end
}  // namespace

std::uint64_t whole_number(std::string_view option, const std::string& text) {
  const Parsed<std::uint64_t> parsed = parse_seed(text);
  if (!parsed.ok()) throw UsageError(fmt::format("{}: {}", option, parsed.mistake));
  return parsed.value;
}

std::size_t jobs_of(const std::string& text) {
  if (text.empty()) return std::max(1u, std::thread::hardware_concurrency());
  const std::uint64_t jobs = whole_number("--jobs", text);
  if (jobs == 0 || jobs > kMostJobs)
    throw UsageError(fmt::format("--jobs: 1 to {} threads", kMostJobs));
  return static_cast<std::size_t>(jobs);
}

std::size_t most_failures_of(const Arguments& arguments) {
  if (arguments.max_failures.empty()) return arguments.fail_fast ? 1 : 0;
  const std::uint64_t most = whole_number("--max-failures", arguments.max_failures);
  if (most == 0) throw UsageError("--max-failures: 1 or more; leave it out for no limit");
  return static_cast<std::size_t>(most);
}

std::optional<Duration> time_limit_of(std::string_view option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const Parsed<Duration> limit = parse_duration(text);
  if (!limit.ok()) throw UsageError(fmt::format("{}: {}", option, limit.mistake));
  if (limit.value <= Duration::zero())
    throw UsageError(fmt::format("{}: more than 0s; leave it out for no limit", option));
  return limit.value;
}

SeedRange seeds_of(const std::string& text) {
  const auto dots = text.find("..");
  SeedRange seeds;
  if (dots != text.npos) seeds.first = whole_number("--seeds", text.substr(0, dots));
  seeds.last = whole_number("--seeds", dots == text.npos ? text : text.substr(dots + 2));
  if (seeds.last < seeds.first)
    throw UsageError(
        fmt::format("--seeds: {} has no seed; write the first and the last, 1..50", text));
  if (seeds.last - seeds.first >= kMostRuns)
    throw UsageError(fmt::format("--seeds: at most {} at a time", kMostRuns));
  return seeds;
}

void refuse_set_seed(const Arguments& arguments, std::string_view option) {
  for (const std::string& set : arguments.overrides)
    if (set.starts_with("seed=") || set.starts_with("/seed="))
      throw UsageError(fmt::format("--set {}: seeds come from {}", set, option));
}

}  // namespace sim
