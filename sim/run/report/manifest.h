// run.json: what was run, what came out, and under "host" all that may differ between equal runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/experiment/run_result.h"
#include "sim/run/report/tables.h"

namespace sim {

/// Another file that a scenario read; what it says stands in the resolved scenario.
struct InputDigest {
  std::string name, sha256;  // the file's name without its folder, which may differ by machine
};

/// What was asked for. Equal requests have equal ids and give equal bytes.
struct RunRequest {
  std::string scenario;  // its name
  std::string resolved;  // the scenario with defaults and overrides
  std::uint64_t seed = 0;
  std::optional<Duration> until;
};

/// 12 hexadecimal digits of XXH3-128 over the request and the model version.
std::string run_id(const RunRequest&);

/// What only this process on this machine can say.
struct HostInfo {
  std::vector<std::string> command;            // as typed
  std::string scenario_file, scenario_sha256;  // as given: spelling and comments do not matter
  std::vector<InputDigest> inputs;
  std::string os, cpu, started_utc;
  std::uint64_t wall_us = 0, max_rss_bytes = 0;
};

/// The run folder's own account of a file.
struct OutputDigest {
  std::string name, sha256;
  std::uint64_t bytes = 0, rows = 0;
};

/// The manifest's text, ending in a newline. Without a host it is the same on every machine.
std::string manifest_json(const RunRequest&, const RunResult&, std::vector<OutputDigest>,
                          const std::optional<HostInfo>&);

/// What a later request needs to know of a folder that is there.
struct ManifestDigest {
  bool current = false;         // written by this version of the program
  bool complete = false;        // else: interrupted
  Time ended_at;                // how far it got
  bool failed = false;          // an invariant or an expectation
  bool unknown_metric = false;  // of an expectation
  bool inconclusive = false;    // an expectation was not evaluated: the run was cut short
  bool has_host = false, has_history = false, has_messages = false;
};
/// nullopt: not a manifest of this tool for this id.
std::optional<ManifestDigest> read_manifest(std::string_view json, std::string_view id);

/// The command that shows this run again, from the folder's own scenario.json.
std::string replay_command(const RunRequest&);

}  // namespace sim
