// The options of `sweep`, `merge`, `summary`, `diff` and `plot`.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/run/cli/arguments_parts.h"

namespace sim {
namespace {

void add_metrics(CLI::App& command, Arguments& arguments) {
  add_repeatable(command, "--metric", arguments.metrics,
                 "print this one (list metrics has their names)", "METRIC");
  command.add_flag("--json", arguments.json, "print a JSON object instead of the table");
}

}  // namespace

const std::vector<std::string>& launchers() {
  static const std::vector<std::string> kLaunchers{"slurm", "parallel"};
  return kLaunchers;
}

void add_sweep(CLI::App& app, Arguments& arguments) {
  CLI::App& sweep = *app.add_subcommand(
      "sweep", "Run every point of a scenario's sweep with several seeds: means and intervals");
  sweep.add_option("scenario", arguments.files, "the scenario file, with its sweep")
      ->type_name("SCENARIO")
      ->required()
      ->expected(1);
  sweep.add_option("--seeds", arguments.seeds, "every point with each of these seeds")
      ->type_name("A..B")
      ->capture_default_str();
  add_scenario_options(sweep, arguments);
  sweep.add_option("-j,--jobs", arguments.jobs, "threads (default: all cores)")->type_name("N");
  sweep
      .add_option("--shard", arguments.shard,
                  "this part of the runs, 0/4 to 3/4; auto: what Slurm or mpirun say")
      ->type_name("I/N");
  sweep
      .add_option("--emit", arguments.emit,
                  "run nothing: print a script for slurm (sbatch) or parallel (sh)")
      ->type_name("LAUNCHER")
      ->check(CLI::IsMember(launchers()).description(""));
  sweep
      .add_option("--shards", arguments.shards,
                  "of --emit: so many parts (default: half an hour each)")
      ->type_name("N");
  sweep
      .add_option("-o,--out", arguments.out,
                  "its folder is in sweep/ there (default: $DYNAMOSIM_OUT, or results)")
      ->type_name("DIR");
  add_metrics(sweep, arguments);
  sweep.add_flag("-q,--quiet", arguments.quiet, "print nothing but the folder");
  sweep.add_flag("--no-progress", arguments.no_progress, "no progress bar");
  sweep.footer(example("sweep scenarios/questions/r-plus-w.json --seeds 1..5"));
}

void add_tables(CLI::App& app, Arguments& arguments) {
  CLI::App& merge =
      *app.add_subcommand("merge", "Join shards of a sweep: the tables of a single machine");
  merge.add_option("folder", arguments.files, "folders of the sweep, from wherever shards ran")
      ->type_name("DIR")
      ->required();
  merge.add_option("-o,--out", arguments.out, "write the tables there (default: the first folder)")
      ->type_name("DIR");
  add_metrics(merge, arguments);
  merge.add_flag("-q,--quiet", arguments.quiet, "print nothing but the folder");
  merge.footer(example("merge results/sweep/r-plus-w/0123456789ab"));

  CLI::App& summary =
      *app.add_subcommand("summary", "Tables of sweeps and replications, with intervals");
  summary.add_option("folder", arguments.files, "folders of sweeps or replications")
      ->type_name("DIR")
      ->required();
  add_metrics(summary, arguments);
  summary.footer(example("summary results/sweep/r-plus-w/0123456789ab --metric put.availability"));

  CLI::App& diff =
      *app.add_subcommand("diff", "What differs between two sweeps or replications, seed by seed");
  diff.add_option("folders", arguments.files, "before and after: the same points and seeds")
      ->type_name("DIR")
      ->required()
      ->expected(2);
  add_repeatable(diff, "--fail-on", arguments.fail_on,
                 "exit with 1 if it is so and no chance, e.g. 'get.latency.p99>5%'", "CHANGE");
  add_metrics(diff, arguments);
  diff.footer(example("diff results/replications/quickstart/{0123456789ab,ba9876543210}"));
}

const std::vector<std::string>& plot_kinds() {
  static const std::vector<std::string> kKinds{
      "latency", "availability", "convergence", "staleness", "load", "sweep", "heat"};
  return kKinds;
}

const std::vector<std::string>& plot_formats() {
  static const std::vector<std::string> kFormats{"svg", "pdf", "png"};
  return kFormats;
}

void add_plot(CLI::App& app, Arguments& arguments) {
  CLI::App& plot = *app.add_subcommand("plot", "A figure of run folders, or of a sweep");
  plot.add_option("folder", arguments.files,
                  "run folders (of latency, convergence and staleness several), or a sweep's")
      ->type_name("DIR");
  plot.add_option("--kind", arguments.kind,
                  "latency, availability and convergence (over time, with faults), staleness,\n"
                  "load (of nodes),\n"
                  "sweep (metrics over the first parameter), heat (over the first two, as a map)")
      ->type_name("KIND")
      ->check(CLI::IsMember(plot_kinds()).description(""))
      ->capture_default_str();
  add_repeatable(plot, "--metric", arguments.metrics,
                 "of a sweep, a panel for each (default: availability); repeatable", "METRIC");
  plot.add_option("--format", arguments.format, "svg, pdf or png")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(plot_formats()).description(""))
      ->capture_default_str();
  plot.add_option("-o,--out", arguments.out,
                  "the file (default: figures/KIND.FORMAT in the folder)")
      ->type_name("FILE");
  plot.add_flag("--print-script", arguments.print_script,
                "print the Python program that draws, to be edited");
  plot.footer(example("plot results/quickstart/latest --kind availability"));
}

}  // namespace sim
