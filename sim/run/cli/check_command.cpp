// `check`: scenarios, seeds, random faults; a verdict on each.
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/memory.h"
#include "sim/run/cli/progress.h"
#include "sim/run/regression/regression.h"
#include "sim/run/regression/verdicts.h"
#include "sim/run/report/host.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/quantities.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

constexpr std::uint64_t kMostRuns = 1'000'000;  // our choice: outcomes are kept until the end
constexpr std::size_t kMostJobs = 1024;

std::uint64_t whole_number(std::string_view option, const std::string& text) {
  const Parsed<std::uint64_t> parsed = parse_seed(text);
  if (!parsed.ok()) throw UsageError(fmt::format("{}: {}", option, parsed.mistake));
  return parsed.value;
}

/// "3..7", or "7" for "1..7".
void take_seeds(const std::string& text, RegressionPlan& plan) {
  const auto dots = text.find("..");
  plan.first_seed = dots == text.npos ? 1 : whole_number("--seeds", text.substr(0, dots));
  plan.last_seed = whole_number("--seeds", dots == text.npos ? text : text.substr(dots + 2));
  if (plan.last_seed < plan.first_seed)
    throw UsageError(
        fmt::format("--seeds: {} has no seed; write the first and the last, 1..50", text));
  if (plan.last_seed - plan.first_seed >= kMostRuns)
    throw UsageError(fmt::format("--seeds: at most {} at a time", kMostRuns));
}

std::size_t jobs_of(const std::string& text) {
  if (text.empty()) return std::max(1u, std::thread::hardware_concurrency());
  const std::uint64_t jobs = whole_number("--jobs", text);
  if (jobs == 0 || jobs > kMostJobs)
    throw UsageError(fmt::format("--jobs: 1 to {} threads", kMostJobs));
  return static_cast<std::size_t>(jobs);
}

FaultChoice faults_of(const std::string& word) {
  if (word == "none") return FaultChoice::kNone;
  return word == "own" ? FaultChoice::kOwn : FaultChoice::kRandom;
}

/// A folder's scenarios, those of its folders among them, by name; a schema is none.
std::vector<std::string> scenarios_in(const std::string& folder) try {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name.ends_with(".json") && !name.ends_with(".schema.json"))
      found.push_back(entry.path().lexically_normal().string());
  }
  std::sort(found.begin(), found.end());
  return found;
} catch (const fs::filesystem_error& error) {
  throw FileError(error.what());
}

/// Every file once, in the order in which it was first named.
std::vector<std::string> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    for (const std::string& file : folder ? scenarios_in(path) : std::vector<std::string>{path})
      if (seen.insert(fs::path(file).lexically_normal().string()).second) files.push_back(file);
  }
  return files;
}

/// Reads every scenario, also after one that is wrong; the worst status.
int read_cases(const Session& session, const std::vector<std::string>& files,
               RegressionPlan& plan) {
  int worst = kDone;
  std::set<std::string> labels;
  for (const std::string& file : files) {
    try {
      std::string text = read_input(session, file);
      std::optional<Scenario> scenario = read_scenario(session, text, file);
      if (!scenario) worst = std::max<int>(worst, kWrongUsage);
      if (!scenario) continue;
      std::string label = scenario->name;
      for (int number = 2; !labels.insert(label).second; ++number)
        label = fmt::format("{}-{}", scenario->name, number);
      plan.cases.push_back({file, std::move(text), std::move(label), session.arguments.overrides,
                            std::move(*scenario)});
    } catch (const FileError& error) {
      session.console.err << error.what() << '\n';
      worst = kIoError;
    }
  }
  return worst;
}

/// Prints and keeps what comes in.
class Verdicts {
 public:
  Verdicts(const Session& session, const RegressionPlan& plan)
      : session_(session),
        plan_(plan),
        folder_(out_folder(session) / "check"),
        bar_(session.console.err, wants_progress(session)) {}

  void show(std::size_t runs_done) { bar_.show(runs_done, plan_.cases.size() * plan_.seeds()); }

  void take(CaseOutcome outcome) {
    for (SeedOutcome& seed : outcome.seeds) write_repro(*outcome.of, seed);
    const bool silent =
        session_.arguments.json || (session_.arguments.quiet && verdict_word(outcome) == "PASS");
    if (!silent) {
      bar_.clear();
      session_.console.out << verdict_lines(outcome) << std::flush;
    }
    outcomes_.push_back(std::move(outcome));
  }

  void finish(std::uint64_t elapsed_us) {
    bar_.clear();
    const Arguments& arguments = session_.arguments;
    if (!arguments.junit.empty()) replace_file(arguments.junit, verdicts_junit(outcomes_));
    if (arguments.json)
      session_.console.out << verdicts_json(outcomes_, plan_);
    else if (!arguments.quiet)
      session_.console.out << total_line(outcomes_, plan_, elapsed_us);
  }

  /// Of all runs that came to an end.
  int status() const {
    const auto any = [&](SeedOutcome::Verdict verdict) {
      return std::any_of(outcomes_.begin(), outcomes_.end(),
                         [&](const CaseOutcome& outcome) { return outcome.count(verdict) > 0; });
    };
    if (any(SeedOutcome::Verdict::kBug)) return kInternalError;
    return any(SeedOutcome::Verdict::kViolated) ? kViolated : kDone;
  }

 private:
  /// The run as a scenario of its own, and the command that runs it.
  void write_repro(const RegressionCase& of, SeedOutcome& seed) {
    if (seed.resolved.empty()) return;
    const fs::path file = folder_ / fmt::format("{}-seed{}.json", of.label, seed.seed);
    replace_file(file, seed.resolved);
    seed.resolved.clear();
    seed.repro =
        fmt::format("{} run {} --seed {}", kToolName, shell_word(file.string()), seed.seed);
  }

  const Session& session_;
  const RegressionPlan& plan_;
  const fs::path folder_;
  ProgressBar bar_;
  std::vector<CaseOutcome> outcomes_;
};

}  // namespace

int check_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  RegressionPlan plan;
  take_seeds(arguments.seeds, plan);
  plan.jobs = jobs_of(arguments.jobs);
  plan.faults = faults_of(arguments.faults);
  plan.models = session.models;
  for (const std::string& set : arguments.overrides)
    if (set.starts_with("seed=") || set.starts_with("/seed="))
      throw UsageError(fmt::format("--set {}: seeds come from --seeds", set));

  const std::vector<std::string> files = scenario_files(arguments.files);
  if (files.empty()) {
    session.console.err << fmt::format("{} check: no scenario (*.json) there; nothing was run\n",
                                       kToolName);
    return kNothingSelected;
  }
  if (const int wrong = read_cases(session, files, plan); wrong != kDone) return wrong;
  check_out_folder(out_folder(session));
  if (!arguments.junit.empty()) check_out_folder(fs::absolute(arguments.junit).parent_path());

  keep_freed_memory();
  const Stopwatch watch;
  const Interrupts interrupts;
  Verdicts verdicts(session, plan);
  run_regression(plan, {.done = [&](CaseOutcome outcome) { verdicts.take(std::move(outcome)); },
                        .progress = [&](std::size_t done) { verdicts.show(done); },
                        .interrupted = [&] { return interrupts.signal() != 0; }});
  verdicts.finish(watch.microseconds());
  return interrupts.signal() != 0 ? 128 + interrupts.signal() : verdicts.status();
}

}  // namespace sim
