#include "sim/run/cli/arguments.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/run/cli/cli.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

const std::vector<std::string> kColors{"auto", "always", "never"};
const std::vector<std::string> kLists{"models", "faults", "metrics", "invariants", "examples"};
const std::vector<std::string> kShells{"bash", "zsh", "fish"};

std::string example(std::string_view command) {
  return fmt::format("Example:\n  dynamosim {}", command);
}

void add_scenario_options(CLI::App& command, Arguments& arguments) {
  command
      .add_option("--set", arguments.overrides,
                  "override a field of the scenario; repeatable: --set dynamo.r=1")
      ->type_name("FIELD=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

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
  run.add_option("-o,--out", arguments.out,
                 "where run folders go (default: $DYNAMOSIM_OUT, or results)")
      ->type_name("DIR");
  run.add_flag("--history", arguments.history, "also write history.ndjson, every operation");
  run.add_flag("--json", arguments.json, "print run.json instead of the summary");
  run.add_flag("-q,--quiet", arguments.quiet, "print nothing but the run folder");
  run.add_flag("--force", arguments.force, "run again, and replace what stands in the way");
  run.add_flag("--no-host", arguments.no_host, "leave out of run.json what differs by machine");
  run.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  run.add_option("--color", arguments.color, "colours: auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember(kColors).description(""));
  run.footer(example("run scenarios/quickstart.json --seed 7 --set dynamo.r=1"));
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
  explain.add_option("field", arguments.word, "a dotted path, or part of one; all if left out")
      ->type_name("FIELD");
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
}

/// The whole command line. The arguments must outlive it.
std::unique_ptr<CLI::App> make_app(Arguments& arguments) {
  auto app = std::make_unique<CLI::App>(
      "Deterministic simulator of Dynamo-style stores: a scenario in JSON in, statistics out.",
      std::string(kToolName));
  app->require_subcommand(1);
  app->set_version_flag("-V,--version", fmt::format("{} {}", kToolName, tool_version()));
  app->get_formatter()->column_width(34);
  app->footer(example("run scenarios/quickstart.json\n\nEach command has its own --help."));
  add_run(*app, arguments);
  add_scenario_commands(*app, arguments);
  add_other_commands(*app, arguments);
  return app;
}

std::vector<std::string> words_of(std::string_view command, std::string_view option) {
  if (option == "--color") return kColors;
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
  CommandSpec spec{command.get_name(), command.get_description(), {}, {}, false};
  for (const CLI::Option* option : command.get_options()) {
    if (option->nonpositional()) {
      spec.options.push_back(option_spec(*option, spec.name));
    } else {
      spec.words = words_of(spec.name, option->get_name(true));
      spec.takes_files = option->get_name(true) == "scenario" || option->get_name(true) == "file";
    }
  }
  return spec;
}

ParsedArguments wrong(std::string_view context, std::string message) {
  return {{}, kWrongUsage, "", fmt::format("{}: error: {}\n", context, message)};
}

bool is_number(std::string_view text) {
  return text.size() > 1 && text[1] >= '0' && text[1] <= '9';
}

/// CLI11 names neither an unknown command nor what it took an unknown option for: this looks first.
std::optional<ParsedArguments> unknown_command(const std::vector<CommandSpec>& specs,
                                               const std::string& word) {
  std::vector<std::string> names;
  for (const CommandSpec& spec : specs) names.push_back(spec.name);
  if (std::find(names.begin(), names.end(), word) != names.end()) return std::nullopt;
  std::error_code ignored;
  const bool file =
      word.find(".json") != std::string::npos || std::filesystem::exists(word, ignored);
  if (file)
    return wrong(kToolName, fmt::format("\"{0}\" is not a command; did you mean \"{1} run {0}\"?",
                                        word, kToolName));
  return wrong(kToolName, fmt::format("unknown command \"{}\"{}", word, suggestion(word, names)));
}

std::optional<ParsedArguments> unknown_option(const CommandSpec& spec,
                                              std::span<const std::string> arguments) {
  bool value = false;  // the word belongs to the option before it
  for (const std::string& word : arguments) {
    if (std::exchange(value, false)) continue;
    if (word == "--") return std::nullopt;
    if (word.size() < 2 || word[0] != '-' || is_number(word)) continue;
    const bool is_long = word[1] == '-';
    const std::string name = is_long ? word.substr(0, word.find('=')) : word.substr(0, 2);
    std::vector<std::string> candidates;
    const OptionSpec* known = nullptr;
    for (const OptionSpec& option : spec.options) {
      for (const std::string& candidate : option.names) {
        if (candidate == name) known = &option;
        if (!is_long || candidate.size() > 2) candidates.push_back(candidate);
      }
    }
    if (known == nullptr)
      return wrong(fmt::format("{} {}", kToolName, spec.name),
                   fmt::format("unknown option \"{}\"{}", name, suggestion(name, candidates)));
    value = known->takes_value && word == name;
  }
  return std::nullopt;
}

std::optional<ParsedArguments> look_first(std::span<const std::string> words) {
  if (words.empty() || words[0].empty() || words[0][0] == '-') return std::nullopt;
  const std::vector<CommandSpec> specs = command_specs();
  if (auto found = unknown_command(specs, words[0])) return found;
  const auto spec = std::find_if(specs.begin(), specs.end(), [&](const CommandSpec& candidate) {
    return candidate.name == words[0];
  });
  return unknown_option(*spec, words.subspan(1));
}

}  // namespace

std::vector<CommandSpec> command_specs() {
  Arguments ignored;
  const std::unique_ptr<CLI::App> app = make_app(ignored);
  std::vector<CommandSpec> specs;
  for (const CLI::App* command : app->get_subcommands([](CLI::App*) { return true; }))
    specs.push_back(command_spec(*command));
  return specs;
}

ParsedArguments parse_arguments(std::span<const std::string> words) {
  if (auto found = look_first(words)) return *found;
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
    parsed = wrong(context, message);
    parsed.err += fmt::format("Try \"{} --help\".\n", context);
  }
  return parsed;
}

}  // namespace sim
