// What a run folder says of the run that made it, for another run to be held against.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/report/manifest.h"

namespace sim {

/// The fingerprint after an event.
struct Mark {
  std::uint64_t event = 0, fingerprint = 0;
};

struct RecordedRun {
  std::filesystem::path folder;
  int model_version = 0;
  std::string program;     // "dynamosim 0.1.0+1a2b3c4d5e6f, GNU 12.2.0, ..."; as far as it is known
  bool has_build = false;  // else run.json has no host, and says not which build it was
  std::string scenario;    // the text of scenario.json
  std::optional<Duration> until;
  bool interrupted = false;
  Time ended_at;
  std::uint64_t events = 0, fingerprint = 0;
  std::vector<Mark> marks;             // by event
  std::vector<EventRecord> event_log;  // by number; without gaps
  std::vector<OutputDigest> outputs;

  /// The events that event_log has; all from the first on if the run ended with its last.
  EventSpan told() const;
};

/// Reads the folder and holds it against its own manifest. Throws FileError where a file is missing
/// or was altered since.
RecordedRun read_recorded_run(const std::filesystem::path& folder);

/// This program, in the words of RecordedRun::program.
std::string this_program();

}  // namespace sim
