// results/<scenario>/<run-id>/: found, or written whole or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/run/report/manifest.h"

namespace sim {

/// A file or folder could not be read or written; the text says which and why.
struct FileError : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Files that a folder has only if they are asked for.
struct Extras {
  bool history = false;   // history.ndjson
  bool events = false;    // events.csv
  bool messages = false;  // messages.ndjson
  bool effects = false;   // effects.csv
};

struct FolderOptions {
  std::filesystem::path out = "results";
  bool force = false;  // run again, and replace what is in the way
  Extras extras;
  std::optional<HostInfo> host;  // nullopt: left out of run.json
};

/// What a run of the scenario asks for.
RunRequest request_of(const Scenario&, std::optional<Duration> until);

std::filesystem::path folder_of(const RunRequest&, const std::filesystem::path& out);

/// The finished run of an equal request, if its folder holds all that is asked for.
/// Throws FileError if something that is not a run stands in its place and `force` is not given.
std::optional<ManifestDigest> find_run(const RunRequest&, const FolderOptions&, bool with_host);

/// Writes every file beside the folder's place, run.json last, then renames the folder into it and
/// points `latest` there; nullopt. Or nothing was written, and what is returned stays: equal
/// requests give equal runs, so an interrupted one has nothing to add to one that got farther (nor,
/// even with `force`, to a complete one). Throws FileError.
std::optional<ManifestDigest> write_run(const RunRequest&, const RunResult&, const FolderOptions&);

/// All files of the folder but the manifest, which tells of them.
std::vector<OutputFile> output_files(const RunRequest&, const RunResult&, const Extras&);

/// A whole file. Throws FileError.
std::string file_content(const std::filesystem::path&);
void write_file(const std::filesystem::path&, std::string_view content);

/// The same, with its folder; whoever reads it sees all of it or what was there before.
void replace_file(const std::filesystem::path&, std::string_view content);

}  // namespace sim
