// `sweep`, `merge` and `run --replications`: many runs, and what they say together.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/memory.h"
#include "sim/run/cli/option_values.h"
#include "sim/run/cli/sweep_session.h"
#include "sim/run/regression/judged_run.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/sweep/launch_script.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

SweepPlan plan_of(const Session& session, std::string text, SeedRange seeds) {
  const Arguments& arguments = session.arguments;
  SweepPlan plan;
  plan.file = arguments.files[0];
  plan.text = std::move(text);
  plan.overrides = arguments.overrides;
  plan.models = session.models;
  plan.seeds = seeds;
  return plan;
}

/// This command again, without what tells where it runs.
std::string command_of(const Session& session) {
  const Arguments& arguments = session.arguments;
  std::string command = fmt::format("{} sweep {}", kToolName, shell_word(arguments.files[0]));
  for (const std::string& set : arguments.overrides) command += " --set " + shell_word(set);
  return command + fmt::format(" --seeds {} --out {}", arguments.seeds,
                               shell_word(out_folder(session).string()));
}

/// How long a run takes is found out by making the first.
int emit(const Session& session, const Scenario& scenario, const SweepPlan& plan) {
  constexpr std::uint64_t kHour_us = 3600ull * 1'000'000;
  const SeedOutcome pilot = judged_run([&] { return plan.load(0); }, {}, [] { return false; });
  const std::uint64_t us = std::max<std::uint64_t>(pilot.wall_us, 1);
  Launch launch{scenario.name, command_of(session),
                sweep_folder(session, scenario, plan, "sweep").string(),
                shards_for(plan.runs(), us), 1};
  if (!session.arguments.shards.empty())
    launch.shards = std::clamp<std::uint64_t>(whole_number("--shards", session.arguments.shards), 1,
                                              plan.runs());
  launch.hours = 2 * (plan.runs() / launch.shards + 1) * us / kHour_us + 1;
  session.console.out << (session.arguments.emit == "slurm" ? slurm_script(launch)
                                                            : parallel_script(launch));
  return kDone;
}

constexpr std::uint64_t kMostReplications = 1'000'000;  // our choice: their rows are kept

/// "availability=1%".
std::optional<Precision> precision_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t at = text.rfind('=');
  const Parsed<Ratio> ratio =
      at == text.npos ? Parsed<Ratio>{{}, "none"} : parse_ratio(text.substr(at + 1));
  if (!ratio.ok() || ratio.value.numerator == 0)
    throw UsageError(fmt::format(
        "--precision: \"{}\" is no metric with a width; write e.g. get.latency.p99=5%", text));
  return Precision{text.substr(0, at), static_cast<double>(ratio.value.numerator) /
                                           static_cast<double>(ratio.value.denominator)};
}

}  // namespace

int sweep_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  refuse_set_seed(arguments, "--seeds");
  const std::string text = read_input(session, arguments.files[0]);
  const std::optional<Scenario> scenario = read_scenario(session, text, arguments.files[0]);
  if (!scenario) return kWrongUsage;
  const Parsed<Shard> shard = parse_shard(arguments.shard, session.console.environment);
  if (!shard.ok()) throw UsageError("--shard: " + shard.mistake);
  SweepPlan plan = plan_of(session, text, seeds_of(arguments.seeds));
  if (const std::string mistakes = plan_points(*scenario, plan); !mistakes.empty())
    throw UsageError(mistakes.substr(0, mistakes.size() - 1));
  if (plan.parameters.empty())
    throw UsageError(
        fmt::format("{}: has no sweep; add e.g. \"sweep\": {{\"dynamo.r\": [1, 2]}}, "
                    "or use run --replications",
                    arguments.files[0]));
  if (!arguments.emit.empty()) return emit(session, *scenario, plan);
  return make_sweep(session, *scenario, plan, "sweep", shard.value, std::nullopt);
}

int replicate(const Session& session, const Scenario& scenario, const std::string& text) {
  const std::uint64_t count = whole_number("--replications", session.arguments.replications);
  if (count == 0 || count > kMostReplications || count - 1 > UINT64_MAX - scenario.seed)
    throw UsageError(fmt::format("--replications: 1 to {}, and no seed above {}", kMostReplications,
                                 UINT64_MAX));
  const Arguments& arguments = session.arguments;
  if (arguments.history || !arguments.trace.empty() || !arguments.events.empty() ||
      !arguments.until.empty())
    throw UsageError(
        "--replications keeps what tables need of each run: no --history, --trace, "
        "--events or --until");
  SweepPlan plan = plan_of(session, text, {scenario.seed, scenario.seed + count - 1});
  plan.points.resize(1);
  return make_sweep(session, scenario, plan, "replications", {},
                    precision_of(session.arguments.precision));
}

int merge_command(const Session& session) {
  std::vector<fs::path> folders;
  for (const std::string& word : session.arguments.files) folders.emplace_back(word);
  KeptSweep kept = read_sweep(folders[0]);
  kept.rows = gather(folders).rows;
  if (!session.arguments.out.empty()) {
    kept.folder = session.arguments.out;
    for (const char* name : {"plan.json", "scenario.json"})
      replace_file(kept.folder / name, file_content(folders[0] / name));
  }
  if (kept.rows.size() < kept.columns.runs()) {
    std::uint64_t missing = 0;
    while (missing < kept.rows.size() && kept.rows[missing].run == missing) ++missing;
    throw FileError(
        fmt::format("{}: {} of {} runs are there, the first that is missing is run {}: its shard "
                    "has not ended; "
                    "run it again, or name its folder, too",
                    folders[0].string(), kept.rows.size(), kept.columns.runs(), missing));
  }
  write_tables(kept.folder, kept.columns, kept.rows);
  print_sweep(session, kept);
  return status_of(kept.rows);
}

}  // namespace sim
