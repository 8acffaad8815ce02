// `search`: trials of a scenario's ranges; what failed, and what they came to.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/memory.h"
#include "sim/run/cli/option_values.h"
#include "sim/run/cli/progress.h"
#include "sim/run/report/host.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/search/findings.h"
#include "sim/run/search/search.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

constexpr std::uint64_t kUsualTrials = 1000;             // our choice: seconds of small clusters
constexpr std::uint64_t kMostTrials = 1'000'000'000;     // our choice: more than a year of them
constexpr std::uint64_t kBetweenKeeping_us = 1'000'000;  // our choice: what a kill may cost

std::uint64_t last_trial(const Arguments& arguments) {
  if (arguments.runs.empty()) return arguments.time.empty() ? kUsualTrials : kMostTrials;
  const std::uint64_t runs = whole_number("--runs", arguments.runs);
  if (runs == 0 || runs > kMostTrials)
    throw UsageError(fmt::format("--runs: 1 to {} trials", kMostTrials));
  return runs;
}

std::uint64_t most_events_of(const Arguments& arguments) {
  const std::uint64_t most = whole_number("--max-events", arguments.most_events);
  if (most == 0) throw UsageError("--max-events: 1 or more");
  return most;
}

/// All that the outcomes depend on is part of the folder's name: another search is another folder.
fs::path folder_of(const Session& session, const Scenario& scenario, const SearchPlan& plan) {
  RunRequest request = request_of(scenario, std::nullopt);
  request.seed = plan.space.seed;
  for (const std::string& set : plan.space.overrides) request.resolved += set + '\n';
  request.resolved += fmt::format("max_events {}\n", plan.limits.most_events);
  return out_folder(session) / "search" / scenario.name / run_id(request);
}

/// Takes what comes in, prints failures as they are met, keeps all of it.
class Findings {
 public:
  Findings(const Session& session, const SearchPlan& plan, SearchRecord& record)
      : session_(session),
        plan_(plan),
        record_(record),
        most_failures_(most_failures_of(session.arguments)),
        budget_(time_limit_of("--time", session.arguments.time)),
        bar_(session.console.err, wants_progress(session)) {}

  bool wants_more() const {
    return most_failures_ == 0 || record_.failures().size() < most_failures_;
  }
  bool is_out_of_time() const {
    return budget_ && std::chrono::microseconds(watch_.microseconds()) >= *budget_;
  }

  bool take(const TrialOutcome& outcome) {
    if (!outcome.refused.empty()) throw refusal(outcome);
    const std::size_t known = record_.failures().size();
    record_.add(outcome);
    if (record_.failures().size() > known) announce(outcome);
    if (watch_.microseconds() >= next_keeping_us_) {
      record_.keep();
      next_keeping_us_ = watch_.microseconds() + kBetweenKeeping_us;
    }
    return wants_more();
  }

  void show(std::uint64_t done) {
    RunsProgress progress{"searching", plan_.first - 1 + done, 0, 0};
    if (plan_.last < kMostTrials) progress.runs = plan_.last;
    if (budget_)
      progress.budget_us = static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(*budget_).count());
    bar_.show(progress);
  }

  void finish() {
    bar_.clear();
    record_.keep();
    const Arguments& arguments = session_.arguments;
    if (arguments.json)
      session_.console.out << search_json(record_, arguments.files[0], plan_.space.seed);
    else
      print_end();
  }

  int status() const {
    if (record_.count("error") > 0) return kInternalError;
    if (record_.count("fail") > 0) return kViolated;
    return record_.count("unknown") > 0 ? kInconclusive : kDone;
  }

 private:
  static UsageError refusal(const TrialOutcome& outcome) {
    return UsageError(
        fmt::format("no draw of the ranges is a valid scenario ({} were tried for trial {}); "
                    "the last one:\n{}",
                    Trial::kMostDraws, outcome.number, outcome.refused));
  }

  /// The first failure of its kind; all of it is told in the end.
  void announce(const TrialOutcome& outcome) {
    if (session_.arguments.json || session_.arguments.quiet) return;
    bar_.clear();
    session_.console.out << fmt::format("trial {}: {}: {}\n", outcome.number,
                                        outcome.failure_class(),
                                        outcome.run.findings.front().evidence)
                         << std::flush;
  }

  void print_end() {
    std::ostream& out = session_.console.out;
    const bool quiet = session_.arguments.quiet;
    if (!quiet) out << coverage_text(record_.coverage(), record_.newest());
    for (const FailureClass& failure : record_.failures())
      out << (quiet ? "" : "\n") << failure_text(record_, failure);
    if (quiet) return;
    const std::uint64_t made = record_.trials() + 1 - plan_.first, us = watch_.microseconds();
    out << fmt::format("\n{}; {}\nfiles in {}\n", search_total(record_), speed(made, us),
                       record_.folder().string());
  }

  static std::string speed(std::uint64_t made, std::uint64_t us) {
    if (made == 0) return "they were run before (--fresh runs them again)";
    return fmt::format("{} in {} ({} a second)", count_text(made),
                       latency_text(std::chrono::microseconds(us)),
                       count_text(made * 1'000'000 / std::max<std::uint64_t>(us, 1)));
  }

  const Session& session_;
  const SearchPlan& plan_;
  SearchRecord& record_;
  const std::size_t most_failures_;
  const std::optional<Duration> budget_;
  const Stopwatch watch_;
  std::uint64_t next_keeping_us_ = kBetweenKeeping_us;
  ProgressBar bar_;
};

SearchPlan plan_of(const Session& session, std::string text) {
  const Arguments& arguments = session.arguments;
  SearchPlan plan;
  plan.space.file = arguments.files[0];
  plan.space.text = std::move(text);
  plan.space.overrides = arguments.overrides;
  plan.space.models = session.models;
  plan.last = last_trial(arguments);
  plan.jobs = jobs_of(arguments.jobs);
  plan.limits = {time_limit_of("--timeout", arguments.timeout), most_events_of(arguments)};
  return plan;
}

}  // namespace

int search_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  refuse_set_seed(arguments, "--seed");
  SearchPlan plan = plan_of(session, read_input(session, arguments.files[0]));
  const std::optional<Scenario> scenario =
      read_scenario(session, plan.space.text, arguments.files[0]);
  if (!scenario) return kWrongUsage;
  plan.space.seed = arguments.seed.empty() ? 1 : scenario->seed;  // which --seed has replaced
  plan.space.ranges = scenario->ranges;
  check_out_folder(out_folder(session));

  const fs::path folder = folder_of(session, *scenario, plan);
  if (arguments.fresh) fs::remove_all(folder);
  SearchRecord record(folder);
  plan.first = record.trials() + 1;
  keep_freed_memory();
  const Interrupts interrupts;
  Findings findings(session, plan, record);
  if (findings.wants_more())
    run_search(plan, {.done = [&](const TrialOutcome& outcome) { return findings.take(outcome); },
                      .progress = [&](std::uint64_t done) { findings.show(done); },
                      .interrupted =
                          [&] { return interrupts.signal() != 0 || findings.is_out_of_time(); }});
  findings.finish();
  if (interrupts.signal() == 0) return findings.status();
  session.console.err << "interrupted; the same command goes on with trial " << record.trials() + 1
                      << '\n';
  return 128 + interrupts.signal();
}

}  // namespace sim
