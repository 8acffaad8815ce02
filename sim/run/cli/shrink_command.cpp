// `shrink`: from a scenario that breaks something to the smallest that still does.
#include <chrono>
#include <filesystem>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/net/tracer.h"
#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/memory.h"
#include "sim/run/cli/option_values.h"
#include "sim/run/cli/progress.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/export/ladder.h"
#include "sim/run/report/host.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/shrink/shrink.h"

namespace sim {
namespace {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// The scenario's file. A run folder has its scenario, the seed and what was overridden in it.
std::string source_of(const std::string& argument) {
  return fs::is_directory(argument) ? (fs::path(argument) / "scenario.json").string() : argument;
}

/// Beside the input, but never in a run folder.
fs::path usual_file(const std::string& argument, const Scenario& scenario) {
  const fs::path input = argument;
  if (argument == "-" || fs::is_directory(input)) return scenario.name + ".shrunk.json";
  return input.parent_path() / (input.stem().string() + ".shrunk.json");
}

/// Found out before the first run. Files that the scenario reads are named relative to its folder.
fs::path file_to_write(const Session& session, const Scenario& scenario) {
  const Arguments& arguments = session.arguments;
  const fs::path file =
      arguments.out.empty() ? usual_file(arguments.files[0], scenario) : fs::path(arguments.out);
  if (fs::exists(file) && !arguments.force)
    throw FileError(file.string() + ": is there already; --force replaces it");
  const auto folder = [](const fs::path& of) { return fs::absolute(of).parent_path(); };
  const bool moves = folder(file).lexically_normal() != folder(scenario.file).lexically_normal();
  if (!scenario.inputs.empty() && moves)
    throw UsageError(fmt::format(
        "--out: the scenario reads {}; write beside it: --out {}", scenario.inputs.front(),
        (fs::path(scenario.file).parent_path() / file.filename()).string()));
  return file;
}

struct SizeRow {
  std::string_view what;
  std::uint64_t ScenarioSize::*size;
};
constexpr SizeRow kSizes[] = {
    {"faults", &ScenarioSize::faults},
    {"nodes", &ScenarioSize::nodes},
    {"keys", &ScenarioSize::keys},
    {"clients", &ScenarioSize::clients},
    {"operations", &ScenarioSize::operations},
    {"events", &ScenarioSize::events},
    {"lines", &ScenarioSize::lines},
};

std::string sizes_table(const Shrunk& shrunk) {
  const ScenarioSize before = size_of(*shrunk.before), after = size_of(*shrunk.after);
  TextTable table("lrr", 2);
  table.row({"", "before", "after"});
  for (const auto& [what, size] : kSizes)
    table.row({std::string(what), count_text(before.*size), count_text(after.*size)});
  table.row({"simulated", span_text(before.simulated), span_text(after.simulated)});
  return table.text();
}

Json size_json(const Witness& witness) {
  const ScenarioSize size = size_of(witness);
  Json all = Json::object();
  for (const auto& [what, count] : kSizes) all[std::string(what)] = size.*count;
  all["simulated_ns"] = size.simulated.count();
  return all;
}

std::string shrunk_json(const Shrunk& shrunk, const std::string& file) {
  const Failure& failure = shrunk.after->failure;
  const Json all = {{"tool", tool_text()},
                    {failure.is_invariant ? "invariant" : "expectation", failure.what},
                    {"evidence", failure.evidence},
                    {"scenario", file},
                    {"seed", shrunk.after->seed},
                    {"before", size_json(*shrunk.before)},
                    {"after", size_json(*shrunk.after)},
                    {"runs", shrunk.runs},
                    {"local_minimum", shrunk.is_local_minimum}};
  return all.dump(2) + '\n';
}

/// What led to the failure, from a run of the very file; "" for an expectation.
std::string explanation(const Session& session, const std::string& text, const std::string& file,
                        const Failure& failure) {
  if (!failure.is_invariant) return "";
  const LoadedScenario loaded = parse_scenario(text, file, session.models);
  SIM_CHECK(loaded.scenario.has_value(), "what was shrunk is no scenario: " + loaded.report());
  RunOptions options;
  options.trace_messages = Tracer::kMost;
  const RunResult run = run_experiment(*loaded.scenario, options);
  return ladder(*run.trace, failure.what, failure.violation);
}

std::string end_line(const Shrunk& shrunk, std::uint64_t us) {
  const std::string effort = fmt::format("{} runs in {}", count_text(shrunk.runs),
                                         latency_text(std::chrono::microseconds(us)));
  if (shrunk.is_local_minimum)
    return fmt::format("a local minimum after {}: no single reduction leads further\n", effort);
  return fmt::format("stopped after {}: there may be something smaller\n", effort);
}

class Shrinking {
 public:
  explicit Shrinking(const Session& session)
      : session_(session),
        budget_(time_limit_of("--time", session.arguments.time)),
        bar_(session.console.err, wants_progress(session)) {}

  std::optional<Shrunk> go(const Scenario& scenario) {
    ShrinkPlan plan{scenario.file, session_.models, session_.arguments.invariant, {}};
    const std::string& runs = session_.arguments.runs;
    plan.limits.jobs = jobs_of(session_.arguments.jobs);
    if (!runs.empty()) plan.limits.most_runs = whole_number("--runs", runs);
    plan.limits.over = [this] { return interrupts_.signal() != 0 || is_out_of_time(); };
    plan.limits.progress = [this](std::uint64_t done) { show(done); };
    std::optional<Shrunk> shrunk = shrink(scenario, plan);
    bar_.clear();
    return shrunk;
  }

  void print(const Shrunk& shrunk, const std::string& text, const std::string& file) const {
    std::ostream& out = session_.console.out;
    if (session_.arguments.json) {
      out << shrunk_json(shrunk, file);
      return;
    }
    if (session_.arguments.quiet) {
      out << file << '\n';
      return;
    }
    const Failure& failure = shrunk.after->failure;
    out << fmt::format("{}: {}\n{}\n{}", failure.what, failure.evidence, sizes_table(shrunk),
                       end_line(shrunk, watch_.microseconds()));
    const std::string why = explanation(session_, text, file, failure);
    if (!why.empty()) out << '\n' << why;
    out << fmt::format(
        "\nwrote {0}\n  repro: {1} run {2}\n  judge: {1} check {2} --faults own --seeds {3}..{3}\n",
        file, kToolName, shell_word(file), shrunk.after->seed);
  }

  int signal() const { return interrupts_.signal(); }

 private:
  bool is_out_of_time() const {
    return budget_ && std::chrono::microseconds(watch_.microseconds()) >= *budget_;
  }
  void show(std::uint64_t done) {
    RunsProgress progress{"shrinking", done, 0, 0};
    if (budget_)
      progress.budget_us = static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(*budget_).count());
    bar_.show(progress);
  }

  const Session& session_;
  const std::optional<Duration> budget_;
  const Stopwatch watch_;
  const Interrupts interrupts_;
  ProgressBar bar_;
};

}  // namespace

int shrink_command(const Session& session) {
  const std::string name = source_of(session.arguments.files[0]);
  const std::optional<Scenario> scenario = read_scenario(session, read_input(session, name), name);
  if (!scenario) return kWrongUsage;
  const fs::path file = file_to_write(session, *scenario);
  keep_freed_memory();
  Shrinking shrinking(session);
  const std::optional<Shrunk> shrunk = shrinking.go(*scenario);
  if (!shrunk) {
    if (shrinking.signal() != 0) return 128 + shrinking.signal();
    const std::string& invariant = session.arguments.invariant;
    session.console.err << fmt::format("{}: seed {} breaks {}; nothing to shrink\n", name,
                                       scenario->seed,
                                       invariant.empty() ? "nothing" : "no " + invariant);
    return kNothingSelected;
  }
  const std::string text = scenario_text(*shrunk->after);
  write_file(file, text);
  shrinking.print(*shrunk, text, file.string());
  return shrinking.signal() != 0 ? 128 + shrinking.signal() : kDone;
}

}  // namespace sim
