// Parts of the command line. Internal to sim/run/cli: with arguments.cpp all that knows CLI11.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/cli/arguments.h"

namespace CLI {
class App;
}

namespace sim {

std::string example(std::string_view command);  ///< for a command's footer
/// An option that may be given several times, with one value each.
void add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                    const std::string& help, const std::string& type);
void add_scenario_options(CLI::App& command, Arguments&);

/// `sweep`, and those that tell of sweeps.
void add_sweep(CLI::App&, Arguments&);
void add_tables(CLI::App&, Arguments&);
const std::vector<std::string>& launchers();  ///< that --emit knows
void add_plot(CLI::App&, Arguments&);
const std::vector<std::string>& plot_kinds();
const std::vector<std::string>& plot_formats();

}  // namespace sim
