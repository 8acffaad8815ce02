// What was typed, checked and typed. What CLI11 makes of it is in arguments_parts.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"

namespace sim {

/// Of whichever command; what a command does not take keeps its default.
struct Arguments {
  std::string command;
  std::vector<std::string>
      files;              // scenarios, the topology, or the run folder; "-" is standard input
  std::string word;       // explain's field, list's kind, init's name, completion's shell
  std::string seed;       // "": the scenario's; a number, or "random"
  std::string until;      // "": the end
  std::string warmup;     // of run: "auto", or "": the scenario's
  std::string events;     // of run: those to tell one by one; "": none
  std::string trace;      // of run: "messages", or "": nothing
  std::string to;         // of export: the format
  std::string key, from;  // of export: what to choose
  std::vector<std::string> overrides;
  std::string seeds = "1..10";    // of check
  std::string faults = "random";  // of check: none, own or random
  std::string junit;              // of check: the file; "": none
  std::string select;             // of check: an expression; "": all
  std::string max_failures;       // of check and search; "": no limit
  std::string durations;          // of check: how many runs; "": none
  std::string timeout;            // of check and search: of one run; "": none
  std::string runs;               // of search: trials, of shrink: runs; "": what is usual there
  std::string time;               // of search and shrink: on the wall; "": no limit
  std::string replications,
      precision;                     // of run: how many seeds; when fewer are enough; "": one run
  std::string shard = "0/1";         // of sweep: which part; or "auto"
  std::string emit, shards;          // of sweep: "slurm", "parallel" or ""; into how many parts
  std::vector<std::string> metrics;  // of sweep and its kin: those to print
  std::string kind = "latency", format = "svg";  // of plot
  bool print_script = false;                     // of plot
  std::vector<std::string> fail_on;              // of diff: "get.latency.p99>5%"
  std::string invariant;                         // of shrink: whose violation; "": the first one's
  std::string most_events = "10000000";          // of search: of one trial
  std::string jobs;  // of check and search: threads; "": as many as there are
  std::string out;   // "": the environment's DYNAMOSIM_OUT, or results/
  std::string color = "auto";
  bool effects = false;  // of run
  bool json = false, quiet = false, history = false, force = false, fail_fast = false;
  bool fresh = false;  // of search: what was found before is forgotten
  bool all = false;    // of explain
  bool no_progress = false, no_host = false;
};

struct OptionSpec {
  std::vector<std::string> names;  // "-s", "--seed"
  std::string help;
  bool takes_value = false;
  std::vector<std::string> words;  // the values it takes, if they are few
};

/// A command as its own description: for completion, and for "did you mean".
struct CommandSpec {
  std::string name, help;
  std::vector<OptionSpec> options;
  std::vector<std::string> words;  // the values its argument takes, if they are few
  std::string argument;            // "SCENARIO": what it takes besides options
  std::size_t most_words = 0;      // how many of them
  bool takes_files = false;
};

std::vector<CommandSpec> command_specs();

/// The arguments; or what to say instead, and the status to exit with.
struct ParsedArguments {
  Arguments arguments;
  std::optional<int> exit_status;
  std::string out, err;
};
ParsedArguments parse_arguments(std::span<const std::string>);

}  // namespace sim
