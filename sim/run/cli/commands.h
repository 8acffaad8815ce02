// The commands, one function each; every one returns an exit status.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/run/cli/arguments.h"
#include "sim/run/cli/cli.h"
#include "sim/run/scenario/scenario.h"
#include "sim/run/shell_word.h"

namespace sim {

/// One call of the program.
struct Session {
  const Arguments& arguments;
  std::span<const std::string> typed;  // the arguments before they were parsed
  std::span<const ModelInfo> models;
  Console& console;
};

int run_command(const Session&);
int check_command(const Session&);
int search_command(const Session&);
int shrink_command(const Session&);
int sweep_command(const Session&);
int merge_command(const Session&);
int summary_command(const Session&);
int diff_command(const Session&);
int plot_command(const Session&);
int replay_command(const Session&);
int export_command(const Session&);
int validate_command(const Session&);
int explain_command(const Session&);
int list_command(const Session&);
int schema_command(const Session&);
int init_command(const Session&);
int topology_command(const Session&);
int completion_command(const Session&);
int version_command(const Session&);

/// `run --replications`: the scenario with several seeds.
int replicate(const Session&, const Scenario&, const std::string& text);

/// A mistake in what was typed, found after parsing: exit status 2.
struct UsageError : std::runtime_error {
  using runtime_error::runtime_error;
};

/// A file's content; "-" is standard input. Throws FileError.
std::string read_input(const Session&, const std::string& file);

/// The scenario, or nullopt once its mistakes were printed.
std::optional<Scenario> read_scenario(const Session&, const std::string& text,
                                      const std::string& file);

/// Whether `out` takes colours: option, then environment, then terminal.
bool wants_color(const Session&);

bool wants_progress(const Session&);

/// Where results go: option, then environment, then results/.
std::filesystem::path out_folder(const Session&);

/// Whether folders can be made there is found out before the simulation; nothing is created.
/// Throws FileError.
void check_out_folder(const std::filesystem::path&);

/// The run folder itself, or its run.json.
std::filesystem::path run_folder_meant(const std::string& word);

}  // namespace sim
