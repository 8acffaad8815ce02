// `validate`, `explain`, `list`, `schema`, `init`: what can be said of scenarios without a run.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/examples.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/report/columns.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/scenario/metrics.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

std::string in_short(const Scenario& scenario) {
  std::uint32_t nodes = 0;
  for (const SiteSpec& site : scenario.topology.sites) nodes += site.nodes;
  const std::size_t sites = scenario.topology.sites.size();
  return fmt::format("{}: {} node{} at {} site{}, {} of simulated time, seed {}",
                     scenario.info->name, nodes, nodes == 1 ? "" : "s", sites,
                     sites == 1 ? "" : "s", span_text(scenario.phases.end() - kStart),
                     scenario.seed);
}

std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const Example& example : examples()) names.emplace_back(example.name);
  return names;
}

/// "faults/crash" for "crash"; else the nearest name.
std::string example_meant(std::string_view name) {
  for (const Example& example : examples())
    if (example.name.substr(example.name.rfind('/') + 1) == name)
      return fmt::format("; did you mean \"{}\"?", example.name);
  const std::string near = meant_by(name, example_names());
  if (!near.empty()) return fmt::format("; did you mean \"{}\"?", near);
  return " (dynamosim list examples)";
}

const Example* find_example(std::string_view name) {
  for (const Example& example : examples())
    if (example.name == name) return &example;
  return nullptr;
}

/// What a model reports and checks, found by running the first example that uses it for a while.
std::optional<RunResult> try_out(const Session& session, std::string_view model) {
  constexpr Duration kWhile = std::chrono::seconds(8);  // our choice: past most examples' warm-up
  std::vector<const Example*> candidates;
  if (const Example* quick = find_example("quickstart")) candidates.push_back(quick);
  for (const Example& example : examples()) candidates.push_back(&example);
  for (const Example* example : candidates) {
    const LoadedScenario loaded =
        parse_scenario(example->content, std::string(example->name), session.models);
    if (!loaded.scenario || loaded.scenario->info->name != model) continue;
    RunOptions options;
    options.until = kWhile;
    return run_experiment(*loaded.scenario, options);
  }
  return std::nullopt;
}

void list_models(const Session& session) {
  TextTable table("lll", 0);
  for (const ModelInfo& model : session.models)
    table.row({std::string(model.name), std::string(model.summary), std::string(model.source)});
  session.console.out << table.text();
}

void list_examples(const Session& session) {
  TextTable table("ll", 0);
  for (const Example& example : examples()) {
    const LoadedScenario loaded =
        parse_scenario(example.content, std::string(example.name), session.models);
    table.row({std::string(example.name), loaded.scenario ? loaded.scenario->title : ""});
  }
  session.console.out << table.text();
}

void list_faults(const Session& session) {
  TextTable table("ll", 0);
  for (const FaultKind& kind : fault_kinds())
    table.row({std::string(kind.name), std::string(kind.doc)});
  session.console.out << table.text()
                      << "\n\"dynamosim explain faults.crash\" tells what one "
                         "takes, \"init faults/crash\" writes an example\n";
}

void list_metrics(const Session& session) {
  TextTable table("lll", 0);
  for (const ModelInfo& model : session.models)
    for (const MetricInfo& metric : metrics_of(model))
      table.row({metric.name, metric.unit, metric.doc});
  session.console.out << table.text();
}

void list_invariants(const Session& session) {
  TextTable table("ll", 0);
  for (const ModelInfo& model : session.models) {
    const std::optional<RunResult> run = try_out(session, model.name);
    if (!run) continue;
    for (const Check& check : run->checks.all())
      table.row({std::string(check.name()), std::string(check.claim())});
  }
  session.console.out << table.text();
}

int print_explained(const Session& session, std::string_view field) {
  const bool in_full = session.arguments.all;
  const Explained explained = explain_fields(session.models, field, in_full);
  const std::string columns = field.empty() && !in_full ? "" : explain_columns(field);
  if (explained.text.empty() && columns.empty())
    throw UsageError(fmt::format("no field, metric or column matches \"{}\"{}", field,
                                 suggestion(field, explained.nearest)));
  session.console.out << explained.text << columns;
  return kDone;
}

int validate_file(const Session& session, const std::string& file) {
  const std::optional<Scenario> scenario = read_scenario(session, read_input(session, file), file);
  if (!scenario) return kWrongUsage;
  if (!session.arguments.quiet)
    session.console.out << fmt::format("{}: valid ({})\n", file, in_short(*scenario));
  return kDone;
}

}  // namespace

int validate_command(const Session& session) {
  int worst = kDone;
  for (const std::string& file : session.arguments.files) {
    try {
      worst = std::max(worst, validate_file(session, file));
    } catch (const FileError& error) {  // the other files are still looked at
      session.console.err << error.what() << '\n';
      worst = kIoError;
    }
  }
  return worst;
}

int explain_command(const Session& session) {
  return print_explained(session, session.arguments.word);
}

int list_command(const Session& session) {
  const std::string& kind = session.arguments.word;
  if (kind == "faults") list_faults(session);
  if (kind == "models") list_models(session);
  if (kind == "examples") list_examples(session);
  if (kind == "metrics") list_metrics(session);
  if (kind == "invariants") list_invariants(session);
  if (kind.empty()) session.console.out << "models\nfaults\nmetrics\ninvariants\nexamples\n";
  return kDone;
}

int schema_command(const Session& session) {
  session.console.out << scenario_schema(session.models);
  return kDone;
}

int init_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  const std::string name = arguments.word.empty() ? "quickstart" : arguments.word;
  const Example* example = find_example(name);
  if (example == nullptr)
    throw UsageError(fmt::format("no example \"{}\"{}", name, example_meant(name)));
  if (arguments.out == "-") {
    session.console.out << example->content;
    return kDone;
  }
  const std::filesystem::path file = arguments.out.empty()
                                         ? std::filesystem::path(name).filename().string() + ".json"
                                         : arguments.out;
  if (std::filesystem::exists(file) && !arguments.force)
    throw FileError(file.string() + ": is there already; --force replaces it");
  write_file(file, example->content);
  session.console.out << fmt::format("wrote {0}; next: dynamosim run {0}\n", file.string());
  return kDone;
}

}  // namespace sim
