// `check`: scenarios, seeds, random faults; a verdict on each.
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/memory.h"
#include "sim/run/cli/option_values.h"
#include "sim/run/cli/progress.h"
#include "sim/run/regression/regression.h"
#include "sim/run/regression/scenario_files.h"
#include "sim/run/regression/verdicts.h"
#include "sim/run/report/host.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

/// "3..7", or "7" for "1..7".
FaultChoice faults_of(const std::string& word) {
  if (word == "none") return FaultChoice::kNone;
  return word == "own" ? FaultChoice::kOwn : FaultChoice::kRandom;
}

/// Those that -k selects.
std::vector<ScenarioFile> selected_files(const Arguments& arguments) {
  std::vector<ScenarioFile> files = scenario_files(arguments.files);
  if (arguments.select.empty()) return files;
  if (const Parsed<bool> any = selects(arguments.select, ""); !any.ok())
    throw UsageError("-k: " + any.mistake);
  std::erase_if(
      files, [&](const ScenarioFile& file) { return !selects(arguments.select, file.path).value; });
  return files;
}

/// Reads every scenario, also after one that is wrong; the worst status.
int read_cases(const Session& session, const std::vector<ScenarioFile>& files,
               RegressionPlan& plan) {
  int worst = kDone;
  std::set<std::string> labels;
  for (const auto& [file, replayed] : files) {
    try {
      std::string text = read_input(session, file);
      std::optional<Scenario> scenario = read_scenario(session, text, file);
      if (!scenario) worst = std::max<int>(worst, kWrongUsage);
      if (!scenario) continue;
      std::string label = scenario->name;
      for (int number = 2; !labels.insert(label).second; ++number)
        label = fmt::format("{}-{}", scenario->name, number);
      plan.cases.push_back({file, std::move(text), std::move(label), session.arguments.overrides,
                            std::move(*scenario), replayed});
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

  void show(std::size_t runs_done) {
    bar_.show({.doing = "checking", .done = runs_done, .runs = plan_.runs()});
  }

  void take(CaseOutcome outcome) {
    for (SeedOutcome& seed : outcome.seeds) write_repro(*outcome.of, seed);
    if (!session_.arguments.json && !session_.arguments.quiet) {
      bar_.clear();
      session_.console.out << verdict_line(outcome) << std::flush;
    }
    outcomes_.push_back(std::move(outcome));
  }

  void finish(std::uint64_t elapsed_us) {
    bar_.clear();
    const Arguments& arguments = session_.arguments;
    if (!arguments.junit.empty()) replace_file(arguments.junit, verdicts_junit(outcomes_));
    if (arguments.json)
      session_.console.out << verdicts_json(outcomes_, plan_);
    else if (arguments.quiet)
      session_.console.out << failures_text(outcomes_);
    else
      print_end(elapsed_us);
  }

  /// Of all runs that came to an end.
  int status() const {
    const auto any = [&](SeedOutcome::Verdict verdict) {
      return std::any_of(outcomes_.begin(), outcomes_.end(),
                         [&](const CaseOutcome& outcome) { return outcome.count(verdict) > 0; });
    };
    if (any(SeedOutcome::Verdict::kBug)) return kInternalError;
    const bool never =
        std::any_of(outcomes_.begin(), outcomes_.end(),
                    [](const CaseOutcome& outcome) { return !outcome.never_reached().empty(); });
    if (never || any(SeedOutcome::Verdict::kViolated)) return kViolated;
    return any(SeedOutcome::Verdict::kTimedOut) ? kInconclusive : kDone;
  }

 private:
  /// Below the lines of all scenarios: parts with a blank line before each, and the total.
  void print_end(std::uint64_t elapsed_us) {
    std::ostream& out = session_.console.out;
    const std::string& wanted = session_.arguments.durations;
    const std::string durations =
        wanted.empty() ? "" : durations_text(outcomes_, whole_number("--durations", wanted));
    for (const std::string& part :
         {failures_text(outcomes_), not_looked_at_line(outcomes_), durations})
      if (!part.empty()) out << '\n' << part;
    out << '\n' << total_line(outcomes_, plan_, elapsed_us);
  }

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
  plan.seeds = seeds_of(arguments.seeds);
  plan.most_failures = most_failures_of(arguments);
  plan.timeout = time_limit_of("--timeout", arguments.timeout);
  if (!arguments.durations.empty()) whole_number("--durations", arguments.durations);
  plan.jobs = jobs_of(arguments.jobs);
  plan.faults = faults_of(arguments.faults);
  plan.models = session.models;
  refuse_set_seed(arguments, "--seeds");

  const std::vector<ScenarioFile> files = selected_files(arguments);
  if (files.empty()) {
    session.console.err << fmt::format(
        "{} check: no scenario (*.json) there{}; nothing was run\n", kToolName,
        arguments.select.empty() ? "" : fmt::format(" that -k '{}' selects", arguments.select));
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
