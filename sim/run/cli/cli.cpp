#include "sim/run/cli/cli.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/scenario/warnings.h"

namespace sim {
namespace {

struct Command {
  std::string_view name;
  int (*run)(const Session&);
};
constexpr Command kCommands[] = {
    {"run", run_command},           {"check", check_command},
    {"search", search_command},     {"shrink", shrink_command},
    {"sweep", sweep_command},       {"merge", merge_command},
    {"summary", summary_command},   {"diff", diff_command},
    {"plot", plot_command},         {"replay", replay_command},
    {"export", export_command},     {"validate", validate_command},
    {"explain", explain_command},   {"list", list_command},
    {"schema", schema_command},     {"init", init_command},
    {"topology", topology_command}, {"completion", completion_command},
    {"version", version_command},
};

int run_parsed(const Session& session) {
  const auto* command = std::find_if(
      std::begin(kCommands), std::end(kCommands),
      [&](const Command& candidate) { return candidate.name == session.arguments.command; });
  SIM_CHECK(command != std::end(kCommands), "a command without a function");
  return command->run(session);
}

/// One of them would be dropped, and nobody could tell which.
void refuse_two_seeds(const Arguments& arguments) {
  if (arguments.seed.empty()) return;
  for (const std::string& set : arguments.overrides)
    if (set.starts_with("seed=") || set.starts_with("/seed="))
      throw UsageError(
          fmt::format("--seed {} and --set {} both give the seed; keep one", arguments.seed, set));
}

void print_bug(const Session& session, const std::exception& error) {
  std::ostream& err = session.console.err;
  err << fmt::format("{}: internal error: {}\n", kToolName, error.what());
  if (const auto* failure = dynamic_cast<const RunFailure*>(&error))
    err << fmt::format("  at:     {}, event {}, seed {}\n", span_text(failure->at - kStart),
                       failure->event, failure->seed);
  err << "  repro:  " << kToolName;
  for (const std::string& word : session.typed) err << ' ' << word;
  err << fmt::format("   ({})\n", tool_text());
  err << "  This is a bug of the program: please report it with these lines.\n";
}

}  // namespace

std::string read_input(const Session& session, const std::string& file) {
  if (file != "-") return file_content(file);
  return {std::istreambuf_iterator<char>(session.console.in), std::istreambuf_iterator<char>()};
}

std::optional<Scenario> read_scenario(const Session& session, const std::string& text,
                                      const std::string& file) {
  LoadOptions options{session.arguments.overrides, std::nullopt};
  const std::string& seed = session.arguments.seed;
  refuse_two_seeds(session.arguments);
  if (seed == "random") {
    std::ifstream random("/dev/urandom", std::ios::binary);
    std::uint64_t drawn = 0;
    random.read(reinterpret_cast<char*>(&drawn), sizeof drawn);
    if (!random) throw FileError("/dev/urandom: could not be read");
    options.seed = drawn;
    session.console.err << "seed " << drawn << '\n';
  } else if (!seed.empty()) {
    const Parsed<std::uint64_t> parsed = parse_seed(seed);
    if (!parsed.ok()) throw UsageError("--seed: " + parsed.mistake);
    options.seed = parsed.value;
  }
  LoadedScenario loaded = parse_scenario(text, file, session.models, options);
  if (!loaded.io_error.empty()) throw FileError(loaded.io_error);
  session.console.err << loaded.report();
  if (loaded.scenario && !session.arguments.quiet)
    for (const std::string& warning : warnings_of(*loaded.scenario, text, options))
      session.console.err << warning << '\n';
  return std::move(loaded.scenario);
}

bool wants_color(const Session& session) {
  const std::string& option = session.arguments.color;
  if (option != "auto") return option == "always";
  const auto is_set = [&](const char* name) {
    const std::optional<std::string> value = session.console.environment(name);
    return value && !value->empty() && *value != "0";
  };
  const std::optional<std::string> no_color = session.console.environment("NO_COLOR");
  if (no_color && !no_color->empty()) return false;
  if (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) return true;
  return session.console.out_is_terminal && session.console.environment("TERM") != "dumb";
}

int run_cli(std::span<const std::string> arguments, std::span<const ModelInfo> models,
            Console& console) {
  ParsedArguments parsed = parse_arguments(arguments);
  if (parsed.exit_status) {
    console.out << parsed.out;
    console.err << parsed.err;
    return *parsed.exit_status;
  }
  const Session session{parsed.arguments, arguments, models, console};
  try {
    int status = run_parsed(session);
    console.out.flush();
    if (!console.out) throw FileError("standard output: could not be written");
    return status;
  } catch (const UsageError& error) {
    console.err << fmt::format("{} {}: error: {}\n", kToolName, parsed.arguments.command,
                               error.what());
    return kWrongUsage;
  } catch (const FileError& error) {
    console.err << fmt::format("{} {}: error: {}\n", kToolName, parsed.arguments.command,
                               error.what());
    return kIoError;
  } catch (const std::exception& error) {
    print_bug(session, error);
    return kInternalError;
  }
}

int run_cli(int argc, char** argv, std::span<const ModelInfo> models) {
  Console console{std::cin,
                  std::cout,
                  std::cerr,
                  ::isatty(STDOUT_FILENO) == 1,
                  ::isatty(STDERR_FILENO) == 1,
                  [](const char* name) -> std::optional<std::string> {
                    const char* value = std::getenv(name);
                    return value ? std::optional<std::string>(value) : std::nullopt;
                  }};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return run_cli(arguments, models, console);
}

}  // namespace sim
