#include "sim/run/report/run_folder.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "sim/run/report/digest.h"
#include "sim/run/report/summary.h"

namespace sim {
namespace fs = std::filesystem;
namespace {

/// A folder of one's own, gone again unless it was moved to its place.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Beside `place`, hidden, and of this process alone.
fs::path beside(const fs::path& place, const std::string& suffix) {
  return place.parent_path() /
         ("." + place.filename().string() + "." + suffix + std::to_string(::getpid()));
}

void move_into_place(const TemporaryFolder& written, const fs::path& place) {
  if (!fs::exists(place)) return fs::rename(written.path(), place);
  const TemporaryFolder old(beside(place, "old-"));
  fs::rename(place, old.path());  // onto an empty folder
  fs::rename(written.path(), place);
}

void point_latest(const fs::path& place) {
  const fs::path link = place.parent_path() / "latest", fresh = beside(link, "new-");
  fs::remove(fresh);
  fs::create_directory_symlink(place.filename(), fresh);
  fs::rename(fresh, link);
}

struct Existing {
  bool nothing = true;                     // no folder, or an empty one
  std::optional<ManifestDigest> manifest;  // nullopt: not a run of this request
};

Existing look_at(const fs::path& place, const std::string& id) {
  Existing found;
  if (!fs::exists(place)) return found;
  found.nothing = fs::is_directory(place) && fs::is_empty(place);
  if (fs::is_regular_file(place / "run.json"))
    found.manifest = read_manifest(file_content(place / "run.json"), id);
  return found;
}

/// Writes files into a folder and keeps the account that run.json gives of them.
class Writer {
 public:
  explicit Writer(const fs::path& folder) : folder_(folder) {}
  void write(const OutputFile& file) {
    write_file(folder_ / file.name, file.content);
    written_.push_back({file.name, sha256_hex(file.content), file.content.size(), file.rows});
  }
  const std::vector<OutputDigest>& written() const { return written_; }

 private:
  fs::path folder_;
  std::vector<OutputDigest> written_;
};

void write_files(const RunRequest& request, const RunResult& run, const FolderOptions& options,
                 const fs::path& folder) {
  Writer writer(folder);
  for (const OutputFile& file : output_files(request, run, options.extras)) writer.write(file);
  write_file(folder / "run.json", manifest_json(request, run, writer.written(), options.host));
}

bool keeps_its_place(const ManifestDigest& existing, const RunResult& run, bool force) {
  if (run.status != RunResult::Status::kInterrupted) return false;
  return existing.complete || (!force && existing.current && existing.ended_at > run.ended_at);
}

}  // namespace

std::vector<OutputFile> output_files(const RunRequest& request, const RunResult& run,
                                     const Extras& extras) {
  using Table = OutputFile (*)(const RunResult&);
  constexpr Table kTables[] = {summary_csv, latency_csv,    timeseries_csv, staleness_csv,
                               nodes_csv,   messages_csv,   faults_csv,     sides_csv,
                               checks_csv,  checkpoints_csv};
  std::vector<OutputFile> files{{"scenario.json", request.resolved, 0}};
  for (const Table table : kTables) files.push_back(table(run));
  files.push_back(violations_ndjson(run, replay_command(request)));
  if (extras.history) files.push_back(history_ndjson(run));
  if (extras.events) files.push_back(events_csv(run));
  if (extras.effects) files.push_back(effects_csv(run));
  if (extras.messages) files.push_back(messages_ndjson(run));
  files.push_back({"summary.txt", summary_text(run, run_id(request)), 0});
  return files;
}

std::string file_content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  in.peek();  // a folder opens, but does not read
  if (!in.is_open() || in.bad()) throw FileError(path.string() + ": " + std::strerror(errno));
  in.clear();
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw FileError(path.string() + ": " + std::strerror(errno));
}

void replace_file(const fs::path& path, std::string_view content) try {
  const fs::path place = fs::absolute(path), written = beside(place, "tmp-");
  fs::create_directories(place.parent_path());
  write_file(written, content);
  fs::rename(written, place);
} catch (const fs::filesystem_error& error) {
  throw FileError(error.what());
}

RunRequest request_of(const Scenario& scenario, std::optional<Duration> until) {
  return {scenario.name, scenario.resolved, scenario.seed, until};
}

fs::path folder_of(const RunRequest& request, const fs::path& out) {
  return out / request.scenario / run_id(request);
}

std::optional<ManifestDigest> find_run(const RunRequest& request, const FolderOptions& options,
                                       bool with_host) try {
  const fs::path place = folder_of(request, options.out);
  const Existing existing = look_at(place, run_id(request));
  if (options.force || existing.nothing) return std::nullopt;
  if (!existing.manifest)
    throw FileError(place.string() +
                    ": is not empty and not a run of this request; move it away, "
                    "or replace it with --force");
  const ManifestDigest& manifest = *existing.manifest;
  const bool enough =
      manifest.current && manifest.complete && (manifest.has_history || !options.extras.history) &&
      (manifest.has_messages || !options.extras.messages) && !options.extras.events &&
      !options.extras.effects && (with_host || !manifest.has_host);
  return enough ? existing.manifest : std::nullopt;
} catch (const fs::filesystem_error& error) {
  throw FileError(error.what());
}

std::optional<ManifestDigest> write_run(const RunRequest& request, const RunResult& run,
                                        const FolderOptions& options) try {
  const fs::path place = folder_of(request, options.out);
  const Existing existing = look_at(place, run_id(request));
  if (existing.manifest && keeps_its_place(*existing.manifest, run, options.force))
    return existing.manifest;
  const TemporaryFolder written(beside(place, "tmp-"));
  write_files(request, run, options, written.path());
  move_into_place(written, place);
  point_latest(place);
  return std::nullopt;
} catch (const fs::filesystem_error& error) {
  throw FileError(error.what());
}

}  // namespace sim
