#include "sim/run/cli/arguments.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/run/cli/arguments_parts.h"
#include "sim/run/cli/cli.h"
#include "sim/run/cli/mistyped.h"
#include "sim/run/report/tool.h"

namespace sim {

std::string example(std::string_view command) {
  return fmt::format("Example:\n  dynamosim {}", command);
}

void add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                    const std::string& help, const std::string& type) {
  command.add_option(name, values, help + "; repeatable")
      ->type_name(type)
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
}

void add_scenario_options(CLI::App& command, Arguments& arguments) {
  add_repeatable(command, "--set", arguments.overrides,
                 "override a field: dynamo.r=1, faults.0.at=30s", "FIELD=VALUE");
}

namespace {

const std::vector<std::string> kColors{"auto", "always", "never"};
const std::vector<std::string> kLists{"models", "faults", "metrics", "invariants", "examples"};
const std::vector<std::string> kFaultChoices{"none", "own", "random"};
const std::vector<std::string> kTraces{"messages"};
const std::vector<std::string> kWarmUps{"auto"};
const std::vector<std::string> kFormats{"ladder",   "shiviz", "dot",      "chrome",
                                        "perfetto", "edn",    "porcupine"};
const std::vector<std::string> kShells{"bash", "zsh", "fish"};

void add_run(CLI::App& app, Arguments& arguments) {
  CLI::App& run = *app.add_subcommand("run", "Run one simulation and write its run folder");
  run.add_option("scenario", arguments.files, "the scenario file; - reads standard input")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  run.add_option("-s,--seed", arguments.seed, "instead of the scenario's seed; or \"random\"")
      ->type_name("N");
  add_scenario_options(run, arguments);
  run.add_option("--until", arguments.until, "stop at this simulated time, e.g. 30s")
      ->type_name("TIME");
  run.add_option("--warmup", arguments.warmup,
                 "auto: as long as a pilot run takes to settle, by MSER-5")
      ->type_name("auto")
      ->check(CLI::IsMember(kWarmUps).description(""));
  run.add_option("--replications", arguments.replications,
                 "with so many seeds, from the scenario's on: means and intervals")
      ->type_name("N");
  run.add_option("--precision", arguments.precision,
                 "stop replicating once half of this metric's interval is so narrow:\n"
                 "get.latency.p99=5%")
      ->type_name("METRIC=RATIO");
  run.add_option("-j,--jobs", arguments.jobs, "threads of replications (default: all cores)")
      ->type_name("N");
  run.add_option("-o,--out", arguments.out,
                 "where run folders go (default: $DYNAMOSIM_OUT, or results)")
      ->type_name("DIR");
  run.add_flag("--history", arguments.history, "also write history.ndjson, every operation");
  run.add_flag("--effects", arguments.effects,
               "also write effects.csv, what each fault changed: a run more for each");
  run.add_option("--trace", arguments.trace,
                 "also write messages.ndjson, what became of every message; for export")
      ->type_name("WHAT")
      ->check(CLI::IsMember(kTraces).description(""));
  run.add_option("--events", arguments.events,
                 "also write events.csv, these events one by one (1 is the first); for replay")
      ->type_name("A..B");
  run.add_flag("--json", arguments.json,
               "print a JSON object instead of the summary: folder, up_to_date,\n"
               "and as run the content of run.json");
  run.add_flag("-q,--quiet", arguments.quiet, "print nothing but the run folder");
  run.add_flag("--force", arguments.force, "run again, and replace what stands in the way");
  run.add_flag("--no-host", arguments.no_host, "leave out of run.json what differs by machine");
  run.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  run.add_option("--color", arguments.color, "colours: auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember(kColors).description(""));
  run.footer(example("run scenarios/quickstart.json --seed 7 --set dynamo.r=1"));
}

void add_check(CLI::App& app, Arguments& arguments) {
  CLI::App& check = *app.add_subcommand(
      "check", "Run scenarios with many seeds and random faults: do the invariants hold?");
  check
      .add_option("scenario", arguments.files,
                  "scenario files, and folders of them; - reads standard input")
      ->type_name("SCENARIO")
      ->required();
  check.add_option("--seeds", arguments.seeds, "from the first to the last; N alone: 1..N")
      ->type_name("A..B")
      ->capture_default_str();
  check
      .add_option("--faults", arguments.faults,
                  "none; the scenario's own (only then is its expect judged, too);\n"
                  "or those and random ones of each seed")
      ->type_name("WHICH")
      ->capture_default_str()
      ->check(CLI::IsMember(kFaultChoices).description(""));
  add_scenario_options(check, arguments);
  check
      .add_option("-k", arguments.select,
                  "only paths with these words, joined by and, or, not, ( )")
      ->type_name("EXPR");
  CLI::Option* fail_fast =
      check.add_flag("-x,--fail-fast", arguments.fail_fast, "stop after the first failure");
  check
      .add_option("--max-failures", arguments.max_failures,
                  "stop after so many failures, in the order of the runs")
      ->type_name("N")
      ->excludes(fail_fast);
  check
      .add_option("--timeout", arguments.timeout,
                  "stop a run after so much real time, e.g. 30s: inconclusive")
      ->type_name("TIME");
  check.add_option("--durations", arguments.durations, "tell the N slowest runs; 0: all")
      ->type_name("N");
  check.add_option("--junit", arguments.junit, "also write the verdicts as JUnit XML")
      ->type_name("FILE");
  check.add_option("-j,--jobs", arguments.jobs, "threads (default: all cores)")->type_name("N");
  check
      .add_option("-o,--out", arguments.out,
                  "failed scenarios go to its check/ (default: $DYNAMOSIM_OUT, or results)")
      ->type_name("DIR");
  check.add_flag("--json", arguments.json, "print a JSON object instead of the verdict lines");
  check.add_flag("-q,--quiet", arguments.quiet, "print what failed, and nothing else");
  check.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  check.footer(example("check scenarios/dynamo --seeds 1..50"));
}

void add_search(CLI::App& app, Arguments& arguments) {
  CLI::App& search = *app.add_subcommand(
      "search", "Look for a violation: random configurations, workloads and faults within ranges");
  search.add_option("scenario", arguments.files, "the scenario file, with its ranges")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  search
      .add_option("--runs", arguments.runs,
                  "so many trials (default: 1000, or with --time no limit)")
      ->type_name("N");
  search.add_option("--time", arguments.time, "begin no trial after so much real time, e.g. 5min")
      ->type_name("TIME");
  search.add_option("-s,--seed", arguments.seed, "of the search (default: 1); or \"random\"")
      ->type_name("N");
  add_scenario_options(search, arguments);
  CLI::Option* fail_fast =
      search.add_flag("-x,--fail-fast", arguments.fail_fast, "stop after the first failure");
  search
      .add_option("--max-failures", arguments.max_failures,
                  "stop after so many kinds of failures: invariants that broke")
      ->type_name("N")
      ->excludes(fail_fast);
  search
      .add_option("--max-events", arguments.most_events,
                  "stop a trial after so many events: inconclusive")
      ->type_name("N")
      ->capture_default_str();
  search
      .add_option("--timeout", arguments.timeout,
                  "stop a trial after so much real time, e.g. 30s: inconclusive")
      ->type_name("TIME");
  search.add_option("-j,--jobs", arguments.jobs, "threads (default: all cores)")->type_name("N");
  search
      .add_option("-o,--out", arguments.out,
                  "what is found goes to its search/ (default: $DYNAMOSIM_OUT, or results)")
      ->type_name("DIR");
  search.add_flag("--fresh", arguments.fresh,
                  "begin anew; otherwise the same search goes on where it was");
  search.add_flag("--json", arguments.json, "print a JSON object instead of the findings");
  search.add_flag("-q,--quiet", arguments.quiet, "print what failed, and nothing else");
  search.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  search.footer(example("search scenarios/search/generic.json --runs 500"));
}

void add_shrink(CLI::App& app, Arguments& arguments) {
  CLI::App& shrink = *app.add_subcommand(
      "shrink", "The smallest scenario that still breaks what a scenario breaks, and why it does");
  shrink
      .add_option("scenario", arguments.files,
                  "a scenario file or run folder; - reads standard input")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  shrink
      .add_option("--invariant", arguments.invariant,
                  "keep this one broken, of several (default: the first)")
      ->type_name("NAME");
  shrink.add_option("-s,--seed", arguments.seed, "instead of the scenario's seed; or \"random\"")
      ->type_name("N");
  add_scenario_options(shrink, arguments);
  shrink.add_option("--runs", arguments.runs, "no more than so many runs (default: until it ends)")
      ->type_name("N");
  shrink.add_option("--time", arguments.time, "no more than so much real time, e.g. 1min")
      ->type_name("TIME");
  shrink.add_option("-j,--jobs", arguments.jobs, "threads (default: all cores)")->type_name("N");
  shrink
      .add_option("-o,--out", arguments.out,
                  "the file to write (default: NAME.shrunk.json beside NAME.json)")
      ->type_name("FILE");
  shrink.add_flag("--force", arguments.force, "replace a file that is there");
  shrink.add_flag("--json", arguments.json, "print a JSON object instead of what was found");
  shrink.add_flag("-q,--quiet", arguments.quiet, "print nothing but the file");
  shrink.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  shrink.footer(
      example("shrink scenarios/faults/partition.json --set 'consistency=[\"linearizable\"]'"));
}

void add_replay(CLI::App& app, Arguments& arguments) {
  CLI::App& replay =
      *app.add_subcommand("replay", "Run again what a run folder holds: is it still the same run?");
  replay.add_option("run", arguments.files, "the run folder, or its run.json")
      ->type_name("RUN")
      ->required()
      ->expected(1);
  replay.add_flag("-q,--quiet", arguments.quiet, "print differences, and nothing else");
  replay.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  replay.footer(example("replay results/quickstart/latest"));
}

void add_export(CLI::App& app, Arguments& arguments) {
  CLI::App& command = *app.add_subcommand(
      "export", "Histories and traces of a run folder for other tools, and violations explained");
  command.add_option("run", arguments.files, "the run folder, or its run.json")
      ->type_name("RUN")
      ->required()
      ->expected(1);
  command
      .add_option("--to", arguments.to,
                  "of run --history: edn (Jepsen, Elle, Knossos), porcupine;\n"
                  "of run --trace messages: ladder, shiviz, dot, chrome, perfetto")
      ->type_name("FORMAT")
      ->required()
      ->check(CLI::IsMember(kFormats).description(""));
  command
      .add_option("--key", arguments.key,
                  "this key, not what led to the first violation (ladder, shiviz, dot)")
      ->type_name("KEY");
  command.add_option("--from", arguments.from, "nothing before this simulated time, e.g. 30s")
      ->type_name("TIME");
  command.add_option("--until", arguments.until, "nothing after it")->type_name("TIME");
  command.add_flag("--all", arguments.all, "everything that was traced, however long");
  command.add_option("-o,--out", arguments.out, "the file (default: standard output)")
      ->type_name("FILE");
  command.footer(example("export results/quickstart/latest --to edn --out history.edn"));
}

void add_scenario_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& validate =
      *app.add_subcommand("validate", "Check scenarios, report every mistake, run nothing");
  validate.add_option("scenario", arguments.files, "scenario files; - reads standard input")
      ->type_name("SCENARIO")
      ->required();
  add_scenario_options(validate, arguments);
  validate.add_flag("-q,--quiet", arguments.quiet, "print mistakes only");
  validate.footer(example("validate scenarios/quickstart.json"));

  CLI::App& explain =
      *app.add_subcommand("explain", "What a field of a scenario means: type, unit, default");
  explain
      .add_option("field", arguments.word, "a dotted path, or part of one; an overview if left out")
      ->type_name("FIELD");
  explain.add_flag("--all", arguments.all, "every field in full");
  explain.footer(example("explain dynamo.r"));

  CLI::App& list = *app.add_subcommand("list", "What there is to use in a scenario");
  list.add_option("kind", arguments.word, "models, faults, metrics, invariants or examples")
      ->type_name("KIND")
      ->check(CLI::IsMember(kLists).description(""));
  list.footer(example("list metrics"));

  CLI::App& schema = *app.add_subcommand("schema", "Print the JSON Schema of scenarios");
  schema.footer(example("schema > scenario-1.schema.json"));

  CLI::App& init = *app.add_subcommand("init", "Write a built-in example scenario to start from");
  init.add_option("name", arguments.word, "which example (default: quickstart); see list examples")
      ->type_name("NAME");
  init.add_option("-o,--out", arguments.out, "the file to write (default: NAME.json); - prints it")
      ->type_name("FILE");
  init.add_flag("--force", arguments.force, "replace a file that is there");
  init.footer(example("init quickstart"));
}

void add_other_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& topology = *app.add_subcommand(
      "topology", "Survey a GraphML file, a latency matrix or a scenario: where a cut hurts most");
  topology.add_option("file", arguments.files, "GraphML, CSV of round trips, or a scenario")
      ->type_name("FILE")
      ->required()
      ->expected(1);
  topology.footer(example("topology Abilene.graphml"));

  CLI::App& completion =
      *app.add_subcommand("completion", "Print a shell's completion of these commands");
  completion.add_option("shell", arguments.word, "bash, zsh or fish")
      ->type_name("SHELL")
      ->required()
      ->check(CLI::IsMember(kShells).description(""));
  completion.footer(
      example("completion bash > ~/.local/share/bash-completion/completions/"
              "dynamosim"));

  CLI::App& version = *app.add_subcommand("version", "Print version, commit, compiler and model");
  version.footer(example("version"));

  CLI::App& help = *app.add_subcommand("help", "Print what a command does and its options");
  help.add_option("command", arguments.word, "one of these commands; all if left out")
      ->type_name("COMMAND");
  help.footer(example("help run"));
}

/// The whole command line. The arguments must outlive it.
std::unique_ptr<CLI::App> make_app(Arguments& arguments) {
  auto app = std::make_unique<CLI::App>(
      "Deterministic simulator of Dynamo-style stores: a scenario in JSON in, statistics out.",
      std::string(kToolName));
  app->require_subcommand(1);
  app->set_version_flag("-V,--version", fmt::format("{} {}", kToolName, tool_version()));
  app->get_formatter()->column_width(34);
  app->footer(example(
      "run scenarios/quickstart.json\n\n\"dynamosim help COMMAND\" tells what a command takes."));
  add_run(*app, arguments);
  add_check(*app, arguments);
  add_search(*app, arguments);
  add_shrink(*app, arguments);
  add_sweep(*app, arguments);
  add_tables(*app, arguments);
  add_plot(*app, arguments);
  add_replay(*app, arguments);
  add_export(*app, arguments);
  add_scenario_commands(*app, arguments);
  add_other_commands(*app, arguments);
  return app;
}

std::vector<std::string> words_of(std::string_view command, std::string_view option) {
  if (option == "--color") return kColors;
  if (option == "--faults") return kFaultChoices;
  if (option == "--warmup") return kWarmUps;
  if (option == "--trace") return kTraces;
  if (option == "--to") return kFormats;
  if (option == "--emit") return launchers();
  if (option == "--kind") return plot_kinds();
  if (option == "--format") return plot_formats();
  if (command == "list" && option == "kind") return kLists;
  if (command == "completion" && option == "shell") return kShells;
  return {};
}

OptionSpec option_spec(const CLI::Option& option, std::string_view command) {
  OptionSpec spec;
  for (const std::string& name : option.get_snames()) spec.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) spec.names.push_back("--" + name);
  spec.help = option.get_description();
  spec.takes_value = option.get_items_expected_max() > 0;
  spec.words = words_of(command, spec.names.back());
  return spec;
}

CommandSpec command_spec(const CLI::App& command) {
  CommandSpec spec{command.get_name(), command.get_description(), {}, {}, "", 0, false};
  for (const CLI::Option* option : command.get_options()) {
    if (option->nonpositional()) {
      spec.options.push_back(option_spec(*option, spec.name));
    } else {
      spec.argument = option->get_type_name();
      spec.most_words = static_cast<std::size_t>(option->get_items_expected_max());
      spec.words = words_of(spec.name, option->get_name(true));
      spec.takes_files = option->get_name(true) == "scenario" || option->get_name(true) == "file" ||
                         option->get_name(true) == "run";
    }
  }
  return spec;
}

/// "help run" is "run --help".
std::vector<std::string> without_help(std::span<const std::string> words) {
  std::vector<std::string> meant(words.begin(), words.end());
  if (meant.empty() || meant[0] != "help") return meant;
  const bool of_itself = meant.size() > 1 && meant[1].starts_with('-');
  if (of_itself) return meant;
  meant.erase(meant.begin());
  meant.push_back("--help");
  return meant;
}

}  // namespace

std::vector<CommandSpec> command_specs() {
  Arguments ignored;
  const std::unique_ptr<CLI::App> app = make_app(ignored);
  std::vector<CommandSpec> specs;
  for (const CLI::App* command : app->get_subcommands([](CLI::App*) { return true; }))
    specs.push_back(command_spec(*command));
  for (CommandSpec& spec : specs)
    if (spec.name == "help")
      for (const CommandSpec& other : specs) spec.words.push_back(other.name);
  return specs;
}

ParsedArguments parse_arguments(std::span<const std::string> typed) {
  const std::vector<std::string> words = without_help(typed);
  if (auto found = mistyped(words, command_specs())) return *found;
  ParsedArguments parsed;
  const std::unique_ptr<CLI::App> app = make_app(parsed.arguments);
  std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 wants them
  try {
    app->parse(reversed);
    parsed.arguments.command = app->get_subcommands().front()->get_name();
  } catch (const CLI::Success& success) {  // --help, --version
    std::ostringstream out, err;
    app->exit(success, out, err);
    parsed.exit_status = kDone;
    parsed.out = out.str();
  } catch (const CLI::ParseError& error) {
    const std::vector<CLI::App*> chosen = app->get_subcommands();
    std::string context(kToolName);
    if (!chosen.empty()) context += " " + chosen.front()->get_name();
    std::string message = error.what();
    if (words.empty()) message = "a command is required";
    std::replace(message.begin(), message.end(), '\n', ' ');
    parsed.exit_status = kWrongUsage;
    parsed.err = fmt::format("{0}: error: {1}\nTry \"{0} --help\".\n", context, message);
  }
  return parsed;
}

}  // namespace sim
